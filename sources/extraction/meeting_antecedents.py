"""To which encounter told before "the meeting", "the talks" or "they met" goes back."""

from __future__ import annotations

from collections.abc import Sequence

from events.vocabulary import Mode, Status
from sources.extraction.meeting_cues import ATTENDING, Government, Kind
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_merging import dates_agree, offices_agree, places_agree, sides


def antecedent(new: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """The encounter that "the meeting", "the talks" or "they met" goes back to: the last one told that it can be."""
    fitting = [known for known in drafts if _can_be(known, new)]
    if not fitting:
        return None
    shared = [known for known in fitting if sides(new) and sides(new) <= sides(known)]
    pool = shared or fitting
    exact = [known for known in pool if known.kind is new.kind]
    if new.kind in {Kind.SUMMIT, Kind.CALL} and exact:
        pool = exact
    stops = {Status.CANCELLED, Status.POSTPONED}
    if new.status.value in stops:
        pool = [k for k in pool if k.status.value in stops] or [k for k in pool if k.status.value is Status.PLANNED] or pool
    return max(pool, key=lambda known: (max(known.sentences), known.told))


def _can_be(known: Draft, new: Draft) -> bool:
    """Whether words that name fewer than two sides can go back to a draft."""
    if known.kind is Kind.VISIT and new.kind is not Kind.VISIT and not new.group and not sides(new):
        return False
    if new.kind is not Kind.VISIT and new.trigger.token.lemma_.lower() in ATTENDING:
        return _can_be_attended(known, new)
    if _brings_others(known, new):
        return False
    if known.weight < 2 and known.many and new.trigger.government is Government.ATTEND:
        return True
    if not sides(new) <= sides(known) and not (len(sides(new)) == 1 and new.government_around):
        return False
    if not _facts_agree(known, new):
        return False
    plain = known.kind is not Kind.SUMMIT and not known.summit and known.persons and len(known.parties) == 2
    if new.kind is Kind.SUMMIT and plain:
        return new.trigger.government is not Government.AROUND
    if new.other or not offices_agree(known, new):
        return False
    if not new.trigger.noun and not new.group and not (set(new.persons) <= set(known.persons) and sides(new)):
        return False
    if known.status.value is Status.HELD and new.status.value is Status.PLANNED:
        return new.definite and known.date is None
    return True


def _can_be_attended(known: Draft, new: Draft) -> bool:
    """Whether "took part", "was represented by", "headed the delegation" can tell of an encounter."""
    if known.mode.value is not Mode.IN_PERSON:
        return False
    if new.trigger.token.lemma_.lower() in {"represent", "head", "lead"}:
        return bool(sides(new)) and sides(new) <= sides(known)
    return len(sides(known)) > 2 or known.many


def _brings_others(known: Draft, new: Draft) -> bool:
    """Whether the words name somebody who was not at the encounter told of, or many encounters."""
    if set(new.organizations) - set(known.organizations) and not (known.many or known.kind is Kind.SUMMIT):
        return True
    if new.indefinite and new.government_around and new.offices:
        return True
    if new.trigger.token.lower_ == "meetings" and not new.group and known.kind is not Kind.VISIT:
        return True  # "the President's meetings this week"
    held = new.trigger.government is Government.HOLD and len(known.parties) == 2
    return bool(held and known.persons and set(new.persons) - set(known.persons))


def _facts_agree(known: Draft, new: Draft) -> bool:
    """Whether day, place and way of meeting can be of one encounter."""
    if known.date is not None and new.date is not None and not dates_agree(known.date.value, new.date.value):
        return False
    if not places_agree(known, new):
        return False
    if known.mode.value is not new.mode.value and Kind.CALL in {known.kind, new.kind} and known.kind is not Kind.SPEECH:
        return False
    if known.mode.value is Mode.IN_PERSON:
        return True
    spoken = known.kind in {Kind.SPEECH, Kind.CALL} and new.kind in {Kind.MEETING, Kind.SUMMIT}
    return not spoken and new.kind is not Kind.VISIT
