"""From drafts to meetings: words that tell of the same encounter are brought together, different encounters kept apart.

What tells two encounters apart: a side that the other lacks, another day or city, another way of meeting, other ministers,
other persons of the same country, and words like "earlier" or "again".
"""

from __future__ import annotations

from events.vocabulary import Level, Mode, Portfolio, Status
from sources.extraction.meeting_cues import Government, Kind
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
        alike = known.kind is new.kind or {known.kind, new.kind} == {Kind.TALKS, Kind.MEETING}
        told = new.definite and min(abs(i - j) for i in known.sentences for j in new.sentences) <= 3
        return bool(known.many and (a <= b or call or told) and alike and (call or new.mode.value is known.mode.value))
    visit = Kind.VISIT in {known.kind, new.kind}
    if {known.kind, new.kind} == {Kind.CALL, Kind.VISIT}:
        return False
    spoken = [made for made in (known, new) if made.kind in {Kind.SPEECH, Kind.CALL} and made.mode.value is Mode.PHONE]
    if len(spoken) == 1 and Kind.SUMMIT in {known.kind, new.kind}:
        return False  # "spoke today about preparations for the summit"
    if not _sides_agree(known, new, a, b):
        return False
    if known.date is not None and new.date is not None and not dates_agree(known.date.value, new.date.value):
        return False
    if not places_agree(known, new):
        return False
    if not visit and known.mode.value is not new.mode.value and min(known.mode.confidence, new.mode.confidence) > 0.7:
        return False
    if not persons_agree(known, new) or not offices_agree(known, new):
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


def places_agree(known: Draft, new: Draft) -> bool:
    if known.country is not None and new.country is not None and known.country.value != new.country.value:
        return False
    if known.city is not None and new.city is not None:
        return known.city.value == new.city.value or Kind.VISIT in {known.kind, new.kind}
    return True


def persons_agree(known: Draft, new: Draft) -> bool:
    """Different named persons of one country meet in different encounters, where the others are the same."""
    if not known.persons or not new.persons:
        return True
    a, b = set(known.persons), set(new.persons)
    if a <= b or b <= a:
        return True
    summit = Kind.SUMMIT in {known.kind, new.kind}
    if len(sides(known)) > 2 or (summit and known.organizations and known.organizations.keys() == new.organizations.keys()):
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


def offices_agree(known: Draft, new: Draft) -> bool:
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
        if other.status.value is Status.HELD and other.own and not other.trigger.noun and stopped is known:
            return False  # "earlier this month diplomats of the four met"
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
        vague = [one for one in (known.date.value.date, new.date.value.date) if one is not None and one.precision != "day"]
        return dates_agree(known.date.value, new.date.value) and (len(vague) != 1 or new.definite)
    if (
        len(sides(new)) > 2
        and sides(new) == sides(known)
        and fields_of(new)
        and fields_of(new) == fields_of(known)
        and not new.other
    ):
        return True  # "we are preparing for it", he had said
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
    known.offices.extend([] if _prepares(known, new) else new.offices)
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


_PREPARING = frozenset("prepare pave lay arrange plan organize organise smooth set ready".split())


def _prepares(known: Draft, new: Draft) -> bool:
    """ "Diplomats met to prepare a meeting of ministers": who will meet one day does not rank those who met."""
    verb = new.trigger.verb
    below = verb is not None and verb.i > known.trigger.token.i and known.trigger.token in verb.ancestors
    return below and not known.trigger.noun and verb is not None and verb.lemma_.lower() in _PREPARING


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
