#!/bin/bash
# Installs what is missing: deps.sh SET... (build, test, demo, interop, bench).
# Owns the list of what connc needs. Each row is a set, a Debian package and a
# probe; only what its probe does not find is installed, so that a machine with
# everything is left alone and asked nothing. Elsewhere than on Debian and its
# relatives the missing packages are listed and the status is 1.
set -eu
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

rows() {
    cat <<'ROWS'
build   gcc                     have gcc
build   libc6-dev               have_header stdio.h
build   binutils                have ar
build   bison                   have bison
build   flex                    have flex
build   pkg-config              have pkg-config
build   libcurl4-openssl-dev    have_library libcurl
build   libcjson-dev            have_library libcjson
build   libpcre2-dev            have_library libpcre2-8
build   libssl-dev              have_library libcrypto
build   duktape-dev             have_file /usr/share/duktape/duktape.c
test    g++                     have g++
test    clang                   have clang
test    clang-format            have clang-format
test    llvm                    have_symbolizer
test    libclang-rt-14-dev      have_clang_runtime
test    libcmocka-dev           have_library cmocka
test    cmake                   have cmake
test    curl                    have curl
test    jq                      have jq
test    patch                   have patch
test    git                     have git
test    valgrind                have valgrind
test    nodejs                  have node
test    duktape                 have duk
test    python3-jsonschema      have_module jsonschema
test    node-ajv                have_node_module ajv
test    docker-registry         have docker-registry
test    apache2-utils           have htpasswd
demo    docker-registry         have docker-registry
demo    apache2-utils           have htpasswd
demo    curl                    have curl
interop docker-registry         have docker-registry
interop apache2-utils           have htpasswd
interop pdns-server             have pdns_server
interop pdns-backend-sqlite3    have_file /usr/lib/*/pdns/libgsqlite3backend.so
interop sqlite3                 have sqlite3
interop etcd-server             have etcd
interop curl                    have curl
interop jq                      have jq
interop openssl                 have openssl
interop nodejs                  have node
interop npm                     have npm
interop python3-httpbin         have_system_module httpbin
interop python3                 have python3
interop haproxy                 have haproxy
interop nginx-light             have nginx
interop libnginx-mod-http-brotli-filter have_file /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so
interop zstd                    have zstd
interop nftables                have nft
interop iproute2                have ip
interop util-linux              have unshare
bench   g++                     have g++
bench   libsimdjson-dev         have_library simdjson
bench   default-jre-headless    have java
bench   maven                   have mvn
bench   nginx-light             have nginx
bench   openssl                 have openssl
bench   util-linux              have taskset
bench   thrift-compiler         have thrift
bench   protobuf-compiler       have protoc
bench   time                    have_file /usr/bin/time
ROWS
}

have() { command -v "$1" >/dev/null 2>&1; }
have_library() { have pkg-config && pkg-config --exists "$1"; }
have_module() { have python3 && python3 -c "import $1" >/dev/null 2>&1; }
# Debian's own Python has Debian's modules, whatever comes first in PATH.
have_system_module() { /usr/bin/python3 -c "import $1" >/dev/null 2>&1; }
have_file() { [ -e "$1" ]; } # the pattern in a row is expanded by then
have_header() {
    have gcc && echo "#include <$1>" | gcc -E - >/dev/null 2>&1
}
have_node_module() {
    have node && NODE_PATH=/usr/share/nodejs node -e "require('$1')"
}
have_symbolizer() {
    have llvm-symbolizer || have llvm-symbolizer-14
}
have_clang_runtime() {
    have clang && echo 'int main(void){return 0;}' |
        clang -fsanitize=address -x c -o /dev/null - >/dev/null 2>&1
}

# Missing packages of the sets asked for, one a line, each once.
missing() {
    local set package probe
    while read -r set package probe; do
        case " $* " in *" $set "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086 # words and patterns are meant to expand
        $probe || echo "$package"
    done < <(rows) | sort -u
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        echo "deps: not root, and there is no sudo; as root, run:" >&2
        echo "    $*" >&2
        return 1
    fi
}

# Debian starts a service as soon as it is installed. We want the programs, not
# the services, so while we install, a policy (policy-rc.d, the interface made
# for this) refuses to start those and no other. A policy that is already
# there is the administrator's and stays.
policy=/usr/sbin/policy-rc.d
own_mark='connc: tools/deps.sh'
policy_text() {
    cat <<POLICY
#!/bin/sh
# Temporary, of $own_mark; may be removed.
case "\$1" in docker-registry|pdns|etcd|haproxy|nftables|nginx) exit 101 ;; esac
exit 0
POLICY
}

refuse_services() {
    if [ -e "$policy" ] && ! grep -q "$own_mark" "$policy"; then
        return 0
    fi
    trap allow_services EXIT
    trap 'exit 130' INT TERM
    policy_text | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
}

allow_services() {
    as_root rm -f "$policy"
}

install_packages() {
    local apt="env DEBIAN_FRONTEND=noninteractive apt-get -y -q"
    refuse_services
    # shellcheck disable=SC2086 # a command with its arguments
    as_root $apt install --no-install-recommends "$@" </dev/null && return
    echo "deps: trying again with fresh package lists" >&2
    # shellcheck disable=SC2086
    as_root $apt update </dev/null &&
        as_root $apt install --no-install-recommends "$@" </dev/null
}

# What Debian has not, of npm, into a folder of the build.
install_node_packages() {
    local folder=build/npm package=oidc-provider@9.13.3
    case " $* " in *" interop "*) ;; *) return 0 ;; esac
    [ ! -e "$folder/node_modules/oidc-provider" ] || return 0
    echo "deps: $package into $folder"
    mkdir -p "$folder"
    npm install --silent --no-audit --no-fund --prefix "$folder" "$package"
}

# What Debian has not, of Maven's central repository. bench/generator.sh says so
# and goes on without it.
fetch_generator() {
    local folder=build/openapi-generator
    local artifact=org.openapitools:openapi-generator-cli:7.14.0
    case " $* " in *" bench "*) ;; *) return 0 ;; esac
    [ ! -e "$folder/openapi-generator-cli-7.14.0.jar" ] || return 0
    echo "deps: $artifact into $folder"
    mvn -q dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$folder" ||
        echo "deps: could not fetch $artifact" >&2
}
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || set -- build test demo interop bench
wanted=$(missing "$@" | tr '\n' ' ')
[ -n "$wanted" ] || {
    install_node_packages "$@"
    fetch_generator "$@"
    exit 0
}

echo "deps: missing: $wanted"
if ! have apt-get; then
    echo "deps: this is not Debian or a relative of it." >&2
    echo "Please install what these Debian packages hold, then try again:" >&2
    printf '    %s\n' $wanted >&2
    exit 1
fi
# shellcheck disable=SC2086 # a list of packages
install_packages $wanted
left=$(missing "$@" | tr '\n' ' ')
[ -z "$left" ] || { echo "deps: still missing: $left" >&2; exit 1; }
install_node_packages "$@"
fetch_generator "$@"
