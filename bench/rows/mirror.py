"""The archive rendered to files, against Hugo rendering the same articles to the same kinds of pages."""

import re
import shutil

from harness import processes
from harness.hugo import Site, count_pages
from harness.newspapers import Newspaper
from harness.table import Ratio

ONE_MORE = """---
title: One article more
language: en
section: {section}
tags: [{tags}]
bylines: [{byline}]
date: 2026-06-01
---

""" + "It is as long as the others are, three thousand letters or so.\n\n" * 48
SECONDS_FOR_ONE = 1.0
BYTES_FOR_ONE = 200e3
PATIENCE = 5.5  # with Hugo, in times that ours took
PATIENCE_COMPRESSED = 3.2  # both a little more than the goal


def measure(bench):
    ours = {}
    for count in (bench.small, bench.large):
        articles = f"{count:,} articles"
        ours[count], proof = build(bench, count)
        yield from proof
        compressed = build_compressed(bench, count)
        if count == bench.small:
            yield from compare(articles, ours[count], bench.hugo(count), "Hugo", goal=5.0)
            yield from compare(f"{articles}, compressed too", compressed, bench.hugo(count), "Hugo", goal=3.0)
        else:
            yield from outlast(bench, count, ours[count], compressed)
        theirs = bench.hugo(count, related=False)
        yield from compare(articles, ours[count], theirs, "Hugo without related", in_detail=count == bench.large)
        yield from compare(f"{articles}, compressed too", compressed, theirs, "Hugo without related", in_detail=count == bench.large)
    yield Ratio(f"mirror, peak memory at {bench.large:,}", ours[bench.large].used.peak_resident,
                f"itself at {bench.small:,}", ours[bench.small].used.peak_resident, "bytes", goal=0.8)


def run_build(bench, newspaper, folder, *options):
    used = processes.run(newspaper.command("mirror", "build", *options, "--to", folder))
    site = Site(count_pages(folder), used)
    bench.say(str(site))
    return site


def copy_of(bench, count):
    """A newspaper that has never built a mirror: what a build keeps makes the next one quicker."""
    copy = Newspaper(bench.program, bench.folder("newspaper"))
    shutil.copytree(bench.newspaper(count).folder, copy.folder, ignore=shutil.ignore_patterns("log", "keys", "further-reading"))
    return copy


def build(bench, count):
    newspaper, folder = copy_of(bench, count), bench.folder("mirror")
    bench.say(f"broadsheet mirror build: {count:,} articles")
    site = run_build(bench, newspaper, folder)
    return site, [*prove(bench, count, newspaper, folder), *publish_one(bench, count, newspaper, folder)]


def build_compressed(bench, count):
    """The same with each file compressed twice beside it, by gzip and by brotli."""
    bench.say(f"broadsheet mirror build --precompress: {count:,} articles")
    return run_build(bench, copy_of(bench, count), bench.folder("mirror"), "--precompress")


def publish_one(bench, count, newspaper, folder):
    """What one article more makes a build of the whole archive write."""
    source = bench.folder("one-article")
    write_article(newspaper, source)
    processes.run(newspaper.command("import", "markdown", source))
    used = processes.run(newspaper.command("mirror", "build", "--to", folder))
    written = int(re.search(r"(\d+) bytes written", used.output)[1])
    bench.say(f"one article more: {used.output.strip().splitlines()[-1]}")
    name = f"mirror of {count:,} articles, one more"
    yield Ratio(f"{name}, time", used.seconds, "the limit", SECONDS_FOR_ONE, "s", goal=1.0, quoted=True)
    yield Ratio(f"{name}, CPU time", used.cpu_seconds, "the limit", SECONDS_FOR_ONE, "s", quoted=True)
    yield Ratio(f"{name}, written", written, "the limit", BYTES_FOR_ONE, "bytes", goal=1.0, quoted=True)


def write_article(newspaper, folder):
    """The source of an article with as many tags as others have."""
    tags = [slug for (slug,) in newspaper.rows("SELECT slug FROM tags WHERE is_section = 0 ORDER BY number LIMIT 3")]
    (section,) = newspaper.rows("SELECT slug FROM tags ORDER BY is_section DESC, number LIMIT 1")
    (byline,) = newspaper.rows("SELECT slug FROM bylines ORDER BY number LIMIT 1")
    folder.mkdir()
    (folder / "one-article-more.md").write_text(ONE_MORE.format(section=section[0], tags=", ".join(tags), byline=byline[0]))


def prove(bench, count, newspaper, folder):
    """Reading everything and checking it, against hashing the same files and nothing else."""
    verify = processes.run([newspaper.program, "verify", folder])
    hashing = processes.run(["sh", "-c", f"find '{folder}' -type f -print0 | xargs -0 sha256sum >/dev/null"])
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    yield Ratio(f"verify a mirror of {count:,} articles", size / verify.seconds, "sha256sum of the same files",
                size / hashing.seconds, "bytes a second", more_is_better=True, goal=0.5)
    yield Ratio(f"verify a mirror of {count:,} articles, CPU", size / verify.cpu_seconds, "sha256sum of the same files",
                size / hashing.cpu_seconds, "bytes a CPU second", more_is_better=True)


def outlast(bench, count, ours, compressed):
    """Hugo finding related articles takes time with the square of the archive, hours at the large size: it is stopped once it is clear
    by how much it is slower at the least."""
    articles = f"{count:,} articles"
    patience = max(PATIENCE * ours.used.seconds, PATIENCE_COMPRESSED * compressed.used.seconds)
    theirs = bench.hugo(count, patience=patience)
    if not theirs.used.was_stopped:
        yield from compare(articles, ours, theirs, "Hugo", goal=5.0)
        yield from compare(f"{articles}, compressed too", compressed, theirs, "Hugo", goal=3.0)
        return
    against = f"Hugo, at least: stopped after {theirs.pages:,} pages"
    yield Ratio(f"mirror of {articles}, all of it", ours.used.seconds, against, theirs.used.seconds, "s", goal=5.0)
    yield Ratio(f"mirror of {articles}, compressed too, all of it", compressed.used.seconds, against, theirs.used.seconds, "s", goal=3.0)


def compare(what, ours, theirs, against, goal=None, in_detail=True):
    name = f"mirror of {what}"
    yield Ratio(f"{name}, pages a second", ours.pages_a_second, against, theirs.pages_a_second, "pages",
                more_is_better=True, goal=goal)
    yield Ratio(f"{name}, pages a CPU second", ours.pages / ours.used.cpu_seconds, against,
                theirs.pages / theirs.used.cpu_seconds, "pages", more_is_better=True)
    if in_detail:
        yield Ratio(f"{name}, all of it", ours.used.seconds, against, theirs.used.seconds, "s")
        yield Ratio(f"{name}, pages in all", ours.pages, against, theirs.pages, "pages", more_is_better=True)
        yield Ratio(f"{name}, peak memory", ours.used.peak_resident, against, theirs.used.peak_resident, "bytes")
