"""What `serve` keeps in memory with the large archive."""

from harness import quoted
from harness.reader import Reader
from harness.table import Ratio

LIMIT = 64e6
PAGES = 5_000


def measure(bench):
    newspaper = bench.newspaper(bench.large)
    with newspaper.serve() as server:
        server.await_rest()
        idle = server.resident()
        note(bench, server, "idle")
        yield Ratio(f"resident with {bench.large:,} articles, idle", idle, "the limit", LIMIT, "bytes", goal=1.0, quoted=True)
        yield Ratio(f"resident with {bench.large:,} articles, idle", idle, "Ghost, 2,200", quoted.GHOST_IDLE_RESIDENT, "bytes",
                    quoted=True)
        with Reader(server.port) as reader:
            for path in newspaper.paths(PAGES):
                reader.get(path)
        server.await_rest()
        note(bench, server, f"{PAGES:,} pages read")
        yield Ratio(f"resident after reading {PAGES:,} pages", server.resident(), "the limit", LIMIT, "bytes", goal=1.0, quoted=True)


def note(bench, server, when):
    parts = ", ".join(f"{kind} {server.resident(kind) / 1e6:.1f} MB" for kind in ("VmRSS", "RssAnon", "RssFile", "VmHWM"))
    bench.say(f"serve, {when}: {parts}")
