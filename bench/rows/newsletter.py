"""Sending an issue, against Postfix's smtp-source, which sends one message again and again into the same smtp-sink."""

import contextlib
import os
import pathlib
import socket
import time

from harness import processes
from harness.table import Ratio, median

BYTES = 40_000
CONNECTIONS = 4  # of both
SENDMAIL_FOLDERS = ("/usr/sbin", "/sbin")


def measure(bench):
    program = build(bench)
    count = 2_000 if bench.quick else 50_000
    turns = 1 if bench.quick else 3
    with start_sink() as port:
        ours, theirs = [], []
        for turn in range(turns):
            theirs.append(time_source(port, count))
            ours.append(time_issue(bench, program, port, count, turn))
    bench.say(f"an issue to {count:,}: {[f'{rate:,.0f}' for rate in ours]} a second, smtp-source {[f'{rate:,.0f}' for rate in theirs]}")
    yield Ratio(f"issue of {BYTES // 1000} kB to {count:,}, a second", median(ours), "smtp-source -d -s 4", median(theirs), "messages",
                more_is_better=True, goal=0.5)
    yield from memory(bench, program)


def build(bench):
    """The delivery as a program of its own, which the tests use, too."""
    folder = bench.ROOT / "build" / "bench"
    processes.run(["cmake", "-S", bench.ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DBROADSHEET_TESTS=OFF",
                   "-DBROADSHEET_BENCH=ON"])
    processes.run(["cmake", "--build", folder, "--target", "delivery_program"])
    return folder / "bench" / "delivery_program"


def tool(name):
    for folder in SENDMAIL_FOLDERS:
        if os.access(f"{folder}/{name}", os.X_OK):
            return f"{folder}/{name}"
    raise processes.Failure(f"{name} is missing: install postfix")


@contextlib.contextmanager
def start_sink():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with processes.Process([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "1000"]) as sink:
        while True:
            sink.check_running()
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield port


def time_source(port, count):
    with processes.Process([tool("smtp-source"), "-d", "-s", CONNECTIONS, "-l", BYTES, "-m", count, f"127.0.0.1:{port}"]) as source:
        return count / source.wait().seconds


def prepare(bench, program, count, name):
    folder = bench.scratch / name
    folder.mkdir()
    environment = {"BROADSHEET_KEYS": str(folder / "keys"), "BROADSHEET_BYTES": str(BYTES)}
    database = folder / "newspaper.db"
    with processes.Process([program, "prepare", database, count], environment) as process:
        process.wait()
    return database, environment


def time_issue(bench, program, port, count, turn):
    database, environment = prepare(bench, program, count, f"issue-{turn}")
    with processes.Process([program, "send", database, f"smtp://127.0.0.1:{port}?connections={CONNECTIONS}"], environment) as process:
        rate = count / process.wait().seconds
    with processes.Process([program, "show", database], environment) as process:
        shown = process.wait().output
    if f"accepted {count} " not in shown:
        raise processes.Failure(f"not everybody got the issue: {shown}")
    return rate


def memory(bench, program):
    """What sending needs at most while it goes to few and to many: the first part of a large list is enough to see."""
    few, many = (1_000, 5_000) if bench.quick else (10_000, 1_000_000)
    peaks = {}
    with start_sink() as port:
        for count in (few, many):
            database, environment = prepare(bench, program, count, f"memory-{count}")
            with processes.Process([program, "send", database, f"smtp://127.0.0.1:{port}?connections={CONNECTIONS}"], environment) as process:
                for _ in range(100):
                    time.sleep(0.1)
                    if process.popen.poll() is not None:
                        break
                    peaks[count] = process.resident("VmHWM")
            for file in pathlib.Path(database).parent.iterdir():
                file.unlink()
    yield Ratio(f"issue to {many:,}, peak memory", peaks[many], f"itself to {few:,}", peaks[few], "bytes", goal=0.8)
