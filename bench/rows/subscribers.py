"""A long list of subscribers: taking it in, its page in the newsroom, and how soon an issue to it begins."""

import secrets
import sqlite3
import time

from harness import processes
from harness.editor import Editor
from harness.newspapers import Newspaper
from harness.table import Ratio, median
from rows.newsletter import start_sink

LIST_SECONDS = 0.2
BEGIN_SECONDS = 1.0
TURNS = 11


def measure(bench):
    few, many = (1_000, 20_000) if bench.quick else (10_000, 1_000_000)
    peaks = {}
    for count in (few, many):
        newspaper, peaks[count] = take_in(bench, count)
    yield Ratio(f"list of {many:,} taken in, peak memory", peaks[many], f"itself with {few:,}", peaks[few], "bytes", goal=0.8)
    with start_sink() as port:
        processes.run(newspaper.command("mail", "relay", "sink", f"smtp://127.0.0.1:{port}?connections=4"))
        with newspaper.serve("--vault-key-file", newspaper.folder / "vault.key") as server, Editor(server) as editor:
            editor.get("/admin/newsletters/")
            before = server.cpu_seconds()
            seconds = median([editor.get("/admin/newsletters/") for _ in range(TURNS)])
            bench.say(f"newsletters: {seconds * 1e3:.0f} ms, {(server.cpu_seconds() - before) / TURNS * 1e3:.0f} ms of processor time")
            yield Ratio(f"newsroom, newsletters with {many:,} readers, median", seconds, "the limit", LIST_SECONDS, "s", goal=1.0, quoted=True)
            yield Ratio(f"an issue to {many:,}, until the first is sent", begin(newspaper, editor), "the limit", BEGIN_SECONDS, "s", goal=1.0,
                        quoted=True)


def take_in(bench, count):
    """A newspaper whose newsletter has so many readers, and the most memory that taking them in needed."""
    newspaper = Newspaper(bench.program, bench.scratch / f"subscribers-{count}")
    newspaper.make()
    words, key, readers = (newspaper.folder / name for name in ("passphrase", "vault.key", "readers.csv"))
    words.write_text(secrets.token_urlsafe(24))
    processes.run(newspaper.command("vault", "create", "--passphrase-file", words))
    processes.run(newspaper.command("vault", "key-file", key, "--passphrase-file", words))
    processes.run(newspaper.command("newsletter", "create", "weekly", "--name", "Weekly"))
    with sqlite3.connect(newspaper.folder / "broadsheet.db", timeout=60) as connection:
        connection.execute("UPDATE newsletters SET status = 'open', sender_address = 'letters@paper.example'")
    with readers.open("w") as file:
        file.write("email\n")
        file.writelines(f"reader{number}@example{number % 997}.org\n" for number in range(count))
    with processes.Process(newspaper.command("newsletter", "import", "weekly", readers, "--policy", "2026-09", "--key-file", key)) as process:
        used = process.wait()
    bench.say(f"{count:,} taken in: {used.seconds:.0f} s, {used.cpu_seconds:.0f} s of processor time, {used.peak_resident / 1e6:.0f} MB")
    return newspaper, used.peak_resident


def begin(newspaper, editor):
    """Seconds from the press of "Send now" until the relay has taken the first copy."""
    (newsletter,) = next(newspaper.rows("SELECT id FROM newsletters"))
    path = editor.post(f"/admin/newsletters/{newsletter}/issues/", {})
    last_look = editor.post(path, {"subject": "The week", "introduction": "Dear readers", "do": "send"})
    form = editor.hidden(last_look)
    started = time.perf_counter()
    editor.post(last_look, form)
    with sqlite3.connect(newspaper.folder / "broadsheet.db", timeout=60) as connection:
        while not connection.execute("SELECT 1 FROM sends WHERE accepted > 0").fetchone():
            if time.perf_counter() - started > 60:
                raise processes.Failure("no copy was sent within a minute")
            time.sleep(0.005)
    return time.perf_counter() - started
