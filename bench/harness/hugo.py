"""Hugo rendering the archive of one of our newspapers: bench/hugo holds the site, this fills in the articles."""

import datetime
import json
import math
import os
import shutil
from dataclasses import dataclass

from . import processes

ARTICLES = """
SELECT a.slug, a.language, a.title, a.standfirst, a.published_at, a.updated_at, a.signature, a.body, s.name,
    (SELECT json_group_array(name) FROM (SELECT t.name FROM article_tags x JOIN tags t ON t.number = x.tag
        WHERE x.article = a.number ORDER BY x.position)),
    (SELECT json_group_array(name) FROM (SELECT b.name FROM article_bylines x JOIN bylines b ON b.number = x.byline
        WHERE x.article = a.number ORDER BY x.position))
FROM articles a LEFT JOIN tags s ON s.number = a.section WHERE a.kind = 'article' AND a.status = 'published'
"""


@dataclass
class Site:
    """A folder of rendered pages, counted, and what making it has used."""

    pages: int
    used: processes.Finished

    @property
    def pages_a_second(self):
        return self.pages / self.used.seconds

    def __str__(self):
        return (f"{self.pages:,} pages in {self.used.seconds:.1f} s, {self.used.cpu_seconds:.1f} s of processor time, "
                f"{self.used.peak_resident / 1e6:.0f} MB")


def count_pages(folder):
    """Pages and feeds; not Hugo's redirects from /page/1/, which we do not write."""
    return sum(name.endswith((".html", ".xml", ".json")) for path, _, names in os.walk(folder)
               if not path.endswith("/page/1") for name in names)


def time_text(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc).isoformat()


def write_article(content, row):
    slug, language, title, standfirst, published_at, updated_at, signature, body, section, tags, authors = row
    date = time_text(published_at)
    head = {
        "title": title, "slug": slug, "date": date, "lastmod": time_text(updated_at), "standfirst": standfirst,
        "section": section or "", "tags": json.loads(tags), "authors": json.loads(authors),
        "archive": [date[:4], date[:7], date[:10]],
        "words": [signature[at:at + 8] for at in range(0, len(signature), 8)],  # eight digits each: src/text/signature.h
    }
    # A folder a year, since that is how a person would keep so many files.
    folder = content / language / "posts" / date[:4]
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(head, ensure_ascii=False, indent=1) + "\n" + body
    (folder / f"{slug}.html").write_text(text, encoding="utf-8")


def write_site(newspaper, source, stylesheets, folder):
    shutil.copytree(source, folder)
    shutil.copytree(stylesheets, folder / "static")
    for row in newspaper.rows(ARTICLES):
        write_article(folder / "content", row)


def build(bench, count, related=True, patience=math.inf):
    """Renders the newspaper of `count` articles, for so many seconds at most. Bench.hugo() does so once a run."""
    folder = bench.folder("hugo")
    write_site(bench.newspaper(count), bench.ROOT / "bench" / "hugo",
               bench.ROOT / "themes" / "broadsheet" / "assets" / "css", folder)
    bench.say(f"Hugo renders {count:,} articles{'' if related else ' without related articles'}")
    used = processes.run(["hugo", "--source", folder, "--destination", folder / "public", "--quiet"],
                         {"HUGO_WITHOUT_RELATED": "" if related else "1"}, patience)
    site = Site(count_pages(folder / "public"), used)
    bench.say(str(site))
    return site
