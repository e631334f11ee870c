"""From drafts to meetings: words that tell of the same encounter are brought together, different encounters kept apart.

What tells two encounters apart: a side that the other lacks, another day or city, another way of meeting, other ministers, other
persons of the same country, and words like "earlier" or "again".
"""

from __future__ import annotations

from collections.abc import Sequence

from events.vocabulary import Level, Mode, Portfolio, Status
from sources.extraction.meeting_cues import ATTENDING, Government, Kind
from sources.extraction.meeting_drafts import Draft
from sources.extraction.reading import DateReading, Told


def dates_agree(a: DateReading, b: DateReading) -> bool:
    """Whether both can tell of the same day."""
    if a.date is not None and b.date is not None:
        return a.date.compatible(b.date)
    for one, other in ((a, b), (b, a)):
        if one.date is not None and other.date is None:
            if other.month is not None and one.date.precision != "year" and one.date.earliest.month != other.month:
                return False
            if one.date.precision == "day":
                if other.day is not None and one.date.earliest.day != other.day:
                    return False
                if other.weekday is not None and one.date.earliest.weekday() != other.weekday:
                    return False
            return True
    return not any(
        x is not None and y is not None and x != y for x, y in ((a.month, b.month), (a.day, b.day), (a.weekday, b.weekday))
    )


def sides(made: Draft) -> set[str]:
    """Countries and organizations of a draft."""
    return set(made.parties) | set(made.organizations)


def same(known: Draft, new: Draft) -> bool:
    """Whether two drafts with parties of their own tell of one encounter."""
    a, b = sides(known), sides(new)
    if known.weight < 2:
        call = Kind.CALL in {known.kind, new.kind}
        return bool(known.many and (a <= b or call) and known.kind is new.kind and (call or new.mode.value is known.mode.value))
    visit = Kind.VISIT in {known.kind, new.kind}
    if not _sides_agree(known, new, a, b):
        return False
    if known.date is not None and new.date is not None and not dates_agree(known.date.value, new.date.value):
        return False
    if not _places_agree(known, new):
        return False
    if not visit and known.mode.value is not new.mode.value and min(known.mode.confidence, new.mode.confidence) > 0.7:
        return False
    if not _persons_agree(known, new) or not _offices_agree(known, new):
        return False
    if new.scene.number in known.sentences and a == b and not (new.other and known.definite):
        return True  # one sentence seldom tells of two encounters of the same sides
    if new.other and not new.definite and not (known.date is not None and new.date is not None):
        return False
    if new.trigger.token.lemma_ == "discuss" and new.date is None and new.city is None:
        return True  # what they mean to talk about when they meet
    return _status_agree(known, new)


def _sides_agree(known: Draft, new: Draft, a: set[str], b: set[str]) -> bool:
    if a == b:
        return True
    if known.organizations and known.organizations.keys() == new.organizations.keys() and Kind.SUMMIT in {known.kind, new.kind}:
        return True  # one summit, told with other guests
    if bool(known.organizations) != bool(new.organizations):
        plain, grand = (new, known) if known.organizations else (known, new)
        if grand.kind is Kind.SUMMIT and plain.kind is not Kind.SUMMIT and plain.persons and not plain.many:
            return False
    if bool(known.organizations) != bool(new.organizations) and not (known.summit and new.summit) and len(a & b) <= 2:
        # A bilateral on the sidelines is not the summit.
        vague = (new.definite and not new.persons) or (known.definite and not known.persons)
        return bool(vague and (a <= b or b <= a) and len(a & b) >= 2)
    if a <= b or b <= a:
        small, large = (known, new) if a <= b else (new, known)
        if len(a & b) < 2:
            return False
        if len(sides(large)) > 2 and len(sides(small)) == 2:
            if small.date is not None and large.date is not None and fields_of(small) and fields_of(small) == fields_of(large):
                return True
            bare = small.date is None and small.city is None and not small.other
            near = min(abs(i - j) for i in small.sentences for j in large.sentences) <= 2
            agree = small.date is None or large.date is None or dates_agree(small.date.value, large.date.value)
            if near and agree and fields_of(small) and fields_of(small) == fields_of(large) and not small.persons:
                return True  # a headline that leaves the third side out
            attended = small.definite and small.trigger.government is Government.ATTEND
            return bare and (small.kind in {Kind.TALKS, Kind.SPEECH} or attended or (small.definite and not small.persons))
        return True
    return len(a & b) >= 3 and len(a & b) / len(a | b) >= 0.5


def _places_agree(known: Draft, new: Draft) -> bool:
    if known.country is not None and new.country is not None and known.country.value != new.country.value:
        return False
    if known.city is not None and new.city is not None:
        return known.city.value == new.city.value or Kind.VISIT in {known.kind, new.kind}
    return True


def _persons_agree(known: Draft, new: Draft) -> bool:
    """Different named persons of one country meet in different encounters, where the others are the same."""
    if not known.persons or not new.persons:
        return True
    a, b = set(known.persons), set(new.persons)
    if a <= b or b <= a:
        return True
    if len(sides(known)) > 2 or (known.organizations and known.organizations.keys() == new.organizations.keys()):
        return True
    # Both name somebody that the other does not: two encounters, unless they complete each other (one country each).
    return (
        not a & b
        and len(a) == 1
        and len(b) == 1
        and bool(known.parties.keys() == new.parties.keys())
        and (known.group or new.group)
    )


def fields_of(made: Draft) -> set[Portfolio]:
    """The fields of government of those who are no leaders."""
    return {p for level, portfolios, _, _ in made.offices if level is not Level.LEADER for p in portfolios}


_DEPUTIES_APART = {frozenset({Level.MINISTER}), frozenset({Level.DEPUTY_MINISTER})}


def _offices_agree(known: Draft, new: Draft) -> bool:
    a, b = fields_of(known), fields_of(new)
    if a and b and not a & b:
        return False
    ranks_a, ranks_b = ({level for level, *_ in made.offices} for made in (known, new))
    if {frozenset(ranks_a), frozenset(ranks_b)} == _DEPUTIES_APART:
        return False
    high_a = any(level is Level.LEADER for level, *_ in known.offices)
    high_b = any(level is Level.LEADER for level, *_ in new.offices)
    if a and high_b and not b and not high_a and not set(known.persons) & set(new.persons):
        return False
    return not (b and high_a and not a and not high_b and not set(known.persons) & set(new.persons))


def _status_agree(known: Draft, new: Draft) -> bool:
    if known.status.value is new.status.value:
        return True
    stops = {Status.CANCELLED, Status.POSTPONED}
    if known.status.value in stops or new.status.value in stops:
        stopped = known if known.status.value in stops else new
        other = new if stopped is known else known
        return (
            other.status.value is not Status.HELD
            or not (other.date is not None and other.date.confidence > 0.8)
            or other.definite
        )
    if (
        new.status.value is Status.HELD
        and new.date is not None
        and new.date.value.date is not None
        and new.date.value.date.precision == "year"
    ):
        return False
    # Held and planned: one encounter only where the same day is told, or one of them tells none.
    if known.date is not None and new.date is not None:
        return dates_agree(known.date.value, new.date.value)
    later = new
    return not (
        later.other
        or (
            later.status.value is Status.PLANNED
            and known.status.value is Status.HELD
            and not later.definite
            and known.date is not None
        )
    )


def absorb(known: Draft, new: Draft) -> None:
    """Bring what a draft tells into the one that told of the encounter before."""
    known.told += new.told
    known.sentences.extend(new.sentences)
    for code, told in new.parties.items():
        known.parties.setdefault(code, told)
    for slug, told in new.organizations.items():
        known.organizations.setdefault(slug, told)
    for person, span in new.persons.items():
        known.persons.setdefault(person, span)
    known.hosts |= new.hosts
    known.offices.extend(new.offices)
    known.homeless.extend(a for a in new.homeless if a not in known.homeless)
    known.status = _settled_status(known.status, new.status)
    if known.kind is Kind.VISIT and new.kind is not Kind.VISIT and (new.own or new.group):
        known.kind, known.trigger, known.mode = new.kind, new.trigger, new.mode
        if new.scene.number in known.sentences[:1] and known.status.value is Status.HELD:
            known.status = new.status  # "arrived for a visit during which he will meet X"
        if new.date is not None:
            known.date, known.end = new.date, new.end
        if new.city is not None:
            known.city, known.country = new.city, new.country
    elif new.kind is not Kind.VISIT:
        if known.mode.confidence < new.mode.confidence and not (known.kind is Kind.SPEECH and new.mode.confidence <= 0.8):
            known.mode = new.mode
        if new.kind is Kind.SUMMIT:
            known.kind = new.kind if known.kind is Kind.TALKS else known.kind
    if (
        new.kind is Kind.VISIT
        and known.kind is not Kind.VISIT
        and not (new.own and new.country and new.country.value in known.parties)
    ):
        return
    known.date, known.end = _finer(known, new)
    if known.city is None and (known.country is None or new.country is None or known.country.value == new.country.value):
        known.city = new.city
    if known.country is None:
        known.country = new.country


def _finer(known: Draft, new: Draft) -> tuple[Told[DateReading] | None, Told[DateReading] | None]:
    if known.date is None or (
        new.date is not None and known.date.value.date is None and new.date.value.date is not None and new.date.confidence > 0.6
    ):
        return new.date or known.date, new.end or known.end
    if new.date is None:
        return known.date, known.end
    a, b = known.date.value.date, new.date.value.date
    if a is not None and b is not None and a != b and a.contains(b):
        return new.date, new.end or known.end
    return known.date, known.end or new.end


def _settled_status(a: Told[Status], b: Told[Status]) -> Told[Status]:
    if a.value is b.value:
        return a if a.confidence >= b.confidence else b
    for stop in (Status.CANCELLED, Status.POSTPONED):
        for told in (a, b):
            if told.value is stop:
                return told
    return b if b.confidence > a.confidence + 0.15 else a


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


def _can_be(known: Draft, new: Draft) -> bool:  # noqa: C901
    if known.kind is Kind.VISIT and new.kind is not Kind.VISIT and not new.group and not sides(new):
        return False
    if new.kind is not Kind.VISIT and new.trigger.token.lemma_.lower() in ATTENDING:
        if new.trigger.token.lemma_.lower() in {"represent", "head", "lead"}:
            return bool(sides(new)) and sides(new) <= sides(known) and known.mode.value is Mode.IN_PERSON
        return (len(sides(known)) > 2 or known.many) and known.mode.value is Mode.IN_PERSON
    if (
        new.organizations
        and not set(new.organizations) <= set(known.organizations)
        and not (known.many or known.kind is Kind.SUMMIT)
    ):
        return False
    if new.indefinite and new.government_around and new.offices:
        return False
    if (
        known.persons
        and set(new.persons) - set(known.persons)
        and new.trigger.government is Government.HOLD
        and len(known.parties) == 2
    ):
        return False
    if known.weight < 2 and known.many and new.trigger.government is Government.ATTEND:
        return True
    if not sides(new) <= sides(known) and not (len(sides(new)) == 1 and new.government_around):
        return False
    if known.date is not None and new.date is not None and not dates_agree(known.date.value, new.date.value):
        return False
    if not _places_agree(known, new):
        return False
    if known.mode.value is not new.mode.value and Kind.CALL in {known.kind, new.kind} and known.kind is not Kind.SPEECH:
        return False
    if (
        known.kind in {Kind.SPEECH, Kind.CALL}
        and known.mode.value is not Mode.IN_PERSON
        and new.kind in {Kind.MEETING, Kind.SUMMIT, Kind.VISIT}
    ):
        return False
    if (
        (known.kind is Kind.SUMMIT) != (new.kind is Kind.SUMMIT)
        and new.kind is Kind.SUMMIT
        and not known.summit
        and known.persons
        and len(known.parties) == 2
    ):
        return new.trigger.government is not Government.AROUND
    if new.other:
        return False
    if not new.trigger.noun and not new.group and not (set(new.persons) <= set(known.persons) and sides(new)):
        return False
    if new.kind is Kind.VISIT and known.mode.value is not Mode.IN_PERSON:
        return False
    if not _offices_agree(known, new):
        return False
    if known.status.value is Status.HELD and new.status.value is Status.PLANNED:
        return new.definite and known.date is None
    return True
