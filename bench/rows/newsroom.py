"""The newsroom's pages with the large archive, against the wait that is meant to be the most."""

import shutil
import sqlite3
import urllib.parse

from harness.editor import Editor
from harness.newspapers import Newspaper
from harness.table import Ratio, median

LIMIT_SECONDS = 0.05
TURNS = 15


def measure(bench):
    with copy_of(bench.newspaper(bench.large), bench.scratch / "newsroom") as newspaper, newspaper.serve() as server:
        make_drafts(newspaper)
        make_media(newspaper)
        server.await_rest()
        with Editor(server) as editor:
            paths = {path: path for path in editor.links("/admin/")} | pages(newspaper)
            yield from ask(bench, server, editor, paths)
            # Others' drafts are hidden from them, which every list has to find out.
            change(newspaper, "UPDATE accounts SET role = 'author'")
            yield from ask(bench, server, editor, {f"{name}, for an author": path for name, path in paths.items()
                                                   if path.startswith("/admin/articles/?") or path == "/admin/calendar/"})


class copy_of:
    """A newspaper's database alone, copied for a while: the archive that rows share gets no accounts."""

    def __init__(self, newspaper, folder):
        self.newspaper = Newspaper(newspaper.program, folder)
        self.newspaper.make()
        for file in newspaper.folder.glob("broadsheet.db*"):
            shutil.copy(file, folder)

    def __enter__(self):
        return self.newspaper

    def __exit__(self, *_):
        shutil.rmtree(self.newspaper.folder, ignore_errors=True)


def change(newspaper, statement):
    connection = sqlite3.connect(newspaper.folder / "broadsheet.db", timeout=60)
    with connection:
        connection.execute(statement)
    connection.close()


def make_drafts(newspaper):
    """Every hundredth article is not published yet, every thousandth waits for review."""
    change(newspaper, "UPDATE articles SET status = 'draft' WHERE number % 100 = 0")
    change(newspaper, "INSERT INTO progress (article, stage, changed_at) SELECT number, 'review', updated_at FROM articles "
                      "WHERE number % 1000 = 0")


def make_media(newspaper):
    """As many files as articles, of which the library is told only."""
    change(newspaper, "INSERT INTO media (id, path, type, width, height, bytes, created_at, name, alt) SELECT "
                      "printf('%024x', number), printf('/media/%02x/%032x.jpg', number % 256, number), 'image/jpeg', 1600, 1200, 250000, "
                      "updated_at, slug || '.jpg', title FROM articles")
    change(newspaper, "INSERT INTO media_words (media, is_picture, words) SELECT number, 1, lower(name || ' ' || alt) FROM media "
                      "WHERE number NOT IN (SELECT media FROM media_words)")


def pages(newspaper):
    """Paths by what they show. A word that no title has makes a list look at all of them."""
    (article,) = newspaper.rows("SELECT id, title FROM articles ORDER BY length(body) LIMIT 1 OFFSET (SELECT count(*) / 2 FROM articles)")
    (deep,) = newspaper.rows("SELECT updated_at, number FROM articles WHERE kind = 'article' ORDER BY updated_at LIMIT 1 OFFSET 500")
    (section,) = newspaper.rows("SELECT slug FROM tags WHERE is_section = 1 ORDER BY number LIMIT 1")
    (tag,) = newspaper.rows("SELECT id FROM tags ORDER BY number LIMIT 1")
    (byline,) = newspaper.rows("SELECT slug FROM bylines ORDER BY number DESC LIMIT 1")
    words = {"words": " ".join(article[1].split()[:2])}
    lists = {"all": {"state": ""}, "drafts": {"state": "writing"}, "in review": {"state": "review"}, "withdrawn": {"state": "withdrawn"},
             "a language": {"language": "ru"}, "a section": {"section": section[0]}, "a byline": {"byline": byline[0]},
             "words": words, "words nobody wrote": {"words": "Zzyzx"}, "Russian words nobody wrote": {"words": "ёжжщ ъыьэ"},
             "its last page": {"after": f"{deep[0]}.{deep[1]}"}, "its last page, words": {"after": f"{deep[0]}.{deep[1]}", **words}}
    own = f"/admin/articles/{article[0]}/"
    return {**{f"articles, {name}": "/admin/articles/?" + urllib.parse.urlencode(query) for name, query in lists.items()},
            "an article": own, "its history": own + "history/", "a tag": f"/admin/tags/{tag[0]}/", "media by words": "/admin/media/?" + urllib.parse.urlencode({"q": words["words"]}),
            "media by words nobody wrote": "/admin/media/?q=zzyzx"}


def ask(bench, server, editor, paths):
    for name, path in paths.items():
        editor.get(path)
        before = server.cpu_seconds()
        seconds = median([editor.get(path) for _ in range(TURNS)])
        processor = (server.cpu_seconds() - before) / TURNS
        bench.say(f"{name}: {seconds * 1e3:.1f} ms, {processor * 1e3:.1f} ms of processor time")
        yield Ratio(f"newsroom, {name}, median", seconds, "the limit", LIMIT_SECONDS, "s", goal=1.0, quoted=True)
        # What it comes to on a machine that does nothing else.
        yield Ratio(f"newsroom, {name}, processor time", processor, "the limit", LIMIT_SECONDS, "s", goal=1.0, quoted=True)
