"""What `serve` keeps in memory with the large archive."""

import time

from harness import quoted
from harness.reader import Reader
from harness.table import Ratio

LIMIT = 64e6
PAGES = 5_000
QUIET_SECONDS = 2.0


def measure(bench):
    newspaper = bench.newspaper(bench.large)
    with newspaper.serve() as server:
        await_quiet(server)
        idle = server.resident()
        note(bench, server, "idle")
        yield Ratio(f"resident with {bench.large:,} articles, idle", idle, "the limit", LIMIT, "bytes", goal=1.0, quoted=True)
        yield Ratio(f"resident with {bench.large:,} articles, idle", idle, "Ghost, 2,200", quoted.GHOST_IDLE_RESIDENT, "bytes",
                    quoted=True)
        with Reader(server.port) as reader:
            for path in newspaper.paths(PAGES):
                reader.get(path)
        await_quiet(server)
        note(bench, server, f"{PAGES:,} pages read")
        yield Ratio(f"resident after reading {PAGES:,} pages", server.resident(), "the limit", LIMIT, "bytes", goal=1.0, quoted=True)


def await_quiet(server):
    """Waits until the server has used no processor for a while: a new archive's search index is made in the background."""
    before, since = server.cpu_seconds(), time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS:
        time.sleep(0.1)
        server.check_running()
        now = server.cpu_seconds()
        if now - before > 0.05:
            before, since = now, time.monotonic()


def note(bench, server, when):
    parts = ", ".join(f"{kind} {server.resident(kind) / 1e6:.1f} MB" for kind in ("VmRSS", "RssAnon", "RssFile", "VmHWM"))
    bench.say(f"serve, {when}: {parts}")
