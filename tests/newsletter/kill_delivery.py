#!/usr/bin/python3
"""Sends an issue through Postfix's smtp-sink and kills the sending program at random points, again and again, while the relay before it
refuses, hangs up and stalls at random (moody_relay.py), dies, and the disk is full.

Everybody has to get the issue, and nobody twice but those whom the ledger lists as unknown and a person lets go out again. Run as
kill_delivery.py PROGRAM DATABASE, where DATABASE is `sqlite`, or `postgresql` for the server of the folder BROADSHEET_TEST_POSTGRES;
BROADSHEET_KILLS says how often it is killed (12), BROADSHEET_READERS how many readers there are (2,000; 10,000 for 100 kills).
"""

import collections
import contextlib
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from moody_relay import MoodyRelay

KILLS = int(os.environ.get("BROADSHEET_KILLS", "12"))
READERS = int(os.environ.get("BROADSHEET_READERS", str(max(2_000, 100 * KILLS))))
IN_FLIGHT = 32  # four connections, eight each (DeliverySettings)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sink:
    """smtp-sink, which appends what it takes to files."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        folder.mkdir()
        folder.chmod(0o777)
        self.start()

    def start(self):
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        self.process = subprocess.Popen(["/usr/sbin/smtp-sink", *user, "-d", f"{self.folder}/%H.", f"127.0.0.1:{self.port}", "1000"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            time.sleep(0.02)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def received(self):
        """How often each reader's whole message came."""
        counts = collections.Counter()
        for file in self.folder.iterdir():
            for message in file.read_bytes().split(b"X-Client-Addr:")[1:]:
                whole = re.search(rb"\n--part[0-9a-f]+--\r?\n", message)
                if whole:
                    counts[re.search(rb"X-Rcpt-Args: <reader(\d+)@", message).group(1).decode()] += 1
        return counts


class Newspaper:
    def __init__(self, program, database, folder):
        self.program, self.database = program, database
        self.environment = {**os.environ, "BROADSHEET_KEYS": str(folder / "keys"), "BROADSHEET_LEASE": "1500"}

    def run(self, action, *arguments):
        return subprocess.run([self.program, action, self.database, *arguments], env=self.environment, check=True,
                              capture_output=True, text=True).stdout

    def start(self, relay, before=None, errors=subprocess.DEVNULL):
        return subprocess.Popen([self.program, "send", self.database, f"smtp://127.0.0.1:{relay.port}"], env=self.environment,
                                stderr=errors, preexec_fn=before)

    def progress(self):
        words = self.run("show").split()
        return {name: value if name == "status" else int(value) for name, value in zip(words[::2], words[1::2])}

    def unknown(self):
        return self.run("show", "unknown").split("\n")[1:-1]


def fill_disk(newspaper, sink):
    """No file may grow: the program goes on running, waits, and loses nothing. Then it is killed."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = newspaper.start(sink, limit, subprocess.PIPE)
    time.sleep(2)
    assert process.poll() is None, "a full disk ended the program"
    process.kill()
    said = process.communicate()[1].decode()
    assert " waits: " in said and "database" in said, f"the disk was not full: {said}"


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
        newspaper.run("retry")
        newspaper.start(sink).wait()
        end, unknown, received = newspaper.progress(), newspaper.unknown(), sink.received()
        once = [reader for reader, count in received.items() if count > 1]
        assert not once, f"got it twice without anybody deciding so: {once}"
        missing = {str(number) for number in range(1, READERS + 1)} - received.keys()
        assert missing <= set(unknown), f"skipped: {sorted(missing - set(unknown))}"
        assert end["accepted"] + end["unknown"] == READERS and end["status"] == "finished", end
        assert len(unknown) <= killed * IN_FLIGHT + moody.undecided, f"{len(unknown)} unknown after {killed} kills"

        newspaper.run("again")
        newspaper.start(sink).wait()
        received, end = sink.received(), newspaper.progress()
        missing = {str(number) for number in range(1, READERS + 1)} - received.keys()
        assert not missing, f"skipped: {sorted(missing)}"
        twice = {reader for reader, count in received.items() if count > 1}
        assert twice <= set(unknown) and max(received.values()) == 2 or not twice, f"{sorted(twice - set(unknown))} twice"
        assert end["accepted"] == READERS, end
        print(f"{moody.moods}; killed {killed} times (the last with {before['accepted']} of {READERS} accepted); all got it; {len(unknown)} were listed as "
              f"unknown, at most {IN_FLIGHT} a kill; {len(twice)} of them had it already")
    finally:
        moody.stop()
        sink.stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
