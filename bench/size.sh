#!/bin/bash
# How large a client is, and how long a large one compiles: a program with one
# operation, linked with libconn.a and stripped, beside an empty one with the
# same libraries; the emitted C of OPS operations and TYPES types at -O2 on one
# core, as processor time. Prints figures, tests nothing.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build} OPS=${OPS:-1000} TYPES=${TYPES:-900} CC=${CC:-cc}
work=$(mktemp -d "${TMPDIR:-/tmp}/conn-size.XXXXXX")
trap 'rm -rf "$work"' EXIT

source_of() { # NAME OPS TYPES
    awk -v name="$1" -v ops="$2" -v types="$3" 'BEGIN {
        split("string? int int64? timestamp? bool string[] map<string> float?", t, " ")
        print "edition = 2026\nconnector " name
        print "setup { properties { base_url = \"https://x.example.com\" } }"
        for (i = 0; i < ops; i++) {
            printf "resource r%d {\n  /// Gets one.\n", i
            printf "  op get GET \"/r%d/{id}\" -> T%d\n}\n", i, i % types
        }
        for (i = 0; i < types; i++) {
            printf "/// Type %d.\ntype T%d {\n", i, i
            for (f = 0; f < 16; f++) printf "  f%d: %s\n", f, t[f % 8 + 1]
            print "}"
        }
    }'
}

emit() { # NAME OPS TYPES
    source_of "$@" >"$work/$1.conn"
    "$BUILD/connc" build --target c --output "$work" "$work/$1.conn"
}

# The program of one file, linked as an application would be; its bytes.
linked_size() { # FILE
    # shellcheck disable=SC2046 # flags
    $CC -O2 -ffunction-sections -fdata-sections -Iruntime/include -I"$work" \
        -o "$work/program" "$@" "$BUILD/libconn.a" -Wl,--gc-sections \
        $(pkg-config --libs libcurl libcjson libcrypto) -lpthread -lm
    strip "$work/program"
    wc -c <"$work/program"
}

emit tiny 1 1
echo 'int main(void) { return 0; }' >"$work/empty.c"
empty=$(linked_size "$work/empty.c")
tiny=$(linked_size "$work"/tiny*.c)
echo "one operation: $(((tiny - empty) / 1024)) KB beside libcurl and libcrypto"

emit large "$OPS" "$TYPES"
lines=$(cat "$work"/large*.[ch] | wc -l)
TIMEFORMAT='%U %S'
seconds=$({ time $CC -std=c11 -O2 -Iruntime/include -c -o "$work/large.o" \
    "$work/large.c"; } 2>&1 | awk '{ print $1 + $2 }')
echo "$OPS operations, $TYPES types: $lines lines," \
    "$seconds s of processor time to compile at -O2," \
    "$(($(wc -c <"$work/large.o") / 1024)) KB of objects"
