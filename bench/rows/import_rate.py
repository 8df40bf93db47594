"""Importing a Ghost export, against Ghost's figures; and what a reader of the site notices of it."""

import random

from harness import quoted
from harness.newspapers import Newspaper
from harness.reader import Reader
from harness.table import Ratio, percentile

LIMIT_SECONDS_EACH = 60 / 100_000


def measure(bench):
    used = {}
    for count in (bench.small, bench.large):
        _, used[count] = bench.import_newspaper(count)
        yield from compare_with_ghost(f"import of {count:,} articles", count, used[count])
    small, large = used[bench.small], used[bench.large]
    yield Ratio(f"import of {bench.large:,} articles", large.seconds, "the limit", bench.large * LIMIT_SECONDS_EACH, "s",
                goal=1.0, quoted=True)
    yield Ratio(f"import of {bench.large:,} articles, processor time", large.cpu_seconds, "two cores for as long",
                2 * bench.large * LIMIT_SECONDS_EACH, "s", goal=1.0, quoted=True)
    yield Ratio(f"import, peak memory at {bench.large:,}", large.peak_resident, f"itself at {bench.small:,}",
                small.peak_resident, "bytes", goal=0.8)
    yield from read_meanwhile(bench)


def compare_with_ghost(name, count, used):
    yield Ratio(f"{name}, articles a second", count / used.seconds, "Ghost",
                quoted.GHOST_IMPORT_ARTICLES / quoted.GHOST_IMPORT_SECONDS, "articles", more_is_better=True, goal=50.0, quoted=True)
    yield Ratio(f"{name}, peak memory", used.peak_resident, "Ghost with 2,000", quoted.GHOST_IMPORT_RESIDENT, "bytes", quoted=True)


def read_meanwhile(bench):
    """Reads front page and articles of a small archive, from one connection without a pause, before and during an import."""
    newspaper = Newspaper(bench.program, bench.scratch / "imported-into")
    newspaper.make()
    with newspaper.start_import(bench.export(bench.small // 10)) as process:
        process.wait()
    export = bench.export(bench.small)
    source = random.Random("readers")
    paths = ["/", *newspaper.paths(200)]
    with newspaper.serve() as server, Reader(server.port) as reader:
        bench.say(f"importing {bench.small:,} articles into a site that is read")

        def read():
            return reader.get(source.choice(paths)).seconds

        before = [read() for _ in range(2000)]
        with newspaper.start_import(export) as process:
            during = []
            while process.popen.poll() is None:
                during.append(read())
            if process.popen.returncode != 0:
                raise process.failure()
    bench.say(f"{len(during):,} pages read during the import; the slowest took {max(during) * 1e3:.1f} ms")
    yield Ratio("reading during an import, p99", percentile(during, 0.99), "without one", percentile(before, 0.99), "s")
