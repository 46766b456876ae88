#!/usr/bin/env python3
"""The server behind the failing network: lists, uploads, creations, logins.

server.py PORT JOURNAL: serves on 127.0.0.1:PORT until it is killed. Each
request that it carries out is a line of JOURNAL: `METHOD what`. An item is made
by each POST that arrives, so a name that stands twice in JOURNAL was sent
twice. A token is good for 40 requests, and for a quarter of a second at least,
so that the one who logged in gets to use it.
"""
import hashlib
import http.server
import json
import socketserver
import sys
import threading
import time
import urllib.parse

ITEMS = 200
USES = 40
LEAST_S = 0.25


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128


class State:
    def __init__(self, journal):
        self.lock = threading.Lock()
        self.journal = open(journal, "a", buffering=1)
        self.tokens = {}
        self.made = ITEMS

    def note(self, line):
        with self.lock:
            self.journal.write(line + "\n")

    def login(self):
        with self.lock:
            token = "t%d" % len(self.tokens)
            self.tokens[token] = [USES, time.monotonic() + LEAST_S]
            return token

    def use(self, header):
        token = (header or "").removeprefix("Session ")
        with self.lock:
            if token not in self.tokens:
                return False
            self.tokens[token][0] -= 1
            left, until = self.tokens[token]
            return left >= 0 or time.monotonic() < until

    def make(self):
        with self.lock:
            self.made += 1
            return self.made


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state = None
    timeout = 30
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def answer(self, status, value, headers=()):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        size = int(self.headers.get("Content-Length", "0"))
        data = self.rfile.read(size)
        return data if len(data) == size else None

    def allowed(self):
        if self.state.use(self.headers.get("Authorization")):
            return True
        self.answer(401, {"message": "log in"})
        return False

    def do_GET(self):
        if self.path == "/health":
            return self.answer(200, {})
        if not self.allowed():
            return None
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        page = int(query.get("page", ["1"])[0])
        first = (page - 1) * 10
        items = [{"id": i, "name": "item %d " % i + "x" * 400}
                 for i in range(first, min(first + 10, ITEMS))]
        more = first + 10 < ITEMS
        link = [("Link", '<?page=%d>; rel="next"' % (page + 1))] if more else []
        return self.answer(200, items, link)

    def do_PUT(self):
        data = self.body()
        if data is None or not self.allowed():
            return
        digest = hashlib.sha256(data).hexdigest()
        self.state.note("PUT %s %s" % (self.path, digest))
        self.answer(200, {"sha256": digest})

    def do_POST(self):
        data = self.body()
        if data is None:
            return
        if self.path == "/login":
            self.state.note("POST login")
            self.answer(200, {"token": self.state.login()})
        elif self.allowed():
            name = json.loads(data)["name"]
            self.state.note("POST item %s" % name)
            self.answer(201, {"id": self.state.make(), "name": name})


def main():
    Handler.state = State(sys.argv[2])
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


main()
