"""Newspapers with a generated archive: made once, by the program that is measured, and kept between runs."""

import contextlib
import pathlib
import random
import re
import shutil
import sqlite3
import time

from . import processes
from .processes import Failure

LANGUAGES = ("en", "ru")  # of generate_ghost.py; the first is served at /
START_SECONDS = 300


class Newspaper:
    """A newspaper's folder, and what the program does with it."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = pathlib.Path(folder)

    def command(self, *arguments):
        return [self.program, "--data", self.folder, *arguments]

    def make(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        languages = [part for language in LANGUAGES for part in ("--language", language)]
        processes.run(self.command("init", "--title", "The Generated", *languages))

    def start_import(self, export):
        return processes.Process(self.command("import", "ghost", export))

    @contextlib.contextmanager
    def serve(self, *options):
        """Serves it on a free port while the context lasts; gives the process, with its `port`."""
        command = self.command("serve", "--listen", "127.0.0.1:0", "--admin-listen", "",
                               "--connections-per-address", "0", *options)
        with processes.Process(command) as server:
            while not (found := re.search(r"Reading at http://127\.0\.0\.1:(\d+)/", server.output())):
                server.check_running()
                if time.monotonic() - server.started > START_SECONDS:
                    raise Failure(f"{command} did not start within {START_SECONDS} s")
                time.sleep(0.01)
            server.port = int(found[1])
            yield server

    def rows(self, query, *values):
        uri = f"file:{self.folder}/broadsheet.db?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
            yield from connection.execute(query, values)

    def paths(self, count):
        """The paths of `count` different articles, the same ones each time, in no order; fewer if there are fewer."""
        articles = [path_of(language, slug) for language, slug in self.rows(
            "SELECT language, slug FROM articles WHERE kind = 'article' AND status = 'published' ORDER BY number")]
        random.Random("paths").shuffle(articles)
        return articles[:count]

    def median_path(self):
        """The path of the article of median length."""
        (article,) = self.rows(
            "SELECT language, slug FROM articles ORDER BY length(body) LIMIT 1 OFFSET (SELECT count(*) / 2 FROM articles)")
        return path_of(*article)


def path_of(language, slug):
    return f"/{slug}/" if language == LANGUAGES[0] else f"/{language}/{slug}/"
