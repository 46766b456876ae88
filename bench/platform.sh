#!/bin/bash
# How fast connc reads definitions of the platform and writes them: a folder of
# them imported by one command and by a command each, and the source that came
# out longest built again.
# Prints times of the clock and of the processor, best of ROUNDS, tests nothing.
#
# platform.sh [FOLDER]: ../shared/elements unless said.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build} ROUNDS=${ROUNDS:-5} from=${1:-../shared/elements}
work=$(mktemp -d "${TMPDIR:-/tmp}/conn-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -d "$from" ] || { echo "there is no $from" && exit 0; }

import_all() {
    rm -rf "$work/all"
    "$BUILD/connc" import open-connectors "$from"/*.json -o "$work/all" \
        >/dev/null 2>&1
}

import_each() {
    local file
    for file in "$from"/*.json; do
        "$BUILD/connc" import open-connectors "$file" \
            -o "$work/${file##*/}.conn" >/dev/null 2>&1 || return
    done
}

build_largest() {
    "$BUILD/connc" build --target open-connectors "$largest" -o "$work/out" \
        >/dev/null 2>&1
}

# measure NAME FUNCTION: each time is the best of its own.
measure() {
    local i
    TIMEFORMAT='%R %U %S'
    for ((i = 0; i < ROUNDS; i++)); do
        { time "$2"; } 2>&1
    done | awk -v name="$1" '
        { for (i = 1; i <= 3; i++) if (NR == 1 || $i < best[i]) best[i] = $i }
        END {
            printf "%-34s %6d ms, processor %6d ms + %d ms system\n", name,
                best[1] * 1000, best[2] * 1000, best[3] * 1000
        }'
}

measure "import of $(ls "$from"/*.json | wc -l) definitions" import_all
measure "the same, a command each" import_each
largest=$(wc -l "$work"/*.conn | sort -n | tail -2 | awk 'NR == 1 { print $2 }')
measure "build of one of $(wc -l <"$largest") lines" build_largest
