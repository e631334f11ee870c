"""A record in which every table of both applications has rows, hostile ones among them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.models import Decision, Evidence, Meeting, Participation, PersonMention, Snapshot
from events.services.keys import issue_key
from events.vocabulary import DeliveryState, Scope
from sources.models import Delivery, Difference, Host, Import, MatchSuggestion, ReferenceFile, Source, Visit, WorkerHeartbeat
from tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>'
TEXT = f"""Ministers meet {HOSTILE}

Foreign Minister Ana Quispe of Peru met Tomás Rojas of Chile in Lima on 4 May 2021. “We will <b>talk</b> again,” she said.
"""
SAID = "“We will <b>talk</b> again,” she said."


def make_record(rows: int = 1) -> Meeting:
    """So many rows of everything. Returns the last meeting, whose documents disagree."""
    source = Source.objects.create(name=f"Ministry {HOSTILE}", address="https://example.org/feed", is_primary=True)
    meetings = [_meeting(number, source) for number in range(rows)]
    for number, meeting in enumerate(meetings):
        other = make_meeting(("CL", "PE"), "2021-05", title=f"Another meeting {number}")
        left, right = sorted((meeting, other), key=lambda m: m.pk)
        MatchSuggestion.objects.create(left=left, right=right, score=1.5, features={"same parties": 3.0, "vague date": -1.5})
        WorkerHeartbeat.objects.create(
            name=f"worker-{number}", hostname="host", pid=number, started_at=timezone.now(), beat_at=timezone.now()
        )
        ReferenceFile.objects.create(name=f"file-{number}.json", sha256="0" * 64)
        issue_key(name=f"{HOSTILE} {number}", scopes=[Scope.READ])
        place = Snapshot.objects.count()
        Snapshot.objects.create(name=f"chancery-2026-11-22-{place}", position=place, counts={"meetings": 1}, files=[])
        told = {"visited_at": timezone.now(), "reason": HOSTILE}
        Visit.objects.create(source=source, address=f"https://example.org/{number}?{HOSTILE}", **told)
        Host.objects.get_or_create(root=f"https://{number}.example.org", robots=f"# {HOSTILE}")
    return meetings[-1]


def _meeting(number: int, source: Source) -> Meeting:
    ana = make_person(f"Ana Quispe {number}", "PE", spellings=["Ana Kispe"], is_reference=True)
    tomas = make_person(f"Tomás Rojas {number}", "CL")
    make_tenure(ana, f"Foreign Minister {number}", "PE", "2020-11", "2021-07-28")
    make_organization(f"league-{number}", ["PE", "CL"])
    document = make_document(TEXT, title=f"{HOSTILE} {number}", source_url="javascript:alert(1)")
    meeting = make_meeting(
        ("CL", "PE"),
        "2021-05-04",
        participants=[ana, tomas],
        organizations=[f"league-{number}"],
        title=f"{HOSTILE} {number}",
        city="Lima",
        country="PE",
        portfolios=["foreign"],
        level="minister",
        status_history=[{"status": "held", "reported": "2021-05-05", "document": str(document.pk)}],
        conflicts=[{"field": "city", "value": HOSTILE, "documents": [str(document.pk)]}],
    )
    body: dict[str, Any] = {"status": "held", "city": "Lima", "country": "PE", "start": "2021-05-04", "participants": []}
    claim = make_claim(meeting, document, entities=["CL", "PE"], month=5, day=4, weekday=1, body=body)
    mention = PersonMention.objects.create(document=document, ordinal=0, name=ana.name, start=0, end=5, person=ana)
    make_evidence(claim, "city", "Lima", "Lima")
    participation = Participation.objects.get(meeting=meeting, person=ana)
    make_evidence(claim, "office", HOSTILE, "Foreign Minister", mention=mention, participation=participation)
    statement = make_statement(SAID, ana, document, "2021-05-04", claim=claim, meeting=meeting, quotes=["We will <b>talk</b>"])
    Evidence.objects.create(
        document=document, statement=statement, field="text", value="direct", start=statement.start, end=statement.end,
        extractor="test-1", confidence=0.9,
    )  # fmt: skip
    make_statement(SAID, None, document, None, institution=f"Ministry {HOSTILE}")
    batch = _deliveries(number, source)
    told = {"meetings": [{"about": HOSTILE, "was": {"city": "Lima"}, "is": {"city": HOSTILE}}]}
    read = {"former": "test-1", "extractor": "test-2", "told": told}
    Difference.objects.create(delivery=batch.deliveries.all()[0], document=document, **read)
    pinned = {"field": "city", "value": HOSTILE}
    Decision.objects.create(
        kind="pin", resource="meetings", target=meeting.pk, anchor={"claims": []}, payload=pinned, evidence=[], reason=HOSTILE,
        actor=f"Editor Quispe {HOSTILE}",
    )  # fmt: skip
    return meeting


def _deliveries(number: int, source: Source) -> Import:
    batch = Import.objects.create(
        origin=f"folder {number} {HOSTILE}", source=source, started_at=timezone.now() - timedelta(hours=1)
    )
    for state in DeliveryState:
        make_delivery(batch, state, f"{state}-{number}{HOSTILE}")
    return batch


def make_delivery(batch: Import, state: DeliveryState, name: str, content: bytes = b"Nothing to be read.") -> Delivery:
    """A delivery in the state."""
    reason = f"{HOSTILE} happened" if state in (DeliveryState.REFUSED, DeliveryState.DEAD) else None
    return Delivery.objects.create(
        batch=batch, name=name, external_id=name[:300], media="text", content=content, sha256="1" * 64, state=state,
        reason=reason, attempts=3,
    )  # fmt: skip
