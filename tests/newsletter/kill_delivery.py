#!/usr/bin/python3
"""Sends an issue through Postfix's smtp-sink and kills the sending program at random points, again and again, while the relay before it
refuses, hangs up and stalls at random (moody_relay.py), dies, and the disk is full.

Everybody has to get the issue, and nobody twice but those whom the ledger lists as unknown and a person lets go out again. Run as
kill_delivery.py PROGRAM DATABASE, where DATABASE is `sqlite`, or `postgresql` for the server of the folder BROADSHEET_TEST_POSTGRES;
BROADSHEET_KILLS says how often it is killed (12), BROADSHEET_READERS how many readers there are (2,000; 10,000 for 100 kills).
"""

import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from moody_relay import MoodyRelay
from sending import IN_FLIGHT, Newspaper, Sink, check_that_all_get_it, wait_for_words

KILLS = int(os.environ.get("BROADSHEET_KILLS", "12"))
READERS = int(os.environ.get("BROADSHEET_READERS", str(max(2_000, 100 * KILLS))))


def fill_disk(newspaper, sink):
    """No file may grow: the program goes on running, waits, and loses nothing. Then it is killed."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = newspaper.start(sink, limit, subprocess.PIPE)
    wait_for_words(process, " waits: ", "database")
    assert process.poll() is None, "a full disk ended the program"
    process.kill()
    process.communicate()


def kill_again_and_again(newspaper, sink, moody, kills):
    killed = 0
    while killed < kills:
        process = newspaper.start(random.choice((sink, moody)))
        # Anywhere between its first look at the database and a hundred or so messages.
        time.sleep(random.uniform(0.01, 0.25))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        if killed % 10 == 5:  # the relay dies, too, and comes back
            process = newspaper.start(sink)
            time.sleep(0.15)
            sink.stop()
            time.sleep(random.uniform(0.0, 0.2))
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            sink.start()
    return killed


def send_on_a_bad_day(newspaper, moody):
    """A part of the issue through a relay that does all it can to confuse; then the program is killed."""
    process = newspaper.start(moody)
    while newspaper.progress()["accepted"] < READERS // 5 or min(moody.moods.values()) == 0:
        if process.poll() is not None:
            if newspaper.progress()["status"] != "paused":
                break  # everybody was sent to before every mood came up
            newspaper.run("retry")  # the relay refused so often that the send waited for a person
            process = newspaper.start(moody)
        time.sleep(0.1)
    process.kill()
    process.wait()


def make_postgres_database(name):
    folder = os.environ["BROADSHEET_TEST_POSTGRES"]
    psql = ["/usr/lib/postgresql/15/bin/psql", "-q", "-h", folder, "-U", "broadsheet", "-d", "postgres", "-c"]
    subprocess.run([*psql, f'CREATE DATABASE "{name}"'], check=True)
    return f"postgresql:///{name}?user=broadsheet&host={folder}"


def main():
    program, database = sys.argv[1], sys.argv[2]
    random.seed(int(os.environ.get("BROADSHEET_SEED", time.time_ns())))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="broadsheet-kill-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    folder.chmod(0o755)
    if database == "sqlite":
        database = str(folder / "newspaper.db")
    else:
        database = make_postgres_database(folder.name.replace("-", "_"))
    newspaper = Newspaper(program, database, folder)
    sink = Sink(folder / "sink")
    moody = MoodyRelay(sink.port)
    try:
        newspaper.run("prepare", str(READERS))
        send_on_a_bad_day(newspaper, moody)
        killed = 1 + kill_again_and_again(newspaper, sink, moody, KILLS // 2)
        if sys.argv[2] == "sqlite":
            fill_disk(newspaper, sink)
            killed += 1
        killed += kill_again_and_again(newspaper, sink, moody, KILLS - killed)
        before = newspaper.progress()
        time.sleep(2)  # the last lease runs out
        unknown, twice = check_that_all_get_it(newspaper, sink, READERS, killed * IN_FLIGHT + moody.undecided)
        print(f"{moody.moods}; killed {killed} times (the last with {before['accepted']} of {READERS} accepted); all got it; {len(unknown)} were listed as "
              f"unknown, at most {IN_FLIGHT} a kill; {len(twice)} of them had it already")
    finally:
        moody.stop()
        sink.stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
