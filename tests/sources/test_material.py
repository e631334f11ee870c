"""The five seed articles of the shared material, where it lies beside the checkout: any order gives the events that it names."""

import json
import random
from pathlib import Path

import pytest
from django.conf import settings

from events.models import Meeting
from events.partial_dates import display
from sources.acceptance import packages_of

SHARED = Path(settings.BASE_DIR).parent / "shared"
EVENTS = SHARED / "seed-events.json"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not EVENTS.exists(), reason="the shared material does not lie beside the checkout"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_first_two_events_are_right_in_every_field_and_there_once(deliver, seed):
    packages = list(packages_of(sorted((SHARED / "corpus").glob("seed-*.txt"))))
    random.Random(seed).shuffle(packages)
    deliver(packages)
    deliver(packages[::-1])
    for event in json.loads(EVENTS.read_text(encoding="utf-8"))["events"][:2]:
        day = event["start_date"]
        meeting = Meeting.objects.current().get(parties=event["parties"], start_earliest=day, start_latest=day)
        shown = {
            "start_date": display(meeting.start_earliest, meeting.start_latest),
            "status": meeting.status,
            "status_history": [step["status"] for step in meeting.status_history],
            "city": meeting.city,
            "country": meeting.country_id,
            "mode": meeting.mode,
            "level": meeting.level,
            "portfolios": meeting.portfolios,
            "organizations": meeting.organizations,
            "persons": sorted(p.person.name for p in meeting.participations.all()),
            "documents": sorted({c.document.external_id for c in meeting.claims.all()}),
        }
        assert shown == {name: event[name] for name in shown}
