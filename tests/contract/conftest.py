"""A real server with a record that has every kind of resource, and a key that may do all."""

from collections.abc import Iterator

import pytest

from benchmarks.servers.processes import Server
from events.models import Meeting
from events.services.decisions import Actor, pin
from events.services.keys import issue_key
from events.services.writing import writing
from events.vocabulary import Scope
from sources.models import Import, Source
from tests.events.api.conftest import empty_record, reader  # noqa: F401
from tests.events.api.test_schema import fill
from tests.telling import SAID, Meets, Says, tell


@pytest.fixture
def server(process_environment: dict[str, str], empty_record: None) -> Iterator[Server]:  # noqa: F811
    """A web server of one process, unthrottled, on what `fill_record` has made."""
    fill_record()
    started = Server("contract", "config.wsgi", process_environment | {"WEB_WORKERS": "1", "THROTTLE_WRITE": "off"})
    started.start()
    yield started
    started.stop()


@pytest.fixture
def key(process_environment: dict[str, str]) -> str:
    """A key with every scope."""
    return issue_key(name="contract", scopes=list(Scope))[1]


def fill_record() -> None:
    """Meetings, persons and statements, some told by documents so that they can be decided on; an import and a source."""
    fill()
    for number in range(6):
        tell(
            f"paper-{number}",
            Meets(start=f"2024-0{number + 1}-14", who=("Rosa Llanquileo/CL", "Julio Mamani/PE"), city="Lima"),
            Says(text=SAID[number % len(SAID)]),
        )
    for meeting in Meeting.objects.filter(city="Lima")[:2]:
        pin(resource="meetings", id=meeting.pk, field="city", value="Cusco", reason="It was checked.", actor=Actor("desk"))
    with writing():
        Import.objects.create()
        Source.objects.create(name="wires", kind="feed", address="https://wire.example.org/feed")
