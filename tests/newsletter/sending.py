"""What tests that send an issue from a program of their own need: Postfix's smtp-sink, and the newspaper."""

import collections
import contextlib
import os
import re
import socket
import subprocess
import time

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


def wait_for_words(process, *words):
    """Reads what a program writes to its piped standard error, up to a line with all of the words."""
    said = []
    for line in process.stderr:
        said.append(line.decode())
        if all(word in said[-1] for word in words):
            return
    raise AssertionError(f"it ended without saying {words}: {''.join(said)}")


def check_that_all_get_it(newspaper, sink, readers, most_unknown):
    """Ends the send: nobody is skipped, and nobody gets it twice but of those whom the ledger lists as unknown, once a person lets them go out again.

    Returns who was listed, and who of them had it already."""
    everybody = {str(number) for number in range(1, readers + 1)}
    newspaper.run("retry")
    newspaper.start(sink).wait()
    end, unknown, received = newspaper.progress(), newspaper.unknown(), sink.received()
    once = [reader for reader, count in received.items() if count > 1]
    assert not once, f"got it twice without anybody deciding so: {once}"
    missing = everybody - received.keys()
    assert missing <= set(unknown), f"skipped: {sorted(missing - set(unknown))}"
    assert end["accepted"] + end["unknown"] == readers and end["status"] == "finished", end
    assert len(unknown) <= most_unknown, f"{len(unknown)} unknown, at most {most_unknown} can be"

    newspaper.run("again")
    newspaper.start(sink).wait()
    received, end = sink.received(), newspaper.progress()
    assert not everybody - received.keys(), f"skipped: {sorted(everybody - received.keys())}"
    twice = {reader for reader, count in received.items() if count > 1}
    assert twice <= set(unknown) and max(received.values()) <= 2, f"{sorted(twice - set(unknown))} twice"
    assert end["accepted"] == readers, end
    return unknown, twice
