"""The record as a canonical dump: without ids and instants, so that two records can be compared."""

import json
from typing import Any

from events.models import Meeting, Person, Statement
from sources.models import MatchSuggestion


def canonical() -> dict[str, list[Any]]:
    """Meetings, persons and statements of the record, each in an order of its own."""
    meetings = Meeting.objects.current().prefetch_related("participations__person", "claims__document", "statements")
    suggestions = MatchSuggestion.objects.select_related("left", "right")
    return {
        "meetings": _sorted(_meeting(m) for m in meetings),
        "persons": _sorted(
            {"name": p.name, "country": p.country_id, "names": sorted(n.name for n in p.names.all())}
            for p in Person.objects.current().prefetch_related("names")
        ),
        "statements": _sorted(
            {
                "speaker": s.speaker.name if s.speaker else None,
                "institution": s.institution,
                "kind": s.kind,
                "day": [str(s.day_earliest), str(s.day_latest)],
                "text": s.text,
                "document": s.document.external_id,
                "meeting": s.meeting.title if s.meeting else None,
            }
            for s in Statement.objects.current().select_related("speaker", "meeting", "document")
        ),
        "suggestions": _sorted([sorted((s.left.title, s.right.title)), s.score] for s in suggestions),
    }


def _meeting(m: Meeting) -> dict[str, Any]:
    names = {str(c.document_id): c.document.external_id for c in m.claims.all()}
    fields = (
        "title status mode shape city country_id level portfolios parties organizations confidence document_count statement_count"
    )
    return {
        **{name: getattr(m, name) for name in fields.split()},
        "start": [str(m.start_earliest), str(m.start_latest)],
        "end": [str(m.end_earliest), str(m.end_latest)],
        "history": [[step["status"], step["reported"], names[step["document"]]] for step in m.status_history],
        "conflicts": _sorted([c["field"], c["value"], sorted(names[d] for d in c["documents"])] for c in m.conflicts),
        "participants": _sorted(
            [p.person.name, p.country_id, p.organization_id, p.office, p.capacity, p.flags] for p in m.participations.all()
        ),
        "claims": _sorted([c.document.external_id, c.ordinal] for c in m.claims.all()),
        "statements": m.statements.current().count(),
    }


def _sorted(items: Any) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True, ensure_ascii=False))
