"""What a meeting is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from events.settling.accounts import Settled
from events.vocabulary import Level, Mode, Status

_OFFICES = {
    Level.LEADER: "leaders",
    Level.MINISTER: "ministers",
    Level.DEPUTY_MINISTER: "deputy ministers",
    Level.OFFICIAL: "officials",
}
_VERBS = {
    (Status.HELD, Mode.PHONE): "speak by phone",
    (Status.HELD, Mode.VIDEO): "speak by video",
    (Status.HELD, Mode.IN_PERSON): "meet",
    (Status.PLANNED, Mode.PHONE): "to speak by phone",
    (Status.PLANNED, Mode.VIDEO): "to speak by video",
    (Status.PLANNED, Mode.IN_PERSON): "to meet",
}


def headline(meeting: Settled, names: Mapping[str, str]) -> str:
    """A title in plain English: "Defence ministers of Iran, Russia, Syria and Türkiye meet in Moscow"."""
    parties = [names.get(name, name) for name in (*meeting.parties, *meeting.organizations)]
    if len(parties) > 6:
        parties = [*parties[:5], f"{len(parties) - 5} others"]
    offices = _OFFICES[meeting.level or Level.OFFICIAL]
    if meeting.portfolios and meeting.level not in (None, Level.LEADER):
        shown = _listed(meeting.portfolios[:3])
        offices = offices.replace("deputy ", f"deputy {shown} ") if offices.startswith("deputy") else f"{shown} {offices}"
    who = f"{offices} of {_listed(parties)}" if parties else offices
    place = f" in {meeting.city or names.get(meeting.country or '', '')}" if meeting.city or meeting.country else ""
    verb = _VERBS.get((meeting.status, meeting.mode or Mode.IN_PERSON))
    title = f"{who} {verb}{place}" if verb else f"Meeting of {who}{place} {meeting.status.value}"
    return (title[0].upper() + title[1:])[:500]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
