"""A reader on one HTTP/1.1 connection, as lean as Python allows, that times what it asks."""

import socket
import time

from .processes import Failure

# What Firefox sends; `identity` so that every server answers with the same bytes.
HEAD = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Upgrade-Insecure-Requests": "1",
}


class Answer:
    def __init__(self, head, body, seconds):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1])
        self.headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
        self.raw = head + b"\r\n\r\n" + body
        self.body = body
        self.seconds = seconds


class Reader:
    """Keeps one connection, opened again when the server closes it."""

    def __init__(self, port, coding="identity"):
        self.port = port
        fields = {"Host": f"127.0.0.1:{port}", **HEAD, "Accept-Encoding": coding}
        self.head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def get(self, path, expect=200):
        """Returns the answer, timed from the first byte sent to the last one received."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        started = time.perf_counter()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.head}\r\n".encode())
        received = self._receive(b"")
        while (end := received.find(b"\r\n\r\n")) < 0:
            received = self._receive(received)
        head = received[:end]
        length = _content_length(head)
        while len(received) < end + 4 + length:
            received = self._receive(received)
        answer = Answer(head, received[end + 4:], time.perf_counter() - started)
        if b"\r\nConnection: close" in head:
            self.close()
        if expect is not None and answer.status != expect:
            raise Failure(f"GET {path} was answered with status {answer.status}")
        return answer

    def _receive(self, so_far):
        more = self.socket.recv(1 << 18)
        if not more:
            raise Failure("the server closed the connection in the middle of an answer")
        return so_far + more


def _content_length(head):
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line[15:])
    raise Failure("an answer without Content-Length")
