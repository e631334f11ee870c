"""The web worker answers one client after the other as they ask, and lets nobody wait for one that asks without end."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import get_ident
from urllib.parse import parse_qsl

import pytest

from tests.config.test_run import free_port
from tests.config.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]


def application(environ: dict[str, str], start_response) -> Iterable[bytes]:
    """Tells which thread answers, with a header that the query holds."""
    body = str(get_ident()).encode()
    told = parse_qsl(environ["QUERY_STRING"])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body))), *told])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server of one worker with two threads."""
    chosen = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", f"{__name__}:application"],
        cwd=PROJECT, stdin=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"BIND": "127.0.0.1", "PORT": str(chosen), "WEB_WORKERS": "1", "WEB_THREADS": "2"},
    )  # fmt: skip
    try:
        wait_until(lambda: answers(chosen) or process.poll() is not None, "the server answers", 60)
        yield chosen
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(20) == 0


def answers(port: int) -> bool:
    try:
        return bool(asked(HTTPConnection("127.0.0.1", port, timeout=10)))
    except ConnectionError:
        return False


def asked(connection: HTTPConnection) -> bytes:
    connection.request("GET", "/")
    return connection.getresponse().read()


def test_clients_that_ask_without_end_leave_room_for_others(port):
    told, done = [], threading.Event()

    def hammer() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        while not done.is_set():
            told.append(asked(connection))

    hammering = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in hammering:
        thread.start()
    try:
        wait_until(lambda: len(told) > 100, "they are answered", 60)
        others = [HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(8)]
        assert all(asked(other) for other in others for _ in range(5))
    finally:
        done.set()
        for thread in hammering:
            thread.join()


def test_who_asks_on_at_once_is_answered_by_the_same_thread(port):
    both: set[bytes] = set()
    with ThreadPoolExecutor(4) as clients:
        while len(both) < 2:
            both.update(clients.map(lambda _: asked(HTTPConnection("127.0.0.1", port, timeout=10)), range(20)))
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    # A busy machine may let the client take its time now and then.
    assert any(len({asked(connection) for _ in range(20)}) == 1 for _ in range(50))


def test_requests_that_come_in_one_piece_are_all_answered(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.connect()
    connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 50)
    heard = b""
    while heard.count(b"\r\n\r\n") < 50:
        heard += connection.sock.recv(65536)
    assert heard.count(b"HTTP/1.1 200 OK") == 50


def test_headers_are_looked_through_however_often_they_were_seen(port):
    def answered(query: str) -> tuple[int, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", f"/?{query}")
        answer = connection.getresponse()
        answer.read()
        return answer.status, dict(answer.getheaders())

    for _ in range(3):
        told = answered("")[1]["Date"]
        assert abs(parsedate_to_datetime(told).timestamp() - time.time()) < 60, told
        status, headers = answered("Told=as%20it%20is&Spaced=%20around%20&Upgrade=h2c")
        assert (status, headers["Told"], headers["Spaced"], "Upgrade" in headers) == (200, "as it is", "around", False)
        assert answered("Told=one%0D%0ASet-Cookie:%20two")[0] == 500
        assert answered("No%20name=told")[0] == 500


def test_an_answer_comes_in_one_piece(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.connect()
    whole = 0
    for _ in range(50):
        connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        heard = connection.sock.recv(65536)
        head, _, body = heard.partition(b"\r\n\r\n")
        announced = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        whole += len(body) == announced
        while len(body) < announced:
            body += connection.sock.recv(65536)
    assert whole > 40  # the kernel waits for a body for 200 ms, and a busy machine may take longer
