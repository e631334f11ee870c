"""The five seed articles of the shared material, where it lies beside the checkout: any order gives the events that it names."""

import json
import random
from pathlib import Path

import pytest
from django.conf import settings

from events.models import Meeting, Organization
from events.names import fold
from events.partial_dates import display
from sources.acceptance import packages_of

SHARED = Path(settings.BASE_DIR).parent / "shared"
EVENTS = SHARED / "seed-events.json"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not EVENTS.exists(), reason="the shared material does not lie beside the checkout"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_each_event_is_there_once_and_right_in_every_field(deliver, seed):
    packages = list(packages_of(sorted((SHARED / "corpus").glob("seed-*.txt"))))
    random.Random(seed).shuffle(packages)
    deliver(packages)
    deliver(packages[::-1])
    events = json.loads(EVENTS.read_text(encoding="utf-8"))["events"]
    for event in events:
        days = event["start_date"] if isinstance(event["start_date"], list) else [event["start_date"]]
        expected = {name: value for name, value in event.items() if name not in ("event", "start_date", "why_date")}
        expected["persons"] = sorted(map(fold, event["persons"]))  # the record writes Çavuşoğlu
        alike = [meeting for meeting in map(shown, Meeting.objects.current()) if _is_told(meeting, event)]
        assert [{name: meeting[name] for name in expected} for meeting in alike] == [expected]
        assert alike[0]["start_date"] in days


def _is_told(meeting: dict, event: dict) -> bool:
    """What tells the five events apart."""
    return all(meeting[name] == event[name] for name in ("parties", "organizations", "level", "portfolios"))


def shown(meeting: Meeting) -> dict:
    """A meeting in the form of the events."""
    short = dict(Organization.objects.values_list("slug", "short"))
    return {
        "start_date": display(meeting.start_earliest, meeting.start_latest),
        "status": meeting.status,
        "status_history": [step["status"] for step in meeting.status_history],
        "city": meeting.city,
        "country": meeting.country_id,
        "mode": meeting.mode,
        "level": meeting.level,
        "portfolios": meeting.portfolios,
        "parties": meeting.parties,
        "organizations": [short[slug] for slug in meeting.organizations],
        "persons": sorted(fold(p.person.name) for p in meeting.participations.all()),
        "documents": sorted({c.document.external_id for c in meeting.claims.all()}),
    }
