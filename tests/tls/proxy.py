"""A proxy that tunnels: CONNECT (RFC 9110) and SOCKS5 (RFC 1928, with RFC 1929).

proxy.py PORT SEEN serves both on 127.0.0.1:PORT until it is killed. It lets in
`ann` with `open sesame` only. All that it can read before a tunnel is open goes
to SEEN: heads of requests as they came, and a line for each SOCKS request.
"""
import base64
import select
import socket
import socketserver
import sys

USER, PASSWORD = b"ann", b"open sesame"
BASIC = b"Basic " + base64.b64encode(USER + b":" + PASSWORD)


def tunnel(a, b):
    while True:
        for side in select.select([a, b], [], [])[0]:
            data = side.recv(65536)
            if not data:
                return
            (b if side is a else a).sendall(data)


class Handler(socketserver.StreamRequestHandler):
    rbufsize = 0
    seen = None

    def exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.request.recv(size - len(data))
            if not more:
                raise ConnectionError
            data += more
        return data

    def connect(self, host, port):
        with socket.create_connection((host, port)) as far:
            yield
            tunnel(self.request, far)

    def socks(self):
        self.exactly(self.exactly(1)[0])
        self.request.sendall(b"\x05\x02")
        self.exactly(1)
        user = self.exactly(self.exactly(1)[0])
        password = self.exactly(self.exactly(1)[0])
        good = (user, password) == (USER, PASSWORD)
        self.request.sendall(b"\x01\x00" if good else b"\x01\x01")
        if not good:
            return
        kind = self.exactly(4)[3]
        host = (socket.inet_ntoa(self.exactly(4)) if kind == 1
                else self.exactly(self.exactly(1)[0]).decode())
        port = int.from_bytes(self.exactly(2), "big")
        self.seen.write(b"SOCKS %s %d\n" % (host.encode(), port))
        for _ in self.connect(host, port):
            self.request.sendall(b"\x05\x00\x00\x01" + bytes(6))

    def http(self, first):
        head = first
        while not head.endswith(b"\r\n\r\n"):
            head += self.exactly(1)
        self.seen.write(head)
        if b"\r\nProxy-Authorization: " + BASIC + b"\r\n" not in head:
            self.request.sendall(
                b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                b"Proxy-Authenticate: Basic realm=\"proxy\"\r\n"
                b"Content-Length: 0\r\nConnection: close\r\n\r\n")
            return
        host, port = head.split()[1].decode().rsplit(":", 1)
        for _ in self.connect(host, int(port)):
            self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def handle(self):
        try:
            first = self.exactly(1)
            self.socks() if first == b"\x05" else self.http(first)
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main():
    Handler.seen = open(sys.argv[2], "ab", buffering=0)
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


main()
