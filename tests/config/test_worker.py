"""A command that waits for work has a worker: one that runs already, or one of its own."""

import os
import socket
from uuid import uuid4

import psutil
import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from config.celery import app
from config.heartbeat import ALIVE_SECONDS, worker_running
from config.worker import ensure_worker
from sources.models import WorkerHeartbeat
from sources.tasks import process_delivery
from tests.config.waiting import wait_until

MANY = 400

pytestmark = pytest.mark.django_db(transaction=True)


def messages(name: str = settings.CELERY_TASK_DEFAULT_QUEUE) -> int:
    """How many messages wait in a queue."""
    with app.connection_for_read() as broker, broker.channel() as channel:
        return int(app.amqp.queues[name](channel).queue_declare(passive=True).message_count)


def _declare_queues() -> None:
    with app.connection_for_write() as broker:
        for queue in app.amqp.queues.values():
            queue(broker.default_channel).declare()


def test_a_worker_is_started_works_and_is_stopped() -> None:
    assert not worker_running()
    with ensure_worker() as worker:
        assert worker.is_own
        wait_until(worker_running, "the worker beats", 60)
        process = psutil.Process(WorkerHeartbeat.objects.get().pid)
        for idle in process.children():
            idle.kill()
        app.send_task("sources.sweep")
        wait_until(lambda: messages() == 0, "the task is done, though the processes that waited for it were killed")
        with ensure_worker() as second:
            assert not second.is_own
    assert not process.is_running()
    assert not WorkerHeartbeat.objects.exists()


def test_a_message_is_sent_though_the_connection_was_closed_meanwhile() -> None:
    with app.connection_for_write() as broker, app.amqp.Producer(broker) as producer:
        process_delivery.apply_async([str(uuid4())], producer=producer)
        waiting = messages(settings.DELIVERIES_QUEUE)
        broker.collect()
        process_delivery.apply_async([str(uuid4())], producer=producer)
        assert messages(settings.DELIVERIES_QUEUE) == waiting + 1


@pytest.mark.skipif(not settings.CELERY_BROKER_URL.startswith("pgmq:"), reason="the queue is not in the database")
def test_a_closed_channel_fails_as_a_broken_connection_does() -> None:
    with app.connection_for_write() as broker:
        channel = broker.default_channel
        broker.collect()
        with pytest.raises(broker.connection_errors):
            channel.basic_publish(channel.prepare_message("{}"), "", "nowhere")


@pytest.mark.skipif(not settings.CELERY_BROKER_URL.startswith("pgmq:"), reason="the queue is not in the database")
def test_who_asks_for_the_queue_does_not_lock_it() -> None:
    def trigger() -> list[tuple[int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT oid FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                [f"pgmq.q_{app.conf.task_default_queue}"],
            )
            return cursor.fetchall()

    _declare_queues()
    laid = trigger()
    messages()
    assert len(laid) == 1
    assert trigger() == laid


def test_what_must_be_done_in_time_does_not_wait_behind_deliveries() -> None:
    _declare_queues()
    app.control.purge()
    for _ in range(MANY):
        process_delivery.delay(str(uuid4()))
    assert messages(settings.DELIVERIES_QUEUE) == MANY
    app.send_task("sources.sweep")
    with ensure_worker():
        wait_until(lambda: messages() == 0, "the sweeper ran", 60)
        assert messages(settings.DELIVERIES_QUEUE) > MANY / 2
        app.control.purge()


def test_a_killed_worker_is_replaced() -> None:
    with ensure_worker() as worker:
        wait_until(worker_running, "the worker beats", 60)
        first = WorkerHeartbeat.objects.get().pid
        for member in [*psutil.Process(first).children(recursive=True), psutil.Process(first)]:
            member.kill()

        def is_replaced() -> bool:
            worker.check()
            return WorkerHeartbeat.objects.exclude(pid=first).exists()

        wait_until(is_replaced, "another worker", 60)


@pytest.mark.parametrize(
    ("hostname", "pid", "age", "alive"),
    [
        ("elsewhere", 1, 0, True),
        ("elsewhere", 1, ALIVE_SECONDS + 1, False),
        (socket.gethostname(), os.getpid(), 0, True),
        (socket.gethostname(), 2**22 + 1, 0, False),  # above the highest process id: nobody's
    ],
    ids=["elsewhere", "elsewhere, silent", "here", "here, dead"],
)
def test_who_counts_as_alive(hostname: str, pid: int, age: float, alive: bool) -> None:
    from datetime import timedelta

    then = Now() - timedelta(seconds=age)
    WorkerHeartbeat.objects.create(name="w", hostname=hostname, pid=pid, started_at=then, beat_at=then)
    assert worker_running() is alive
