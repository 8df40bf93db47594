"""A page nobody has asked for yet, against what a page takes Hugo and Ghost."""

from harness import quoted
from harness.reader import Reader
from harness.table import Ratio, percentile


def measure(bench):
    newspaper = bench.newspaper(bench.large)
    paths = newspaper.paths(1_020)
    with newspaper.serve() as server, Reader(server.port) as reader:
        server.await_rest()
        for path in paths[:20]:  # the first ones also read templates and the edition
            reader.get(path)
        seconds = [reader.get(path).seconds for path in paths[20:]]
    mean = sum(seconds) / len(seconds)
    hugo = bench.hugo(bench.small)
    yield Ratio("first render of an article, mean", mean, "Ghost", quoted.GHOST_ARTICLE_SECONDS, "s", goal=50.0, quoted=True)
    yield Ratio("first render of an article, mean", mean, "Hugo, CPU a page", hugo.used.cpu_seconds / hugo.pages, "s")
    yield Ratio("first render of an article, p99", percentile(seconds, 0.99), "its own mean", mean, "s")
