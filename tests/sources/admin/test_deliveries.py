"""Editors see what became of deliveries and have failed ones tried again."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.celery import app
from events.vocabulary import DeliveryState, ImportStatus
from sources.models import Delivery, Import
from tests.events.admin.record import make_delivery

LIST = "admin:sources_delivery_changelist"


def settled_import() -> Import:
    return Import.objects.create(origin="folder", status=ImportStatus.DONE, finished_at=timezone.now())


def choose(client: Client, *deliveries: Delivery) -> Any:
    fields = {"action": "retry", "_selected_action": [str(d.pk) for d in deliveries]}
    return client.post(reverse(LIST), fields, follow=True)


def waiting_messages() -> list[str]:
    """The deliveries for which messages wait in the queue; takes them."""
    found: list[str] = []
    declared = app.amqp.queues[settings.DELIVERIES_QUEUE]  # as the workers declare it: on RabbitMQ a quorum queue
    with app.connection_for_read() as connection, connection.SimpleQueue(declared) as queue:
        while True:
            try:
                message = queue.get(timeout=2)
            except queue.Empty:
                return found
            found += message.payload[0]
            message.ack()


@pytest.mark.django_db(transaction=True)
def test_failed_deliveries_are_tried_again(admin_client: Client):
    batch = settled_import()
    by_state = {state: make_delivery(batch, state, f"a-{state}") for state in DeliveryState}
    lost = make_delivery(batch, DeliveryState.REFUSED, "too large", content=b"")
    waiting_messages()
    answer = choose(admin_client, *by_state.values(), lost)
    told = [str(message) for message in answer.context["messages"]]
    assert told == [
        "2 wait for a worker again.",
        "1 cannot be tried again: their bytes were not kept. Import them anew.",
        "4 are neither refused nor dead and were left alone.",
    ]
    for state in (DeliveryState.REFUSED, DeliveryState.DEAD):
        row = Delivery.objects.get(pk=by_state[state].pk)
        assert (row.state, row.attempts, row.reason, row.leased_until, row.settled_at) == (
            DeliveryState.PENDING,
            0,
            None,
            None,
            None,
        )
    sent = waiting_messages()
    assert sorted(sent) == sorted(str(by_state[state].pk) for state in (DeliveryState.REFUSED, DeliveryState.DEAD))
    for kept in (DeliveryState.PENDING, DeliveryState.RUNNING, DeliveryState.DONE):
        assert Delivery.objects.get(pk=by_state[kept].pk).attempts == 3
    lost.refresh_from_db()
    assert (lost.state, lost.reason is None) == (DeliveryState.REFUSED, False)
    batch.refresh_from_db()
    assert (batch.status, batch.finished_at) == (ImportStatus.RUNNING, None)


def test_failed_deliveries_of_a_cancelled_import_wait_for_it_to_be_resumed(admin_client: Client):
    batch = Import.objects.create(origin="folder", status=ImportStatus.CANCELLED, finished_at=timezone.now())
    failed = make_delivery(batch, DeliveryState.DEAD, "a")
    told = [str(message) for message in choose(admin_client, failed).context["messages"]]
    assert told == ["1 were left alone: their import is cancelled. Resume it first."]
    answer = admin_client.post(reverse("admin:sources_import_retry", args=[batch.pk]), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["folder: It is cancelled: resume it first."]
    failed.refresh_from_db()
    assert failed.state == DeliveryState.DEAD
    assert b"Try again what was" not in answer.content


@pytest.mark.django_db
def test_who_may_only_look_cannot_try_again(client: Client, django_user_model: Any):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    client.force_login(reader)
    dead = make_delivery(settled_import(), DeliveryState.DEAD, "dead")
    assert b"Try again" not in client.get(reverse(LIST)).content
    choose(client, dead)
    dead.refresh_from_db()
    assert dead.state == DeliveryState.DEAD
    reader.user_permissions.add(Permission.objects.get(codename="change_delivery"))
    assert b"Try again" in client.get(reverse(LIST)).content


@pytest.mark.django_db
def test_an_import_tells_its_progress(admin_client: Client):
    batch = settled_import()
    for number, state in enumerate([*DeliveryState, DeliveryState.DONE]):
        make_delivery(batch, state, f"a-{number}")
    shown = admin_client.get(reverse("admin:sources_import_change", args=[batch.pk])).content.decode()
    assert '<progress value="4" max="7"></progress> done: 4 of 7, 2 failed' in shown
    assert f'{reverse(LIST)}?batch={batch.pk}&amp;state__exact=done">2 done</a>' in shown
    listed = admin_client.get(reverse(LIST), {"batch": str(batch.pk), "state__exact": "done"})
    assert listed.context["cl"].result_count == 2


@pytest.mark.django_db
def test_the_bytes_are_shown_as_text(admin_client: Client):
    delivery = make_delivery(settled_import(), DeliveryState.REFUSED, "binary", content=b"\xff\x00<b>caf\xc3\xa9</b>")
    shown = admin_client.get(reverse("admin:sources_delivery_change", args=[delivery.pk])).content.decode()
    assert "14 bytes" in shown
    assert "&lt;b&gt;café&lt;/b&gt;" in shown
