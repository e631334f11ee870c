"""What a killed worker left is taken up at once; what a living one holds is left alone until its lease ends."""

from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.db.models import F

from events.models import Document
from events.vocabulary import DeliveryState
from sources.acceptance import Package, accept, open_import
from sources.holding import _key
from sources.importer import _attempt, claim, process, work
from sources.models import Delivery
from sources.retrying import try_again
from sources.sweeping import requeue
from tests.sources.test_importing import ARICA

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running(reference_data) -> Delivery:
    """A delivery that some worker has claimed."""
    package = Package("arica.txt", "arica", "text", ARICA.encode(), len(ARICA))
    ((delivery,),) = accept(batch=open_import(origin="test"), packages=[package])
    claimed = claim(delivery.pk)
    assert claimed is not None
    return claimed


def another_session() -> psycopg.Connection:
    """What another worker's process has."""
    parameters = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    return psycopg.connect(**{name: parameters[name] for name in names if parameters.get(name)}, autocommit=True)


def test_while_its_worker_lives_nobody_takes_it_and_when_killed_the_next_does_at_once(running):
    with another_session() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [_key(running.pk)])
        assert requeue() == 0
        process(running.pk)
        running.refresh_from_db()
        assert (running.state, running.attempts) == (DeliveryState.RUNNING, 1)
    assert requeue() == 1
    process(running.pk)
    running.refresh_from_db()
    assert (running.state, running.attempts) == (DeliveryState.DONE, 2)


def test_any_message_takes_up_what_a_killed_worker_left_where_nothing_waits(running):
    """Its own may stand behind hundreds of others that have nothing to do."""
    with another_session() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [_key(running.pk)])
        work(uuid4())
        running.refresh_from_db()
        assert (running.state, running.attempts) == (DeliveryState.RUNNING, 1)
    work(uuid4())
    running.refresh_from_db()
    assert (running.state, running.attempts) == (DeliveryState.DONE, 2)


def test_a_worker_that_lives_but_hangs_loses_it_when_its_lease_ends(running):
    Delivery.objects.update(leased_until=F("received_at"))
    with another_session() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [_key(running.pk)])
        assert requeue() == 1
        process(running.pk)
    running.refresh_from_db()
    assert (running.state, running.attempts) == (DeliveryState.DONE, 2)


def test_a_delivery_that_kills_its_worker_each_time_is_dead_and_its_import_done(running):
    Delivery.objects.update(attempts=3)
    process(running.pk)
    running.refresh_from_db()
    assert running.state == DeliveryState.DEAD
    assert "died each time" in running.reason
    running.batch.refresh_from_db()
    assert running.batch.status == "done"


def test_a_worker_that_was_given_up_does_not_take_a_later_first_attempt_for_its_own(running):
    Delivery.objects.update(state=DeliveryState.DEAD, reason="a worker died each time")
    try_again(ids=[running.pk])
    later = claim(running.pk)
    assert later is not None
    assert later.attempts == running.attempts == 1
    _attempt([running])
    later.refresh_from_db()
    assert (later.state, later.document) == (DeliveryState.RUNNING, None)
    assert not Document.objects.exists()
    _attempt([later])
    later.refresh_from_db()
    assert later.state == DeliveryState.DONE


@pytest.mark.parametrize("content", [ARICA.encode(), b"20 24"], ids=["read", "refused"])
def test_what_was_settled_otherwise_meanwhile_stays_so(running, content):
    Delivery.objects.update(state=DeliveryState.CANCELLED)
    running.content = content
    _attempt([running])
    running.refresh_from_db()
    assert (running.state, running.reason, running.document) == (DeliveryState.CANCELLED, None, None)
    assert not Document.objects.exists()
