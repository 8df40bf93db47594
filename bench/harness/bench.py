"""One run of the benchmark: its sizes, its folders, and what several rows share."""

import functools
import hashlib
import os
import pathlib
import shutil
import sys
import tempfile

from . import hugo, processes
from .newspapers import Newspaper

class Bench:
    ROOT = pathlib.Path(__file__).resolve().parents[2]

    def __init__(self, quick, cache=None):
        self.quick = quick
        self.small, self.large = (300, 1_500) if quick else (10_000, 100_000)
        self.program = self.ROOT / "build" / "release" / "broadsheet"
        self.cache = pathlib.Path(cache or os.path.join(tempfile.gettempdir(), "broadsheet-bench"))
        self.cache.mkdir(parents=True, exist_ok=True)
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=self.cache))
        self.hugo = functools.cache(functools.partial(hugo.build, self))

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)

    def close(self):
        processes.stop_all()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def folder(self, name):
        """A path that nothing lies at yet, for what this run makes. What lies there is not deleted before its end: an ext4 without a journal passes over
        what was freed in the last minutes, which makes much slower whoever writes many files after them."""
        return pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch)) / name

    def export(self, count):
        """A Ghost export of so many articles (generate_ghost.py). Its name holds the generator's hash."""
        generator = self.ROOT / "bench" / "generate_ghost.py"
        version = hashlib.sha256(generator.read_bytes()).hexdigest()[:8]
        path = self.cache / f"ghost-{count}-{version}.json"
        if not path.exists():
            self.say(f"generating {count:,} articles in {path}")
            part = self.scratch / path.name
            processes.run([sys.executable, generator, count, part])
            part.rename(path)
        return path

    def import_newspaper(self, count):
        """A newspaper with so many articles, imported now; and what the import used."""
        export = self.export(count)
        self.say(f"importing {count:,} articles")
        newspaper = Newspaper(self.program, self.scratch / f"newspaper-{count}")
        newspaper.make()
        with newspaper.start_import(export) as process:
            used = process.wait()
        kept = self._kept(count)
        shutil.rmtree(kept.folder, ignore_errors=True)
        newspaper.folder.rename(kept.folder)
        return kept, used

    def newspaper(self, count):
        """A newspaper with so many articles, from an earlier run if the program is still the same."""
        kept = self._kept(count)
        if kept.folder.exists() and kept.folder.stat().st_mtime > self.program.stat().st_mtime:
            return kept
        return self.import_newspaper(count)[0]

    def _kept(self, count):
        return Newspaper(self.program, self.cache / f"newspaper-{count}")
