"""What an appeal costs a cached page, and how soon a change of one shows on an archive that was there before."""

import shutil
import time

from harness import load, processes
from harness.newspapers import Newspaper
from harness.reader import Reader
from harness.table import Ratio, median

APPEAL = """
languages: [en, ru]
appeals:
  - slug: {slug}
    name: Measured
    status: live
    priority: {priority}
    placements: [bar, message]
    bar: {{en: "Support us!", ru: "Поддержите нас!"}}
    heading: {{en: "A message from the editor", ru: "Письмо редактора"}}
    letter: {{en: "Dear readers, we are here because you are.", ru: "Дорогие читатели, мы есть, потому что есть вы."}}
    currency: EUR
    amounts: {{once: [500, 1000, 2500], monthly: [200, 500, 1000], annual: [2500, 5000, 10000]}}
"""
SECONDS_TO_SHOW = 1.0


def measure(bench):
    plain = bench.newspaper(bench.large)
    asking = copy_of(bench, plain)
    add_appeal(bench, asking, "first", 0)
    yield from cost(bench, plain, asking)
    yield from delay(bench, asking)
    shutil.rmtree(asking.folder)


def copy_of(bench, newspaper):
    copy = Newspaper(bench.program, bench.scratch / "newspaper-with-appeal")
    shutil.copytree(newspaper.folder, copy.folder)
    return copy


def add_appeal(bench, newspaper, slug, priority):
    """Makes an appeal live, as the newsroom does: in a change of its own, by another process than the server."""
    folder = bench.scratch / f"appeal-{slug}"
    folder.mkdir()
    (folder / "newspaper.yaml").write_text(APPEAL.format(slug=slug, priority=priority))
    processes.run(newspaper.command("import", "markdown", folder))


def cost(bench, plain, asking):
    path = plain.median_path()
    turns, seconds = (2, 1) if bench.quick else (5, 3)
    for coding in ("identity", "gzip"):
        with plain.serve() as without, asking.serve() as with_appeal:
            loads = {without: [], with_appeal: []}
            for server in loads:
                server.await_rest()
                with Reader(server.port, coding) as reader:
                    reader.get(path)
                    answer = reader.get(path)
                if coding == "identity" and (b"data-appeal" in answer.body) != (server is with_appeal):
                    raise processes.Failure("the appeal is not where it should be")
                bench.say(f"{coding}: {len(answer.raw):,} bytes")
            for _ in range(turns):
                for server, of_server in loads.items():
                    of_server.append(load.put_load(server, f"http://127.0.0.1:{server.port}{path}", coding, seconds))
            per_cpu_second = [median(one.per_cpu_second for one in loads[server]) for server in (with_appeal, without)]
        yield Ratio(f"cached article with an appeal, {coding}, a CPU second", per_cpu_second[0], "without one",
                    per_cpu_second[1], "requests", more_is_better=True, goal=0.97)


def delay(bench, asking):
    """From before the change is begun, its process and all, until a page that is cached shows it."""
    paths = asking.paths(12)
    seconds = []
    with asking.serve() as server, Reader(server.port) as reader:
        for path in paths:
            reader.get(path)
        for number, path in enumerate(paths[:3 if bench.quick else 12]):
            started = time.monotonic()
            add_appeal(bench, asking, f"change-{number}", number + 1)
            while f"change-{number} ".encode() not in reader.get(path).body.replace(b'"', b" "):
                if time.monotonic() - started > 60:
                    raise processes.Failure("the appeal does not show")
            seconds.append(time.monotonic() - started)
    yield Ratio("an appeal's change until a random page shows it", median(seconds), "limit", SECONDS_TO_SHOW, "s", goal=1.0, quoted=True)
