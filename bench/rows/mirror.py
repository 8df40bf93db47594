"""The archive rendered to files, against Hugo rendering the same articles to the same kinds of pages."""

import shutil

from harness import processes
from harness.hugo import Site, count_pages
from harness.table import Ratio


def measure(bench):
    ours = {}
    for count in (bench.small, bench.large):
        ours[count], proof = build(bench, count)
        yield from proof
        # Hugo's related articles take time with the square of the archive: at the large size, hours.
        if count == bench.small:
            yield from compare(count, ours[count], bench.hugo(count), "Hugo", goal=5.0)
            yield from compare(count, ours[count], bench.hugo(count, related=False), "Hugo without related")
        else:
            yield from compare(count, ours[count], bench.hugo(count, related=False), "Hugo without related", goal=5.0)
    yield Ratio(f"mirror, peak memory at {bench.large:,}", ours[bench.large].used.peak_resident,
                f"itself at {bench.small:,}", ours[bench.small].used.peak_resident, "bytes", goal=0.8)


def build(bench, count):
    newspaper = bench.newspaper(count)
    folder = bench.scratch / "mirror"
    bench.say(f"broadsheet mirror build: {count:,} articles")
    used = processes.run(newspaper.command("mirror", "build", "--to", folder))
    site = Site(count_pages(folder), used)
    bench.say(str(site))
    proof = list(prove(bench, count, newspaper, folder))
    shutil.rmtree(folder)
    return site, proof


def prove(bench, count, newspaper, folder):
    """Reading everything and checking it, against hashing the same files and nothing else."""
    verify = processes.run([newspaper.program, "verify", folder])
    hashing = processes.run(["sh", "-c", f"find '{folder}' -type f -print0 | xargs -0 sha256sum >/dev/null"])
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    yield Ratio(f"verify a mirror of {count:,} articles", size / verify.seconds, "sha256sum of the same files",
                size / hashing.seconds, "bytes a second", more_is_better=True, goal=0.5)
    yield Ratio(f"verify a mirror of {count:,} articles, CPU", size / verify.cpu_seconds, "sha256sum of the same files",
                size / hashing.cpu_seconds, "bytes a CPU second", more_is_better=True)


def compare(count, ours, theirs, against, goal=None):
    name = f"mirror of {count:,} articles"
    yield Ratio(f"{name}, pages a second", ours.pages_a_second, against, theirs.pages_a_second, "pages",
                more_is_better=True, goal=goal)
    yield Ratio(f"{name}, pages a CPU second", ours.pages / ours.used.cpu_seconds, against,
                theirs.pages / theirs.used.cpu_seconds, "pages", more_is_better=True)
    if goal is not None:
        yield Ratio(f"{name}, all of it", ours.used.seconds, against, theirs.used.seconds, "s")
        yield Ratio(f"{name}, pages in all", ours.pages, against, theirs.pages, "pages", more_is_better=True)
        yield Ratio(f"{name}, peak memory", ours.used.peak_resident, against, theirs.used.peak_resident, "bytes")
