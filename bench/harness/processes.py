"""Starts programs, reads from /proc what they use, and stops whatever still runs at the end."""

import math
import os
import pathlib
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass

HERTZ = os.sysconf("SC_CLK_TCK")
SAMPLE_SECONDS = 0.02
REST_SECONDS = 2.0
_running = []


class Failure(Exception):
    """Why a row cannot be measured, for the person who runs the benchmark."""


@dataclass
class Finished:
    """What a program that ran to its end has used."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_resident: int  # bytes
    was_stopped: bool = False  # unfinished, when patience with it ended


class Process:
    """A running program. Its output goes to a file, so that a full pipe cannot hold it up."""

    def __init__(self, command, environment=None):
        self.command = [str(part) for part in command]
        self.output_file = tempfile.TemporaryFile()
        self.started = time.monotonic()
        # A session of its own, so that ^C reaches this script alone, which then stops things in order.
        self.popen = subprocess.Popen(
            self.command, env={**os.environ, **(environment or {})}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=self.output_file, stderr=subprocess.STDOUT)
        _running.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def output(self):
        self.output_file.seek(0)
        return self.output_file.read().decode(errors="replace")

    def cpu_seconds(self):
        """User and system time of the process and its children (nginx's workers), in steps of 10 ms."""
        return sum(_ticks(pid) for pid in (self.popen.pid, *_children(self.popen.pid))) / HERTZ

    def resident(self, kind="VmRSS"):
        """Bytes of memory as /proc/PID/status names them: VmRSS, its part RssAnon, VmHWM for the most so far."""
        for line in pathlib.Path(f"/proc/{self.popen.pid}/status").read_text().splitlines():
            if line.startswith(kind + ":"):
                return int(line.split()[1]) * 1024
        return 0

    def await_rest(self):
        """Waits until it has used no processor for a while: a server makes a new archive's search index in the background."""
        before, since = self.cpu_seconds(), time.monotonic()
        while time.monotonic() - since < REST_SECONDS:
            time.sleep(0.1)
            self.check_running()
            now = self.cpu_seconds()
            if now - before > 0.05:
                before, since = now, time.monotonic()

    def check_running(self):
        if self.popen.poll() is not None:
            raise self.failure()

    def failure(self):
        return Failure(f"{' '.join(self.command)} ended with code {self.popen.returncode}:\n{self.output()[-2000:]}")

    def wait(self, patience=math.inf):
        """Waits for the end and returns what the program used. Raises Failure if the end is not a good one. What has not ended after
        so many seconds is stopped."""
        peak, was_stopped = 0, False
        while True:
            # Not ru_maxrss: what this script itself has resident at the fork counts into that.
            peak = max(peak, self.resident("VmHWM"))
            pid, status, usage = os.wait4(self.popen.pid, os.WNOHANG)
            if pid != 0:
                break
            if not was_stopped and time.monotonic() - self.started > patience:
                was_stopped = True
                os.killpg(self.popen.pid, signal.SIGKILL)
            time.sleep(SAMPLE_SECONDS)
        seconds = time.monotonic() - self.started
        self.popen.returncode = os.waitstatus_to_exitcode(status)
        was_stopped = was_stopped and self.popen.returncode == -signal.SIGKILL
        if self.popen.returncode != 0 and not was_stopped:
            raise self.failure()
        return Finished(self.output(), seconds, usage.ru_utime + usage.ru_stime, peak, was_stopped)

    def stop(self):
        if self not in _running:
            return
        _running.remove(self)
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.popen.pid, signal.SIGKILL)
                self.popen.wait()
        self.output_file.close()


def run(command, environment=None, patience=math.inf):
    """Runs a program to its end; see wait()."""
    with Process(command, environment) as process:
        return process.wait(patience)


def stop_all():
    for process in list(_running):
        process.stop()


def _ticks(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])  # utime, stime: proc(5)


def _children(pid):
    return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
