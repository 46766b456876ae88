# nginx.sh - nginx with certificates of this run, for tests/tls and the bench.
#
# Owns: an authority and the keys below it, made with openssl and good for a
# day, and nginx on 127.0.0.1 in WORK. To be sourced after servers.sh by a bash
# script that has set WORK to a fresh folder. Sets TLS_PORT (HTTP/2),
# OLD_PORT (HTTP/1.1 only), ELSEWHERE_PORT (a certificate for another host),
# EXPIRED_PORT, MUTUAL_PORT (wants a certificate) and TLS_SOCKET (no TLS).

# tls_certificate NAME DAYS ALTERNATIVE-NAME: a key and what the authority says.
tls_certificate() {
    openssl req -newkey rsa:2048 -nodes -keyout "$WORK/$1.key" \
        -out "$WORK/$1.csr" -subj "/CN=$1" 2>/dev/null
    openssl x509 -req -in "$WORK/$1.csr" -CA "$WORK/ca.pem" \
        -CAkey "$WORK/ca.key" -CAcreateserial -days "$2" \
        -out "$WORK/$1.pem" -extfile <(echo "subjectAltName=$3") 2>/dev/null
}

tls_keys() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/ca.key" \
        -out "$WORK/ca.pem" -subj '/CN=authority of this run' -days 1 \
        2>/dev/null
    tls_certificate server 1 IP:127.0.0.1
    tls_certificate elsewhere 1 DNS:elsewhere.example
    tls_certificate expired -1 IP:127.0.0.1
    tls_certificate client 1 DNS:client.example
    openssl pkey -in "$WORK/client.key" -aes256 \
        -passout "pass:$TLS_KEY_PASSWORD" -out "$WORK/client.locked.key"
}
TLS_KEY_PASSWORD='key password of this run'

# Files of zeros that unpack to 8 MB, and small ones.
tls_files() {
    mkdir -p "$WORK/files"
    head -c 8000000 /dev/zero >"$WORK/files/large"
    seq 1 20000 >"$WORK/files/small"
    zstd -q "$WORK/files/large" -o "$WORK/files/large.zst"
    zstd -q "$WORK/files/small" -o "$WORK/files/small.zst"
}

# tls_server PORT CERTIFICATE LINE...: one server of the configuration.
tls_server() {
    local line
    cat <<CONF
  server {
    listen 127.0.0.1:$1 ssl ${3:-};
    ssl_certificate $WORK/$2.pem;
    ssl_certificate_key $WORK/$2.key;
CONF
    for line in "${@:4}"; do echo "    $line"; done
    tls_places
}

# What all servers answer: who asked and how, slowly, and files.
tls_places() {
    local who='{"protocol":"$server_protocol","connection":$connection,'
    who+='"authorization":"$http_authorization",'
    who+='"proxy_authorization":"$http_proxy_authorization",'
    who+='"certificate":"$ssl_client_s_dn"}'
    cat <<CONF
    default_type application/json;
    location = /who { return 200 '$who'; }
    location = /slow { echo_sleep 0.25; echo '$who'; }
    location = /item { return 200 '{"id":12345,"name":"a name of some kind"}'; }
    location = /away { return 302 https://127.0.0.1:$ELSEWHERE_PORT/who; }
    location /gzip/ { alias $WORK/files/; gzip on; gzip_types *; }
    location /br/ { alias $WORK/files/; brotli on; brotli_types *; }
    location /zstd/small {
      alias $WORK/files/small.zst; add_header Content-Encoding zstd;
    }
    location /zstd/large {
      alias $WORK/files/large.zst; add_header Content-Encoding zstd;
    }
  }
CONF
}

tls_settings() {
    [[ $(id -u) -ne 0 ]] || echo 'user root;'
    cat <<CONF
load_module /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so;
load_module /usr/lib/nginx/modules/ngx_http_echo_module.so;
daemon off;
worker_processes 1;
pid $WORK/nginx.pid;
error_log stderr;
events { worker_connections 512; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $WORK/body;
  proxy_temp_path $WORK/proxy;
  fastcgi_temp_path $WORK/fastcgi;
  uwsgi_temp_path $WORK/uwsgi;
  scgi_temp_path $WORK/scgi;
  log_format seen '\$request_uri [\$http_authorization]';
CONF
    tls_server "$TLS_PORT" server http2
    tls_server "$OLD_PORT" server
    tls_server "$ELSEWHERE_PORT" elsewhere '' \
        "access_log $WORK/elsewhere.seen seen;"
    tls_server "$EXPIRED_PORT" expired
    tls_server "$MUTUAL_PORT" server http2 \
        "ssl_client_certificate $WORK/ca.pem;" 'ssl_verify_client on;'
    printf '  server {\n    listen unix:%s;\n' "$TLS_SOCKET"
    tls_places
    echo '}'
}

# tls_start: makes all of it and waits until it answers.
tls_start() {
    local name
    for name in TLS_PORT OLD_PORT ELSEWHERE_PORT EXPIRED_PORT MUTUAL_PORT; do
        free_port || return 1
        printf -v "$name" %s "$FREE_PORT"
    done
    TLS_SOCKET=$WORK/nginx.sock
    tls_keys && tls_files && tls_settings >"$WORK/nginx.conf" || return 1
    find_program nginx || return 1
    server_spawn nginx "$PROGRAM" -e stderr -c "$WORK/nginx.conf"
    CURL_CA_BUNDLE=$WORK/ca.pem \
        server_wait nginx "https://127.0.0.1:$TLS_PORT/who"
}
