# servers.sh - real servers on 127.0.0.1 for the interop run and the demo.
#
# Owns: starting, waiting for and stopping docker-registry, pdns_server and
# etcd, each on free ports and with a data folder of its own under $WORK. To be
# sourced by a bash script that has set WORK to a fresh folder; every function
# returns non-zero with a line on stderr when it fails. Servers run as the
# current user and are stopped by the process id that started them.

# name -> process id of what runs
declare -A SERVER_PID=()

say_error() { printf 'servers: %s\n' "$*" >&2; }

# free_port: sets FREE_PORT to a port of 127.0.0.1 that nothing listens on. None
# is given twice in a run, and all are below the range that the kernel takes for
# outgoing connections, so that no client can sit on one.
FREE_PORT_NEXT=$((20000 + ($$ * 7) % 10000))
free_port() {
    local tries port
    for ((tries = 0; tries < 500; tries++)); do
        port=$FREE_PORT_NEXT
        FREE_PORT_NEXT=$((20000 + (FREE_PORT_NEXT - 20000 + 1) % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            FREE_PORT=$port
            return 0
        fi
    done
    say_error 'no free port found'
    return 1
}

# find_program NAME: sets PROGRAM to its path; Debian keeps daemons in sbin,
# which is not in everyone's PATH.
find_program() {
    PROGRAM=$(PATH="$PATH:/usr/sbin:/sbin" command -v "$1") && return 0
    say_error "$1 is not installed: run 'make deps'"
    return 1
}

# need_program NAME: complains unless the command is there.
need_program() {
    command -v "$1" >/dev/null && return 0
    say_error "$1 is not installed: run 'make deps'"
    return 1
}

# server_spawn NAME COMMAND...: starts it with its output in WORK/NAME.log.
server_spawn() {
    local name=$1
    shift
    "$@" >>"$WORK/$name.log" 2>&1 </dev/null &
    SERVER_PID[$name]=$!
    # Not a job of the shell's, which would report how it ended.
    disown "$!"
}

# server_wait NAME URL: until URL answers anything at all, 30 s at the most.
server_wait() {
    local name=$1 url=$2 tries
    for ((tries = 0; tries < 300; tries++)); do
        if ! kill -0 "${SERVER_PID[$name]}" 2>/dev/null; then
            say_error "$name ended at once; its log ends with:"
            tail -n 20 "$WORK/$name.log" >&2
            return 1
        fi
        curl -s -o /dev/null --max-time 2 "$url" && return 0
        sleep 0.1
    done
    say_error "$name does not answer on $url"
    return 1
}

# server_stop NAME: asks it to end, insists after five seconds, and reaps it.
server_stop() {
    local name=$1 pid=${SERVER_PID[$1]:-} tries
    [[ -n $pid ]] || return 0
    unset "SERVER_PID[$name]"
    kill "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 50; tries++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

servers_stop_all() {
    local name
    for name in "${!SERVER_PID[@]}"; do server_stop "$name"; done
}

# registry_start: a registry with basic authentication (REGISTRY_USER and
# REGISTRY_PASSWORD) and deletion on REGISTRY_URL. A second call after
# server_stop registry starts it again on the same port and data.
REGISTRY_USER=conn
REGISTRY_PASSWORD='pass word:%'
registry_start() {
    local folder=$WORK/registry
    need_program htpasswd || return 1
    find_program docker-registry || return 1
    if [[ ! -d $folder ]]; then
        mkdir -p "$folder/data"
        free_port || return 1
        REGISTRY_PORT=$FREE_PORT
        REGISTRY_URL=http://127.0.0.1:$REGISTRY_PORT
        htpasswd -nbBC 5 "$REGISTRY_USER" "$REGISTRY_PASSWORD" \
            >"$folder/htpasswd" || return 1
        cat >"$folder/config.yml" <<YAML
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: $folder/data }
  delete: { enabled: true }
http:
  addr: 127.0.0.1:$REGISTRY_PORT
  secret: only-for-this-run
auth:
  htpasswd: { realm: interop, path: $folder/htpasswd }
YAML
    fi
    server_spawn registry "$PROGRAM" serve "$folder/config.yml"
    server_wait registry "$REGISTRY_URL/v2/"
}

# powerdns_start: an authoritative server over SQLite; its API is on
# POWERDNS_URL and wants POWERDNS_KEY.
POWERDNS_KEY='key-of-this-run'
powerdns_start() {
    local folder=$WORK/powerdns dns_port
    local schema=/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql
    need_program sqlite3 || return 1
    find_program pdns_server || return 1
    if [[ ! -d $folder ]]; then
        mkdir -p "$folder"
        sqlite3 "$folder/zones.db" <"$schema" || return 1
        free_port || return 1
        POWERDNS_PORT=$FREE_PORT
        POWERDNS_URL=http://127.0.0.1:$POWERDNS_PORT
        free_port || return 1
        dns_port=$FREE_PORT
        cat >"$folder/pdns.conf" <<CONF
launch=gsqlite3
gsqlite3-database=$folder/zones.db
socket-dir=$folder
local-address=127.0.0.1
local-port=$dns_port
api=yes
api-key=$POWERDNS_KEY
webserver=yes
webserver-address=127.0.0.1
webserver-port=$POWERDNS_PORT
webserver-allow-from=127.0.0.1
webserver-loglevel=none
default-soa-content=ns1.example.org. hostmaster.@ 0 10800 3600 604800 3600
security-poll-suffix=
daemon=no
guardian=no
CONF
    fi
    server_spawn powerdns "$PROGRAM" --config-dir="$folder"
    server_wait powerdns "$POWERDNS_URL/api/v1/servers"
}

# etcd_start: one member, without authentication; ETCD_URL is its gateway.
etcd_start() {
    local folder=$WORK/etcd
    find_program etcd || return 1
    if [[ ! -d $folder ]]; then
        mkdir -p "$folder"
        chmod 700 "$folder"
        free_port || return 1
        ETCD_URL=http://127.0.0.1:$FREE_PORT
        free_port || return 1
        ETCD_PEER_URL=http://127.0.0.1:$FREE_PORT
    fi
    # Debian's etcd takes settings from ETCD_* variables too: none may leak in.
    server_spawn etcd env -i "PATH=$PATH" "HOME=$folder" \
        ${ETCD_UNSUPPORTED_ARCH:+"ETCD_UNSUPPORTED_ARCH=$ETCD_UNSUPPORTED_ARCH"} \
        "$PROGRAM" --name interop --data-dir "$folder/data" \
        --listen-client-urls "$ETCD_URL" --advertise-client-urls "$ETCD_URL" \
        --listen-peer-urls "$ETCD_PEER_URL" \
        --initial-advertise-peer-urls "$ETCD_PEER_URL" \
        --initial-cluster "interop=$ETCD_PEER_URL" \
        --auth-token-ttl 300 --logger zap --log-level warn
    server_wait etcd "$ETCD_URL/health"
}
