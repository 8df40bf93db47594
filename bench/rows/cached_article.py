"""An article in the page cache, against nginx with the same bytes on disk and a loop that only writes them."""

import contextlib
import gzip
import os
import socket

from harness import load, processes
from harness.reader import Reader
from harness.table import Ratio, median

CODINGS = ("identity", "gzip")
# What nginx writes by itself.
OWN_HEADERS = {"server", "date", "content-type", "content-length", "content-encoding", "last-modified", "etag",
               "accept-ranges", "connection"}


def measure(bench):
    newspaper = bench.newspaper(bench.small)
    path = newspaper.median_path()
    turns, seconds = (2, 1) if bench.quick else (5, 3)
    with newspaper.serve() as ours:
        ours.await_rest()
        for coding in CODINGS:
            with Reader(ours.port, coding) as reader:
                reader.get(path)
                answer = reader.get(path)
            with start_nginx(bench, answer, coding) as nginx, start_epoll_loop(bench, answer) as loop:
                bench.say(f"cached article, {coding}: head and body {len(answer.raw):,} bytes, nginx's {nginx.bytes:,}")
                urls = {ours: path, nginx: "/article.html", loop: "/"}
                loads = {server: [] for server in urls}
                for _ in range(turns):
                    for server, target in urls.items():
                        url = f"http://127.0.0.1:{server.port}{target}"
                        loads[server].append(load.put_load(server, url, coding, seconds))
                yield from ratios(f"cached article, {coding}", loads[ours], loads[nginx], loads[loop])


def ratios(name, ours, nginx, loop):
    def of(loads, figure):
        return median(getattr(load, figure) for load in loads)

    yield Ratio(f"{name}, a CPU second", of(ours, "per_cpu_second"), "nginx", of(nginx, "per_cpu_second"), "requests",
                more_is_better=True, goal=1.0)
    yield Ratio(f"{name}, a CPU second", of(ours, "per_cpu_second"), "bare epoll loop", of(loop, "per_cpu_second"), "requests",
                more_is_better=True, goal=0.85)
    yield Ratio(f"{name}, a second", of(ours, "per_second"), "nginx", of(nginx, "per_second"), "requests",
                more_is_better=True)
    yield Ratio(f"{name}, p99", of(ours, "p99"), "nginx", of(nginx, "p99"), "s", goal=1.0)


@contextlib.contextmanager
def start_nginx(bench, answer, coding):
    """nginx with the answer's body as a file and its head as configured headers."""
    folder = bench.scratch / "nginx"
    (folder / "root").mkdir(parents=True, exist_ok=True)
    plain = gzip.decompress(answer.body) if coding == "gzip" else answer.body
    (folder / "root" / "article.html").write_bytes(plain)
    (folder / "root" / "article.html.gz").write_bytes(answer.body)
    for part in (bench.cache, bench.scratch, folder, folder / "root"):
        part.chmod(0o755)  # its workers may be another user
    port = free_port()
    headers = "\n".join(f"        add_header {name} {quoted(value)};"
                        for name, value in answer.headers if name.lower() not in OWN_HEADERS)
    text = (bench.ROOT / "bench" / "serve" / "nginx.conf").read_text()
    for name, value in {"FOLDER": folder, "PORT": port, "THREADS": os.cpu_count(), "HEADERS": headers}.items():
        text = text.replace(f"@{name}@", str(value))
    (folder / "nginx.conf").write_text(text)
    with processes.Process(["nginx", "-c", folder / "nginx.conf", "-p", folder]) as server:
        await_port(server, port)
        with Reader(port, coding) as reader:
            there = reader.get("/article.html")
        if there.body != answer.body:
            raise processes.Failure("nginx does not answer with the same bytes")
        server.bytes = len(there.raw)
        yield server


@contextlib.contextmanager
def start_epoll_loop(bench, answer):
    source = bench.ROOT / "bench" / "serve" / "epoll_loop.cpp"
    program, response = bench.scratch / "epoll_loop", bench.scratch / "response"
    if not program.exists():
        processes.run(["g++", "-std=c++20", "-O2", "-pthread", source, "-o", program])
    response.write_bytes(answer.raw)
    port = free_port()
    with processes.Process([program, port, response, os.cpu_count()]) as server:
        await_port(server, port)
        yield server


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(server, port):
    while True:
        server.check_running()
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            server.port = port
            return


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
