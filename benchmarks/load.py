"""Load on a server: wrk where it is installed, else a client of our own; both keep their connections open."""

import http.client
import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
TIMEOUT = 30

SCRIPT = """
local paths = {%(paths)s}
local headers = {%(headers)s}
local n = 0
request = function()
    n = n %% #paths + 1
    return wrk.format("GET", paths[n], headers)
end
done = function(summary, latency, requests)
    local faults = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
        + summary.errors.timeout
    io.write(string.format('\\nFIGURES {"requests": %%d, "seconds": %%f, "p50_ms": %%f, "p99_ms": %%f, "faults": %%d}\\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, faults))
end
"""


class LoadError(Exception):
    """Requests failed: nothing can be said about speed."""


@dataclass(frozen=True)
class Figures:
    """What one run gave."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def client() -> str:
    """What puts the load on."""
    return "wrk" if shutil.which("wrk") else "python"


def run(host: str, paths: Sequence[str], seconds: float, headers: dict[str, str] | None = None) -> Figures:
    """Ask for the paths in turn for so long, over CONNECTIONS connections.

    LoadError where there is no answer, or one that is neither 2xx nor 3xx.
    """
    figures = (_wrk if client() == "wrk" else _threads)(host, paths, seconds, headers or {})
    if not figures.requests:
        raise LoadError(f"{host}{paths[0]}: no answer within {seconds} s")
    return figures


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many (0 to 1) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _wrk(host: str, paths: Sequence[str], seconds: float, headers: dict[str, str]) -> Figures:
    script = SCRIPT % {
        "paths": ", ".join(json.dumps(path) for path in paths),
        "headers": ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.lua"
        path.write_text(script, encoding="utf-8")
        options = ["-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", f"--timeout={TIMEOUT}s", f"--script={path}"]
        ended = subprocess.run(["wrk", *options, host], capture_output=True, text=True, check=True)
    found = json.loads(ended.stdout.split("FIGURES ", 1)[1])
    if found.pop("faults"):
        raise LoadError(f"{host}{paths[0]}: {ended.stdout}")
    return Figures(**found)


def _threads(host: str, paths: Sequence[str], seconds: float, headers: dict[str, str]) -> Figures:
    taken: list[float] = []
    faults: list[str] = []
    end = time.perf_counter() + seconds

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=TIMEOUT)
        while (began := time.perf_counter()) < end and not faults:
            connection.request("GET", paths[place % len(paths)], headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 400:
                faults.append(f"{answer.status} for {paths[place % len(paths)]}")
            taken.append(time.perf_counter() - began)
            place += CONNECTIONS

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=[place]) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise LoadError(f"{host}: {faults[0]}")
    return Figures(len(taken), time.perf_counter() - began, percentile(taken, 0.5) * 1e3, percentile(taken, 0.99) * 1e3)


class Reader:
    """One connection, one request after the other."""

    def __init__(self, host: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(host).netloc, timeout=TIMEOUT)

    def get(self, path: str) -> tuple[bytes, dict[str, str], float]:
        """Body, headers and milliseconds. LoadError for an answer other than 200."""
        began = time.perf_counter()
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        body = answer.read()
        milliseconds = (time.perf_counter() - began) * 1e3
        if answer.status != 200:
            raise LoadError(f"{answer.status} for {path}: {body[:500].decode(errors='replace')}")
        return body, dict(answer.headers), milliseconds
