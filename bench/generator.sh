#!/bin/bash
# Our client beside the C client that OpenAPI Generator writes for the same
# operation, a list of issues: decoding 10 MB, calls a second with and without
# TLS to one nginx on loopback, connections opened, peak of memory, lines,
# time to compile, warnings, bytes of objects. Prints each pair and its ratio,
# and beside the calls how far libcurl alone would get; tests nothing. Both
# sides are compiled as they are written; what does not compile is said. Without
# the generator there is nothing to measure, which is said and is no failure.
#
# While calls are timed, nginx and all clients share one core. Client and server
# take turns anyway; on two cores each turn would wait until the other core wakes
# up, which takes as long as the call itself and differs from round to round.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build} CC=${CC:-cc} CALLS=${CALLS:-400}
jar=$(echo build/openapi-generator/openapi-generator-cli-*.jar)
if [ ! -e "$jar" ] || ! command -v java >/dev/null ||
    ! command -v nginx >/dev/null || ! command -v taskset >/dev/null ||
    [ ! -e ../shared/tools/make_json.py ]; then
    echo "generator.sh: SKIPPED, needs OpenAPI Generator (tools/deps.sh bench)," \
        "java, nginx, taskset and ../shared/tools/make_json.py"
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/conn-generator.XXXXXX")
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
chmod 755 "$work" # nginx's worker may be another user
TIMEFORMAT='%U %S'

# Files are compiled by themselves, so that one that can't be does not hide the
# others. Prints seconds of processor time, warnings, errors, bytes of code and
# data.
compile() { # FOLDER FLAG... -- FILE...
    local folder=$1 flags=() file failed=0 seconds
    shift
    while [ "$1" != -- ]; do flags+=("$1"); shift; done
    shift
    mkdir -p "$folder"
    seconds=$({ time for file in "$@"; do
        $CC -O2 -Wall -Wextra "${flags[@]}" -c "$file" \
            -o "$folder/$(basename "$file" .c).o" 2>>"$folder/warnings" ||
            echo "$file" >>"$folder/failed"
    done; } 2>&1 | awk '{ print $1 + $2 }')
    [ ! -e "$folder/failed" ] || failed=$(wc -l <"$folder/failed")
    echo "$seconds $(grep -c warning: "$folder/warnings") $failed" \
        "$(size "$folder"/*.o | awk 'NR > 1 { n += $1 + $2 } END { print n }')"
}

pair() { # NAME PEER MINE UNIT: figures of which less is better
    awk -v name="$1" -v a="$2" -v b="$3" -v unit="$4" 'BEGIN {
        printf "%-26s generator %10s   conn %10s %-9s ratio %s\n", name, a, b,
            unit, (b > 0 ? sprintf("%.2f", a / b) : "-") }'
}
pair_rates() { # NAME PEER-SECONDS MINE-SECONDS AMOUNT UNIT
    awk -v name="$1" -v a="$2" -v b="$3" -v n="$4" -v unit="$5" 'BEGIN {
        printf "%-26s generator %10.0f   conn %10.0f %-9s ratio %.2f\n", name,
            n / a, n / b, unit, a / b }'
}

python3 ../shared/tools/make_json.py 10 >"$work/large.json"
python3 - "$work/large.json" >"$work/issues" <<'PY'
import json, sys
page = json.load(open(sys.argv[1]))
print(json.dumps({"total_count": 1, "items": page["items"][:1]}))
PY

# ---- the two clients ----

java -jar "$jar" generate -g c -i bench/issues.openapi.json -o "$work/peer" \
    >"$work/generate.log" 2>&1
"$BUILD/connc" build --target c --output "$work/mine" bench/issues.conn
peer=$work/peer
# cJSON comes along with the client and is not counted as written.
sources() { find "$peer/api" "$peer/model" "$peer/src" -name "$1"; }
# shellcheck disable=SC2046 # names without spaces
read -r peer_time peer_warnings peer_failed peer_size < <(compile \
    "$work/peer-objects" -I"$peer" -I"$peer/include" -- $(sources '*.c'))
read -r mine_time mine_warnings mine_failed mine_size < <(compile \
    "$work/mine-objects" -Iruntime/include -- "$work/mine/tracker.c")
[ "$peer_failed $mine_failed" = "0 0" ] ||
    echo "does not compile: generator $peer_failed files, conn $mine_failed"
# shellcheck disable=SC2046 # flags, names
peer_lines=$(cat $(sources '*.[ch]') "$peer"/include/*.h | wc -l)
pair "lines" "$peer_lines" "$(cat "$work"/mine/tracker.[ch] | wc -l)" lines
pair "compile, -O2" "$peer_time" "$mine_time" s
pair "warnings, -Wall -Wextra" "$peer_warnings" "$mine_warnings" ""
pair "code and data" "$peer_size" "$mine_size" bytes

# shellcheck disable=SC2046 # flags
link() {
    $CC -O2 -D_POSIX_C_SOURCE=200809L -o "$@" \
        $(pkg-config --libs libcurl libcjson libcrypto) -lpthread -lm
}
$CC -O2 -w -I"$peer" -c "$peer/external/cJSON.c" \
    -o "$work/peer-objects/cJSON.o"
link "$work/run-peer" -I"$peer" -I"$peer/include" -I"$peer/api" \
    bench/generator_peer.c "$work"/peer-objects/*.o
link "$work/run-mine" -Iruntime/include -Iruntime -Ibench -I"$work/mine" \
    bench/generator_mine.c "$work"/mine-objects/*.o "$BUILD/libconn.a"
link "$work/run-raw" bench/generator_raw.c

# ---- decoding ----

run() { ${pinned:-} "$work/run-$1" "${@:2}" || echo "$1 failed" >&2; }
pair_rates "decode 10 MB" "$(run peer decode "$work/large.json")" \
    "$(run mine decode "$work/large.json")" \
    "$(awk -v n="$(wc -c <"$work/large.json")" 'BEGIN { print n / 1e6 }')" MB/s
peak() {
    /usr/bin/time -f %M -o "$work/peak" "$work/run-$1" decode \
        "$work/large.json" >/dev/null
    # Without the buffers that the program has for the text.
    awk -v own="$2" 'END { print $1 - own }' "$work/peak"
}
[ ! -x /usr/bin/time ] ||
    pair "memory of it, with text" "$(peak peer 0)" "$(peak mine 9770)" KB

# ---- calls ----

plain=${PORT:-18480}
secure=$((plain + 1))
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$work/key.pem" \
    -out "$work/cert.pem" 2>/dev/null
cat >"$work/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 4096; }
http {
    log_format connections '\$connection';
    access_log off;
    open_file_cache max=10;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    keepalive_requests 1000000;
    default_type application/json;
    server {
        listen 127.0.0.1:$plain;
        listen 127.0.0.1:$secure ssl;
        ssl_certificate $work/cert.pem;
        ssl_certificate_key $work/key.pem;
        root $work;
        location /counted/ {
            alias $work/;
            access_log $work/connections.log connections;
        }
    }
}
CONF
core=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//') # the first that we may use
taskset -c "$core" nginx -e "$work/error.log" -c "$work/nginx.conf" &
server=$!
pinned="taskset -c $core"
for _ in $(seq 100); do
    ! curl -s -o "$work/probe" "http://127.0.0.1:$plain/issues" || break
    sleep 0.1
done

opened() { # SIDE URL CA: connections of the calls
    : >"$work/connections.log"
    run "$1" calls "$2/counted" "$3" "$CALLS" >/dev/null
    sleep 0.2
    sort -u "$work/connections.log" | wc -l
}
median() { # of a column of the rounds, and with another of their ratios
    awk -v a="$1" -v b="${2:-0}" '{ print b ? $a / $b : $a }' "$work/rounds" |
        sort -g | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
# Short rounds of all sides take turns; medians, and of each round's ratios.
calls() { # NAME URL CA
    local n=$((CALLS / 4))
    for _ in $(seq "${ROUNDS:-21}"); do
        echo "$(run peer calls "$2" "$3" $n) $(run mine calls "$2" "$3" $n)" \
            "$(run raw calls "$2" "$3" $n)"
    done >"$work/rounds"
    awk -v name="$1" -v a="$(median 1)" -v b="$(median 2)" -v n=$n \
        -v ratio="$(median 1 2)" -v ceiling="$(median 1 3)" 'BEGIN {
        printf "%-26s generator %10.0f   conn %10.0f %-9s ratio %.2f," \
            " libcurl alone %.2f\n", name, n / a, n / b, "calls/s", ratio,
            ceiling }'
    pair "connections, $CALLS calls" "$(opened peer "$2" "$3")" \
        "$(opened mine "$2" "$3")" ""
}
calls "calls" "http://127.0.0.1:$plain" ""
calls "calls with TLS" "https://127.0.0.1:$secure" "$work/cert.pem"
