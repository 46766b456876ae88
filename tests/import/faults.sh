#!/bin/bash
# Checks imported sources: none has an error, and what is warned of is the list
# in faults.expected: NAME, how many times, what is said.
#
#   faults.sh CONNC SOURCES OUT [--update]
set -u
connc=$1 sources=$2 out=$3 failed=0
expected=$(dirname "$0")/faults.expected
: >"$out"
for source in "$sources"/*.conn; do
    name=${source##*/}
    "$connc" check "$source" >"$out.said" 2>&1 || {
        echo "FAILED: $name has errors"
        failed=1
    }
    sed -n "s/^warning\[\(W[0-9]*\)\]: \(.*\)/${name%.conn} \1 \2/p" \
        "$out.said" | LC_ALL=C sort | uniq -c |
        sed 's/^ *\([0-9]*\) \([^ ]*\)/\2 \1/' >>"$out"
done
[ "${4:-}" != --update ] || cp "$out" "$expected"
diff -u "$expected" "$out" || failed=1
awk '{ all += $2 } END { printf "%d doubts in %d lines\n", all, NR }' "$out"
[ $failed -eq 0 ]
