"""`manage.py run` starts all of Chancery and, told to stop in any way, leaves no process behind."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded import session
from tests.config.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 170
"""The first start reads the dispatches, on machines with other work, too."""


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """One DATA_DIR for the module: its first start is the long one."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-run-"))
    folder.chmod(0o755)
    yield folder / "var"
    session.remove(folder / "var")
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """A `manage.py run` on a port of its own."""

    def __init__(self, data_dir: Path, log: Path, port: int, before: Callable[[], object] | None = None) -> None:
        self.log = log
        self.port = port
        environment = os.environ | {
            "DATA_DIR": str(data_dir), "PORT": str(port), "WEB_WORKERS": "1", "WORKER_CONCURRENCY": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "", "CELERY_BROKER_URL": "",
        }  # fmt: skip
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"], cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True, preexec_fn=before,
            )  # fmt: skip

    def wait_ready(self) -> "Run":
        wait_until(lambda: "Chancery is at" in self.said() or self.process.poll() is not None, "it serves", START_SECONDS)
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def family(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]


def living(family: list[psutil.Process]) -> list[psutil.Process]:
    return [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def run(data_dir: Path, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(**options: object) -> Run:
        port = options.pop("port", None) or free_port()
        runs.append(Run(data_dir, tmp_path / f"run-{len(runs)}.log", port, **options))  # type: ignore[arg-type]
        return runs[-1]

    yield start
    for one in runs:
        if one.process.poll() is None:
            one.process.terminate()
            one.process.wait(60)


def test_sigterm_stops_all_that_was_started(run: Callable[..., Run], data_dir: Path) -> None:
    one = run().wait_ready()
    wait_until(lambda: json.loads(one.get("/health/")[1])["worker"] == "alive", "the worker beats", START_SECONDS)
    assert one.get("/health/")[0] == 200
    # The admin's password is shown once and kept for its owner.
    password = re.search(r"password (\S+) \(kept in", one.said())
    assert password
    assert (data_dir / "admin-password").read_text().strip() == password[1]
    assert (data_dir / "admin-password").stat().st_mode & 0o777 == 0o600
    family = one.family()
    names = " ".join(" ".join(member.cmdline()) for member in family)
    for part in ("config.embedded", "postgres", "worker", "beat", "gunicorn"):
        assert part in names
    one.process.terminate()
    assert one.process.wait(30) == 0, one.said()
    assert living(family) == []
    assert not session.is_running(data_dir)


def test_sigint_that_a_background_job_inherits_ignored_stops_it_too(run: Callable[..., Run], data_dir: Path) -> None:
    one = run(before=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)).wait_ready()
    assert "(kept in" not in one.said()  # a second start shows no password
    family = one.family()
    one.process.send_signal(signal.SIGINT)
    assert one.process.wait(30) == 0, one.said()
    assert living(family) == []


def test_what_dies_is_started_again_and_a_killed_run_leaves_nothing(run: Callable[..., Run]) -> None:
    one = run().wait_ready()
    web = next(member for member in one.family() if "gunicorn" in " ".join(member.cmdline()))
    web.kill()
    wait_until(lambda: "The web server died and was started again" in one.said(), "a new web server")
    wait_until(lambda: _answers(one), "it serves again")
    family = one.family()
    one.process.kill()
    one.process.wait()
    wait_until(lambda: living(family) == [], f"all ended: {family}", 40)


def _answers(one: Run) -> bool:
    try:
        return one.get("/health/")[0] == 200
    except OSError:
        return False


def test_a_taken_port_is_named_at_once(run: Callable[..., Run], data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        one = run(port=taken.getsockname()[1])
        assert one.process.wait(30) == 1
    assert f"Port {one.port}" in one.said()
    assert "PORT=" in one.said()
    assert not session.is_running(data_dir)
