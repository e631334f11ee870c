"""Deliveries as jobs: the most urgent first, failures later again, cancelled ones kept, exploding ones ended alone."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from events.models import Country, Document, Meeting
from events.vocabulary import DeliveryState, ImportStatus, Priority
from sources import acceptance, importer, settling
from sources.acceptance import Package, accept, open_import
from sources.cancelling import cancel_import, resume_import
from sources.confining import TooLongError, limit_memory, limited
from sources.fetching.errors import Unavailable
from sources.importer import process, work
from sources.knowledge import gazetteer, model
from sources.languages import detect
from sources.models import Delivery, Import, Source
from sources.polling.schedule import poll_source, send_due
from sources.retrying import Retried, retry_import, try_again
from sources.settling import FIRST_WAIT, JITTER
from sources.sweeping import requeue
from tests.sources.test_importing import ARICA, ARICA_PLANNED

pytestmark = pytest.mark.django_db


def accepted(priority: int = Priority.USUAL, **texts: str) -> list[Delivery]:
    packages = [Package(f"{name}.txt", name, "text", text.encode(), len(text)) for name, text in texts.items()]
    return [d for some in accept(batch=open_import(origin="test", priority=priority), packages=packages) for d in some]


def states(*deliveries: Delivery) -> list[str]:
    return [Delivery.objects.get(pk=delivery.pk).state for delivery in deliveries]


# --- Priorities


def test_an_upload_goes_before_a_back_fill_and_every_message_brings_one(reference_data: None):
    bulk = accepted(Priority.BULK, a=ARICA, b=ARICA_PLANNED)
    (urgent,) = accepted(Priority.EDITOR, c="Nothing was said in Lima on Tuesday about who may come.")
    work(bulk[0].pk)
    assert states(*bulk, urgent) == ["pending", "pending", "done"]
    work(urgent.pk)  # its message finds it done, and brings what gave way to it
    work(bulk[1].pk)
    assert states(*bulk) == ["done", "done"]
    work(bulk[1].pk)  # one message more than deliveries: nothing happens
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_what_a_source_brings_is_as_urgent_as_the_source(settings: Any, tmp_path: Any, reference_data: None):
    settings.WATCHED_FOLDERS = [tmp_path]
    (tmp_path / "a.txt").write_text(ARICA)
    os.utime(tmp_path / "a.txt", (0, 0))
    source = Source.objects.create(name="Inbox", kind="folder", address=str(tmp_path), priority=8)
    poll_source(source.pk)
    assert Delivery.objects.get().priority == 8


# --- Failures


@pytest.fixture
def broken(reference_data: None) -> None:
    """A gazetteer that cannot be built: any failure of ours."""
    Country.objects.filter(code="PE").update(names=[5], updated_at="2030-01-01T00:00Z")


def test_after_a_failure_others_come_first_and_the_wait_grows(broken: None):
    (delivery,) = accepted(a=ARICA)
    waits = []
    for _ in range(2):
        before = timezone.now()
        process(delivery.pk)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.PENDING
        assert delivery.due_at is not None
        waits.append((delivery.due_at - before).total_seconds())
        work(delivery.pk)  # a message that came twice does not shorten the wait
        assert requeue() == 0
    shortest = FIRST_WAIT.total_seconds() * (1 - JITTER)
    assert waits[0] > shortest - 0.1
    assert waits[1] > 4 * shortest - 0.1
    Delivery.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert requeue() == 1
    work(delivery.pk)
    assert states(delivery) == ["dead"]


def test_a_host_that_is_busy_is_asked_again_when_it_says(reference_data: None, monkeypatch: pytest.MonkeyPatch):
    def busy(delivery: Delivery) -> None:
        raise Unavailable("the host answers 503", after=7_200)

    monkeypatch.setattr(importer, "fetch_ordered", busy)
    (delivery,) = (
        d
        for some in accept(batch=open_import(origin="test"), packages=[Package("u", "u", "address", b"https://a.example/", 18)])
        for d in some
    )
    process(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.due_at is not None
    assert delivery.due_at - timezone.now() > timedelta(seconds=7_100)
    assert "503" in (delivery.reason or "")


# --- Cancelling


def test_a_cancelled_import_keeps_what_waits_and_goes_on_when_resumed(reference_data: None):
    one, two = accepted(a=ARICA, b=ARICA_PLANNED)
    process(one.pk)
    batch = one.batch
    assert cancel_import(id=batch.pk) == 1
    batch.refresh_from_db()
    assert (batch.status, batch.finished_at is None) == (ImportStatus.CANCELLED, False)
    assert requeue() == 0
    work(two.pk)
    more = Package("c.txt", "c", "text", b"Nothing was said in Lima.", 25)
    (((third,)),) = accept(batch=batch, packages=[more])  # what somebody is still handing in
    assert states(one, two, third) == ["done", "cancelled", "cancelled"]
    counted: Any = Import.objects.with_counts().get(pk=batch.pk)
    assert (counted.accepted, counted.done, counted.pending) == (3, 1, 2)
    with pytest.raises(ValidationError, match="already"):
        cancel_import(id=batch.pk)

    assert resume_import(id=batch.pk) == 2
    work(two.pk)
    work(third.pk)
    batch.refresh_from_db()
    assert (batch.status, states(one, two, third)) == (ImportStatus.DONE, ["done"] * 3)
    assert Meeting.objects.current().get().document_count == 2
    for act in (cancel_import, resume_import):
        with pytest.raises(ValidationError):
            act(id=batch.pk)


def test_what_fails_after_its_import_was_cancelled_is_held_back_too(broken: None):
    (delivery,) = accepted(a=ARICA)
    claimed = importer.claim(delivery.pk)
    assert claimed is not None
    cancel_import(id=delivery.batch_id)
    importer._attempt([claimed])
    assert states(delivery) == ["cancelled"]


@contextmanager
def cancelled_meanwhile(batch: Import) -> Iterator[Callable[[], None]]:
    """What has another session cancel the import, and returns once that is done or waits for a lock."""
    others: list[threading.Thread] = []

    def cancel() -> None:
        cancel_import(id=batch.pk)
        connection.close()

    def act() -> None:
        other = threading.Thread(target=cancel)
        others.append(other)
        other.start()
        while other.is_alive():
            other.join(0.02)
            with connection.cursor() as cursor:
                cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
                if cursor.fetchone() is not None:
                    return

    yield act
    for other in others:
        other.join(30)


@pytest.mark.django_db(transaction=True)
def test_what_is_accepted_while_its_import_is_cancelled_is_held_back(reference_data: None, monkeypatch: pytest.MonkeyPatch):
    (first,) = accepted(a=ARICA)
    real = acceptance._now

    with cancelled_meanwhile(first.batch) as cancel:

        def now() -> datetime:
            cancel()
            return real()

        monkeypatch.setattr(acceptance, "_now", now)
        more = Package("b.txt", "b", "text", ARICA_PLANNED.encode(), len(ARICA_PLANNED))
        ((second,),) = accept(batch=first.batch, packages=[more])
    assert (Import.objects.get().status, states(first, second)) == (ImportStatus.CANCELLED, ["cancelled"] * 2)
    assert resume_import(id=first.batch_id) == 2


@pytest.mark.django_db(transaction=True)
def test_what_fails_while_its_import_is_cancelled_is_held_back(broken: None, monkeypatch: pytest.MonkeyPatch):
    (delivery,) = accepted(a=ARICA)
    real = settling._wait
    claimed = importer.claim(delivery.pk)
    assert claimed is not None

    with cancelled_meanwhile(delivery.batch) as cancel:

        def wait(attempts: int, after: float | None) -> timedelta:
            cancel()
            return real(attempts, after)

        monkeypatch.setattr(settling, "_wait", wait)
        importer._attempt([claimed])
    assert (Import.objects.get().status, states(delivery)) == (ImportStatus.CANCELLED, ["cancelled"])


def test_of_a_cancelled_import_nothing_is_tried_again_before_it_is_resumed(reference_data: None):
    failed, waiting = accepted(a="They \x00 met.", b=ARICA)
    process(failed.pk)
    batch = failed.batch
    cancel_import(id=batch.pk)
    with pytest.raises(ValidationError, match="resume it first"):
        retry_import(id=batch.pk)
    assert try_again(ids=[failed.pk, waiting.pk]) == Retried(waiting=0, without_bytes=0, of_cancelled=1)
    assert states(failed, waiting) == ["refused", "cancelled"]
    resume_import(id=batch.pk)
    assert retry_import(id=batch.pk).waiting == 1
    assert states(failed, waiting) == ["pending", "pending"]


# --- What explodes

LONG = "Peruvian Foreign Minister Julio Mamani met his Chilean counterpart Rosa Llanquileo in Arica on Thursday. " * 150


def test_reading_that_takes_too_long_ends_dead_and_the_next_is_read(reference_data: None, settings: Any):
    poison, good = accepted(poison=LONG, good=ARICA)
    model(), gazetteer()
    settings.READ_SECONDS = 0.05
    for _ in range(3):
        process(poison.pk)
    settings.READ_SECONDS = 60
    process(good.pk)
    poison.refresh_from_db()
    assert states(poison, good) == ["dead", "done"]
    assert "more than 0.05 seconds of processor time" in (poison.reason or "")
    assert list(Document.objects.values_list("external_id", flat=True)) == ["good"]


def test_a_library_that_swallows_the_first_fault_is_told_again():
    def stubborn() -> None:
        while True:
            try:
                while True:
                    pass
            except TooLongError:
                if faults:
                    raise
                faults.append(1)

    faults: list[int] = []
    with pytest.raises(TooLongError), limited(0.05):
        stubborn()
    assert faults


def _in_little_memory(act: Callable[[], object]) -> None:
    lines = Path("/proc/self/status").read_text().splitlines()
    used = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
    limit_memory(used // 1_000_000 + 120)
    act()


@pytest.mark.django_db(transaction=True)
def test_reading_that_takes_too_much_memory_ends_dead_and_the_next_is_read(reference_data: None):
    poison, good = accepted(poison=LONG * 20, good=ARICA)
    model(), gazetteer(), detect(ARICA)  # loaded before memory is short
    connections.close_all()

    def act() -> None:
        for _ in range(3):
            process(poison.pk)
        process(good.pk)

    child = multiprocessing.get_context("fork").Process(target=_in_little_memory, args=(act,))
    child.start()
    child.join(120)
    assert child.exitcode == 0
    assert states(poison, good) == ["dead", "done"]
    poison.refresh_from_db()
    assert "emory" in (poison.reason or "")


# --- Backpressure


def test_while_too_much_waits_nothing_is_polled(settings: Any, reference_data: None):
    Source.objects.create(name="Andes", kind="page", address="https://example.org/")
    settings.MOST_WAITING = 1
    accepted(a=ARICA)
    assert send_due() == 1
    accepted(b=ARICA_PLANNED)
    assert send_due() == 0
