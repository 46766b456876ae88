#!/bin/bash
# How fast connc checks and formats, beside thrift and protoc: sources of the
# same shape (records of fields and operations on them, documented) in the same
# run, as lines a second of processor time, which others on the machine disturb
# least, best of ROUNDS, with the peak of memory; then how both grow with the
# source. Prints figures and ratios, tests nothing. A peer that is missing is said
# to be; so is the memory where there is no /usr/bin/time.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build} ROUNDS=${ROUNDS:-5} TYPES=${TYPES:-1000}
work=$(mktemp -d "${TMPDIR:-/tmp}/conn-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# TYPES records of 16 documented fields, two operations on each, and a hook in
# a tenth of the operations.
conn_source() { # [TYPES]
    awk -v n="${1:-$TYPES}" 'BEGIN {
        split("string? int int64? timestamp? bool string[] map<string> float?", t, " ")
        print "edition = 2026\nconnector big\nsetup { properties { base_url = \"https://x.example.com\" } }"
        for (i = 0; i < n; i++) {
            printf "resource r%d {\n  /// Gets one.\n  op get GET \"/r%d/{id}\" -> T%d\n", i, i, i
            printf "  op list GET \"/r%d\" -> T%d[] {\n    query { limit: int = 20 }\n", i, i
            if (i % 5 == 0) print "    after { response.body = response.body.filter(x => x.f1 > 0) }"
            print "  }\n}"
            printf "/// Type %d.\ntype T%d {\n", i, i
            for (f = 0; f < 16; f++) printf "  /// Field.\n  f%d: %s\n", f, t[f % 8 + 1]
            print "}"
        }
    }'
}

thrift_source() {
    awk -v n="$TYPES" 'BEGIN {
        split("string i32 i64 i64 bool list<string> map<string,string> double", t, " ")
        for (i = 0; i < n; i++) {
            printf "/** Type %d. */\nstruct T%d {\n", i, i
            for (f = 0; f < 16; f++) printf "  /** Field. */\n  %d: optional %s f%d,\n", f + 1, t[f % 8 + 1], f
            printf "}\nservice S%d {\n  /** Gets one. */\n  T%d get(1: string id),\n  list<T%d> list_all(1: i32 limit)\n}\n", i, i, i
        }
    }'
}

proto_source() {
    awk -v n="$TYPES" 'BEGIN {
        split("optional_string int32 int64 int64 bool repeated_string map<string,string> double", t, " ")
        print "syntax = \"proto3\";\npackage big;"
        for (i = 0; i < n; i++) {
            printf "// Type %d.\nmessage T%d {\n", i, i
            for (f = 0; f < 16; f++) { s = t[f % 8 + 1]; sub(/_/, " ", s); printf "  // Field.\n  %s f%d = %d;\n", s, f, f + 1 }
            printf "}\nmessage L%d { repeated T%d items = 1; }\nmessage Q%d { string id = 1; int32 limit = 2; }\n", i, i, i
            printf "service S%d {\n  // Gets one.\n  rpc Get(Q%d) returns (T%d);\n  rpc List(Q%d) returns (L%d);\n}\n", i, i, i, i, i
        }
    }'
}

# measure NAME FILE COMMAND...: lines a second, best of the rounds.
measure() {
    local name=$1 file=$2 lines best=0 time=0 used rate i TIMEFORMAT='%3U %3S'
    shift 2
    lines=$(wc -l <"$file")
    for ((i = 0; i < ROUNDS; i++)); do
        { time "$@" >"$work/said" 2>&1 || { echo "$name failed"; return; }; } \
            2>"$work/time"
        used=$(awk '{ printf "%d", ($1 + $2) * 1000000 + 500 }' "$work/time")
        rate=$((lines * 1000000 / used))
        ((rate <= best)) || best=$rate time=$used
    done
    [ -n "${first:-}" ] || first=$best
    printf '%-28s %7d lines %6d.%d ms %9d lines/s %6s x %6s MB\n' "$name" \
        "$lines" $((time / 1000)) $((time / 100 % 10)) "$best" \
        "$(awk -v a="$first" -v b="$best" 'BEGIN { printf "%.2f", b / a }')" \
        "$(peak "$@")"
}

# peak COMMAND...: most memory that it has, in megabytes.
peak() {
    [ -x /usr/bin/time ] || { echo "?" && return; }
    /usr/bin/time -f %M -o "$work/peak" "$@" >/dev/null 2>&1 || true
    awk 'END { printf "%.0f", $1 / 1024 }' "$work/peak"
}

conn_source >"$work/big.conn"
thrift_source >"$work/big.thrift"
proto_source >"$work/big.proto"
measure "connc check" "$work/big.conn" "$BUILD/connc" check "$work/big.conn"
"$BUILD/connc" fmt "$work/big.conn"
measure "connc fmt" "$work/big.conn" "$BUILD/connc" fmt --check "$work/big.conn"
measure "connc build --target c" "$work/big.conn" \
    "$BUILD/connc" build --target c --output "$work" "$work/big.conn"
if command -v thrift >/dev/null; then
    mkdir "$work/thrift"
    measure "thrift -gen cpp" "$work/big.thrift" \
        thrift -gen cpp -out "$work/thrift" "$work/big.thrift"
else
    echo "thrift is missing (Debian: thrift-compiler)"
fi
if command -v protoc >/dev/null; then
    measure "protoc (descriptors)" "$work/big.proto" \
        protoc -I"$work" --descriptor_set_out="$work/big.pb" "$work/big.proto"
    mkdir "$work/proto"
    measure "protoc --cpp_out" "$work/big.proto" \
        protoc -I"$work" --cpp_out="$work/proto" "$work/big.proto"
else
    echo "protoc is missing (Debian: protobuf-compiler)"
fi

echo "growth:"
for types in 2 24 240 2400 9600; do
    conn_source $types >"$work/growth.conn"
    "$BUILD/connc" fmt "$work/growth.conn"
    measure "connc check" "$work/growth.conn" \
        "$BUILD/connc" check "$work/growth.conn"
    measure "connc fmt" "$work/growth.conn" \
        "$BUILD/connc" fmt --check "$work/growth.conn"
done
