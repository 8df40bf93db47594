#!/usr/bin/python3
"""Fills the disk of a PostgreSQL server while an issue is sent: first the one its tables lie on, so that it refuses to write, then the one of
its log (WAL), so that it goes down and has to be started again. Each is a tmpfs of its own, which says "No space left on device" as a disk does.

The sending program waits and goes on by itself. Then it is killed on a full disk. Everybody has to get the issue, and nobody twice but those
whom the ledger lists as unknown. Run as full_disk_on_postgresql.py PROGRAM; exit code 77: no file system can be mounted here.
"""

import contextlib
import errno
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile
import time

from sending import IN_FLIGHT, Newspaper, Sink, check_that_all_get_it, wait_for_words

READERS = 8_000
SOME = 300
PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
SKIPPED = 77


class SmallDisk:
    def __init__(self, folder, megabytes):
        folder.mkdir()
        owner = pwd.getpwnam("postgres")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700,uid={owner.pw_uid},gid={owner.pw_gid}", "tmpfs", folder], check=True)
        self.filler = folder / "filler"

    def fill(self):
        with open(self.filler, "ab", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError as error:
                    assert error.errno == errno.ENOSPC, error

    def make_room(self):
        self.filler.unlink()


class Postgres:
    """A server that keeps what it has said it keeps, unlike the one that other tests share."""

    def __init__(self, folder):
        self.folder = folder
        self.tables, self.log = SmallDisk(folder / "tables", 120), SmallDisk(folder / "wal", 12)
        self.url = f"postgresql:///postgres?user=broadsheet&host={folder}"
        self.run("initdb", "-D", folder / "tables/data", f"--waldir={folder}/wal/data", "--wal-segsize=1", "-U", "broadsheet", "--auth=trust",
                 "--encoding=UTF8", "--locale=C")
        self.start()

    def run(self, program, *arguments):
        subprocess.run([PROGRAMS / program, *arguments], user="postgres", group="postgres", extra_groups=[], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def start(self):
        said = open(self.folder / "said", "ab")
        self.process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", self.folder / "tables/data", "-k", self.folder, "-c", "listen_addresses=", "-c", "min_wal_size=2MB",
             "-c", "max_wal_size=4MB", "-c", "shared_buffers=16MB", "-c", "autovacuum=off"],
            user="postgres", group="postgres", extra_groups=[], stdout=said, stderr=said)
        while subprocess.run([PROGRAMS / "pg_isready", "-q", "-U", "broadsheet", "-h", self.folder], check=False).returncode != 0:
            assert self.process.poll() is None, f"PostgreSQL did not start: {self.said()}"
            time.sleep(0.05)

    def go_down(self):
        """Fills the disk of the log, and what is left in files that the server has there already; again, where it could end its recovery."""
        more = [PROGRAMS / "psql", "-q", "-d", self.url, "-c", "SELECT pg_logical_emit_message(true, 'more', repeat('x', 100000))"]
        while self.process.poll() is None:
            self.log.fill()
            subprocess.run(more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        assert "PANIC" in self.said() and "No space left on device" in self.said(), self.said()

    def said(self):
        return (self.folder / "said").read_text(errors="replace")

    def stop(self):
        self.process.kill()
        self.process.wait()


def start_and_accept(newspaper, sink, more):
    """Starts the program, and returns it once so many more have got the issue."""
    goal = newspaper.progress()["accepted"] + more
    process = newspaper.start(sink)
    wait_until_accepted(newspaper, process, goal)
    return process


def wait_until_accepted(newspaper, process, goal):
    while newspaper.progress()["accepted"] < goal:
        assert process.poll() is None, "the program ended"
        time.sleep(0.05)


def send_while_no_table_can_grow(newspaper, sink, postgres):
    postgres.tables.fill()
    process = newspaper.start(sink, errors=subprocess.PIPE)
    wait_for_words(process, " waits: ", "No space left on device")
    assert newspaper.progress()["accepted"] == 0
    postgres.tables.make_room()
    wait_until_accepted(newspaper, process, SOME)
    process.kill()
    process.communicate()


def send_while_the_server_goes_down(newspaper, sink, postgres):
    process = start_and_accept(newspaper, sink, SOME)
    postgres.go_down()
    assert process.poll() is None, "a database that went down ended the program"
    postgres.log.make_room()
    postgres.start()
    wait_until_accepted(newspaper, process, newspaper.progress()["accepted"] + SOME)
    process.kill()
    process.wait()


def die_with_the_server(newspaper, sink, postgres):
    process = start_and_accept(newspaper, sink, SOME)
    postgres.go_down()
    process.kill()
    process.wait()
    postgres.log.make_room()
    postgres.start()


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="broadsheet-full-"))
    folder.chmod(0o777)
    postgres = sink = None
    try:
        postgres = Postgres(folder)
        newspaper = Newspaper(sys.argv[1], postgres.url, folder)
        sink = Sink(folder / "sink")
        newspaper.run("prepare", str(READERS))
        send_while_no_table_can_grow(newspaper, sink, postgres)
        send_while_the_server_goes_down(newspaper, sink, postgres)
        die_with_the_server(newspaper, sink, postgres)
        before = newspaper.progress()
        time.sleep(2)  # the last lease runs out
        # Three kills, and what was on its way while the server was down.
        unknown, twice = check_that_all_get_it(newspaper, sink, READERS, 4 * IN_FLIGHT)
        print(f"{before['accepted']} of {READERS} were accepted when all was well again; all got it; {len(unknown)} were listed as unknown; "
              f"{len(twice)} of them had it already")
    finally:
        for server in (sink, postgres):
            if server:
                server.stop()
        for disk in ("tables", "wal"):
            with contextlib.suppress(OSError):
                subprocess.run(["umount", "-q", "-l", folder / disk], check=False)
        shutil.rmtree(folder, ignore_errors=True)


if "BROADSHEET_OWN_MOUNTS" not in os.environ:
    # What is mounted is seen by this program and its children alone, and gone with them.
    if subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("a disk of its own cannot be mounted here (that takes root): the disk was not filled")
        sys.exit(SKIPPED)
    os.execvpe("unshare", ["unshare", "--mount", sys.executable, *sys.argv], {**os.environ, "BROADSHEET_OWN_MOUNTS": "1"})
main()
