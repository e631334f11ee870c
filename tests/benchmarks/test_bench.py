"""The benchmarks run, from an empty folder to the figures: on a set of 300 meetings, a moment for each question."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from benchmarks import load
from benchmarks.dataset.words import misspelt
from benchmarks.measuring import Rounds
from benchmarks.report import GOALS, Ratio
from config.embedded import session
from tests.acceptance import FULL

PROJECT = Path(__file__).resolve().parents[2]
MEETINGS = 300
WITHOUT_NINJA = {"list_vs_ninja"}
"""django-ninja is installed by `make bench` alone."""


@pytest.mark.skipif(not FULL, reason="four servers and their data set take minutes: make accept runs it")
def test_all_figures_come_of_an_empty_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)  # for root: the cluster's unprivileged user passes through it
    var, out = tmp_path / "var", tmp_path / "bench.json"
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    options = ["--meetings", str(MEETINGS), "--rounds", "1", "--seconds", "3", "--searches", "5", "--documents", "40"]
    options += ["--out", str(out), "--write", str(tmp_path), "--only", "speeds", "searches", "imports", "throughput", "upserts"]
    command = [sys.executable, "-m", "benchmarks", *options]
    try:
        ended = subprocess.run(
            command, cwd=PROJECT, env=environment | {"DATA_DIR": str(var)}, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
    finally:
        session.remove(var)
    figures = json.loads(out.read_text())
    assert GOALS.keys() - figures.keys() <= WITHOUT_NINJA | {"reading_vs_parse"}
    assert all(figures[name] > 0 for name in GOALS.keys() & figures.keys())
    assert (figures["rows"]["meetings"], figures["rows"]["participations"], figures["rows"]["statements"]) == (300, 1200, 1500)
    assert {row["server"] for row in figures["rounds"]["speeds"]} >= {"chancery", "limit", "drf"}
    assert "list_vs_limit" in ended.stdout
    assert "list_vs_limit" in (tmp_path / "benchmarks.md").read_text()
    ElementTree.fromstring((tmp_path / "bench.svg").read_text())


@pytest.fixture
def host() -> Iterator[str]:
    """A server that answers 200, but 500 for /broken."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(500 if self.path == "/broken" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(params=["wrk", "python"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "wrk" and load.client() != "wrk":
        pytest.skip("wrk is not installed")
    monkeypatch.setattr(load, "client", lambda: request.param)
    return request.param


def test_load_counts_what_was_answered(client: str, host: str) -> None:
    figures = load.run(host, ["/a", "/b"], 1, {"X-One": '"quoted"'})
    assert figures.requests > 10
    assert figures.per_second == pytest.approx(figures.requests / figures.seconds)
    assert 0 < figures.p50_ms <= figures.p99_ms


def test_load_on_a_server_that_fails_gives_no_figures(client: str, host: str) -> None:
    with pytest.raises(load.LoadError):
        load.run(host, ["/broken"], 1)


def test_figures_are_judged_by_their_bounds() -> None:
    assert GOALS["list_vs_limit"].is_met(1.5)
    assert not GOALS["list_vs_limit"].is_met(1.49)
    assert not GOALS["name_p99_ms"].is_met(15.1)
    assert Ratio.of([3.0, 1.0, 2.0]) == Ratio(2.0, 1.0, 3.0)


def test_a_run_that_was_cut_off_gives_the_figures_of_its_whole_rounds() -> None:
    rounds = Rounds(imports={"on": [2.2, 3.0], "off": [2.0]}, failed={"imports": "a fault"})
    assert rounds.figures() == {"publishing_cost": Ratio(1.1, 1.1, 1.1)}


def test_a_misspelt_name_has_the_same_letters_in_another_order() -> None:
    found = misspelt("Ana Quispe", Random(1))
    assert found != "ana quispe"
    assert sorted(found) == sorted("ana quispe")
