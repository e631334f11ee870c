"""Whatever moment a process of the pool is killed at, each task is done or known to be lost."""

import os
import pickle
import select
import signal
import struct
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest
from billiard.connection import Connection
from billiard.einfo import ExceptionInfo
from billiard.exceptions import WorkerLostError
from celery.concurrency import prefork
from kombu.asynchronous import Hub

from config.celery import app
from config.pool import KernelLock, Pool, TaskPool
from tests.config.waiting import wait_until

LOST_SECONDS = 0.2


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(processes=2, lost_worker_timeout=LOST_SECONDS)
    yield pool
    pool.terminate()
    pool.join()


def stop_processes(pool: Pool) -> list[psutil.Process]:
    stopped = [psutil.Process(worker.pid) for worker in pool._pool]
    for process in stopped:
        process.suspend()
    wait_until(lambda: all(process.status() == psutil.STATUS_STOPPED for process in stopped), "they stand still")
    return stopped


def test_a_pool_that_is_ended_takes_what_lies_in_its_pipe_out_whole() -> None:
    reading, writing = os.pipe2(os.O_DIRECT)
    tasks = SimpleNamespace(_rlock=KernelLock(), _reader=Connection(reading, writable=False))
    for _ in range(2):
        os.write(writing, struct.pack("!i", 4) + pickle.dumps(None))
    Pool._help_stuff_finish(tasks, SimpleNamespace(is_alive=lambda: True), [])
    assert not tasks._reader.poll(0)
    os.close(writing)


@pytest.mark.parametrize("taken", [1 << 16, 4])
def test_a_task_that_a_killed_process_took_and_did_not_tell_of_is_lost_and_no_other(pool: Pool, taken: int) -> None:
    stopped = stop_processes(pool)
    failures: list[ExceptionInfo] = []
    pool.apply_async(os.getpid, error_callback=failures.append)
    wait_until(lambda: pool._inqueue._reader.poll(0), "the first task lies in the pipe")
    # As a process reads that is killed after the message, or half way through it.
    assert len(os.read(pool._inqueue._reader.fileno(), taken)) > 3
    second = pool.apply_async(select.select, ([], [], [], 5 * LOST_SECONDS), error_callback=failures.append)
    wait_until(lambda: pool._inqueue._reader.poll(0), "the second, too")
    for process in stopped:
        process.send_signal(signal.SIGKILL)
    assert second.get(timeout=60) == ([], [], [])
    wait_until(lambda: failures, "the first is known to be lost")
    assert [type(failure.exception.exc) for failure in failures] == [WorkerLostError]
    assert not pool._cache


def test_a_task_that_waits_for_a_process_is_not_lost(pool: Pool) -> None:
    stopped = stop_processes(pool)
    waiting = pool.apply_async(pow, (2, 5))
    wait_until(lambda: pool._inqueue._reader.poll(0), "it lies in the pipe")
    stopped[0].send_signal(signal.SIGKILL)
    for process in stopped[1:]:
        process.resume()
    assert waiting.get(timeout=60) == 32
    assert not pool._cache


def test_a_task_of_any_length_arrives(pool: Pool) -> None:
    for length in (0, 4000, 5000, 70_000, 1_000_000):
        assert pool.apply_async(len, (b"x" * length,)).get(timeout=60) == length


@pytest.mark.parametrize("killed", [True, False])
def test_a_worker_starts_though_a_process_was_killed_and_not_where_one_cannot_start(
    monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    if not killed:
        monkeypatch.setattr(prefork, "process_initializer", lambda *args: os._exit(1))
    pool = TaskPool(2, app=app, threads=False, initargs=(app, "here"))
    pool.start()
    pool.register_with_event_loop(Hub())
    try:
        first = pool._pool._pool[0]
        if killed:
            os.kill(first.pid, signal.SIGKILL)
        wait_until(lambda: first.exitcode is not None, "it ended")
        assert pool.did_start_ok() is killed
        pool.maintain_pool()
        assert len(pool._pool._pool) == 2
    finally:
        pool.terminate()
