"""Searching the large archive through HTTP, against the bare query in SQLite's FTS5 over the same texts."""

import contextlib
import html
import random
import re
import sqlite3
import time
import urllib.parse

from harness.reader import Reader
from harness.table import Ratio, median, percentile

QUERIES = 1_000
RESULTS = 20
INDEX = "CREATE VIRTUAL TABLE texts USING fts5(title, standfirst, body, tokenize = 'unicode61')"
FIND = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {RESULTS}"


def measure(bench):
    newspaper = bench.newspaper(bench.large)
    queries = make_queries(newspaper)
    bare = time_bare(bench, newspaper, queries)
    with newspaper.serve() as server, Reader(server.port) as reader:
        server.await_rest()
        without = [reader.get("/search/").seconds for _ in range(200)]
        ours = [reader.get("/search/?q=" + urllib.parse.quote(query)).seconds for query in queries]
    name = f"search in {bench.large:,} articles"
    yield Ratio(f"{name}, p99", percentile(ours, 0.99), "bare FTS5", percentile(bare, 0.99), "s", goal=1 / 3)
    yield Ratio(f"{name}, median", median(ours), "bare FTS5", median(bare), "s")
    yield Ratio(f"{name}, median", median(ours), "the page without a query", median(without), "s")


def make_queries(newspaper):
    """One word, two words, the beginning of a word, or a phrase, drawn from the articles in the first language."""
    source = random.Random("queries")
    titles = [title for (title,) in newspaper.rows(
        "SELECT title FROM articles WHERE kind = 'article' AND language = 'en' ORDER BY number LIMIT 20000")]
    queries = []
    while len(queries) < QUERIES:
        words = re.findall(r"\w{3,}", source.choice(titles).lower())
        if len(words) >= 2:
            at = source.randrange(len(words) - 1)
            kinds = (words[at], " ".join(source.sample(words, 2)), words[at][:5] + "*", f'"{words[at]} {words[at + 1]}"')
            queries.append(source.choice(kinds))
    return queries


def time_bare(bench, newspaper, queries):
    bench.say("filling bare FTS5 with the same texts")
    with contextlib.closing(sqlite3.connect(bench.scratch / "bare.db")) as connection:
        connection.execute(INDEX)
        connection.executemany("INSERT INTO texts (rowid, title, standfirst, body) VALUES (?, ?, ?, ?)", (
            (number, title, standfirst, html.unescape(re.sub(r"<[^>]*>", " ", body))) for number, title, standfirst, body in
            newspaper.rows("SELECT number, title, standfirst, body FROM articles WHERE kind = 'article' AND status = 'published'")))
        connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        connection.commit()
        seconds = []
        for query in queries:
            started = time.perf_counter()
            connection.execute(FIND, (query,)).fetchall()
            seconds.append(time.perf_counter() - started)
        return seconds
