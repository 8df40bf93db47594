"""Load on a server from many connections at once, by wrk."""

import re
from dataclasses import dataclass

from . import processes, reader

CONNECTIONS = 64


@dataclass
class Load:
    per_cpu_second: float  # requests
    per_second: float  # requests
    p99: float  # seconds


def put_load(server, url, coding, seconds):
    """Lets wrk ask for one page as fast as the server answers. Raises Failure if an answer is not good."""
    headers = [part for name, value in {**reader.HEAD, "Accept-Encoding": coding}.items()
               for part in ("-H", f"{name}: {value}")]
    before = server.cpu_seconds()
    output = processes.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *headers, url]).output
    used = server.cpu_seconds() - before
    if "Non-2xx" in output or "Socket errors" in output:
        raise processes.Failure(f"{url} under load:\n{output}")
    requests = int(re.search(r"(\d+) requests in", output)[1])
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    return Load(requests / max(used, 1 / processes.HERTZ), float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
                float(p99) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit])
