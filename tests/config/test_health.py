"""`/health/` tells whether this installation can serve."""

import pytest
from django.db.models.functions import Now
from django.test import Client

from sources.models import WorkerHeartbeat

pytestmark = pytest.mark.django_db


def test_a_migrated_database_is_healthy_with_or_without_a_worker(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "applied", "worker": "absent"}


def test_a_fresh_heartbeat_is_a_living_worker(client: Client) -> None:
    WorkerHeartbeat.objects.create(name="w", hostname="elsewhere", pid=1, started_at=Now(), beat_at=Now())
    assert client.get("/health/").json()["worker"] == "alive"


def test_each_answer_carries_the_request_id(client: Client) -> None:
    first, second = client.get("/health/")["X-Request-ID"], client.get("/health/")["X-Request-ID"]
    assert len(first) == 36
    assert first != second


def test_writing_to_it_is_refused(client: Client) -> None:
    assert client.post("/health/").status_code == 405


def test_the_root_leads_to_the_documentation_and_head_has_no_body(client: Client) -> None:
    assert client.get("/", follow=True).redirect_chain == [("/docs/", 302)]
    shown, head = client.get("/health/"), client.head("/health/")
    assert (head.content, head["Content-Length"]) == (b"", str(len(shown.content)))
