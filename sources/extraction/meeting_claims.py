"""From drafts to claims: prominence, who completes the parties, level and portfolios."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from events.vocabulary import LEVEL_ORDER, Capacity, Level, Mode, Portfolio, Prominence, Status
from sources.extraction.meeting_cues import Government, Kind
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_settings import story_day
from sources.extraction.mentions import Mentions, Page
from sources.extraction.offices import classify
from sources.extraction.reading import MeetingClaim, Participant, Person, Span, Told

# What the confidence of a meeting is multiplied by.
NAMED, UNNAMED = 0.98, 0.9
NO_LEVEL, NO_DAY, NO_COUNTRY = 0.5, 0.75, 0.6

AT_LENGTH = 3  # words of encounter: what more tell of than of what the article opens with is what it is about, too


def claims_of(kept: list[Draft], visits: list[Draft], page: Page, mentions: Mentions) -> list[MeetingClaim]:
    ranks = _ranks(page)
    mains = {id(made) for made in kept if _is_main(made, ranks)}
    for visit in visits:
        # "X criticised … during a trip to Y" in the lead: what X attends in Y is what the article is about.
        there = [made for made in kept if made.country and visit.country and made.country.value == visit.country.value]
        if _is_main(visit, ranks) and there and not any(id(made) in mains for made in there):
            mains.update(id(made) for made in there[:1] if set(visit.parties) & set(made.parties))
    plain = [
        made
        for made in kept
        if id(made) in mains
        and not made.other
        and not (made.kind is Kind.SUMMIT and made.trigger.government is Government.AROUND)
    ]
    if plain and len(plain) < len(mains):
        # The occasion around it ("at the summit", "ahead of it") and what is compared with it ("earlier talks") are background.
        mains = {id(made) for made in plain} | {id(made) for made in kept if id(made) in mains and made.told > AT_LENGTH}
    longest = max((made.told for made in kept if id(made) in mains), default=0)
    mains.update(id(made) for made in kept if mains and made.told > max(longest, AT_LENGTH) and not made.other)
    if kept and not mains:
        mains.add(id(max(kept, key=lambda made: (made.told, -made.sentences[0]))))
    claims = []
    for made in kept:
        main = id(made) in mains
        if main and made.date is None and made.status.value is Status.HELD and made.kind is not Kind.SUMMIT and not made.other:
            made.date = story_day(page, mentions)
        _complete_participants(made, mentions, main)
        claims.append(_claim(made, mentions.persons, Prominence.MAIN if main else Prominence.BACKGROUND))
    return claims


def _ranks(page: Page) -> dict[int, int]:
    """Sentence → how far down it stands: 0 for headlines, then the body sentences from 1; captions count as far down."""
    ranks: dict[int, int] = {}
    body = 0
    for number, sentence in enumerate(page.sentences):
        if sentence.headline:
            ranks[number] = 0 if body < 3 else body
        elif sentence.caption:
            ranks[number] = 99
        else:
            body += 1
            ranks[number] = body
    return ranks


def _is_main(made: Draft, ranks: dict[int, int]) -> bool:
    best = min(ranks[number] for number in made.sentences)
    return best <= 3


def _complete_participants(made: Draft, mentions: Mentions, main: bool) -> None:
    """Ministers of the parties who hold the very offices that met are there: "A's defence minister said", after those met."""
    if not main:
        return
    met = {
        (level, p)
        for level, portfolios, _, country in made.offices
        for p in portfolios
        if level is not Level.LEADER and country is None
    }
    there = {mentions.persons[p].country for p in made.persons}
    for index, person in enumerate(mentions.persons):
        if (
            index in made.persons
            or not person.actor
            or person.country not in made.parties
            or not person.role
            or person.country in there
        ):
            continue
        level, portfolios = classify(person.role)
        if any((level, p) in met for p in portfolios) and not person.role.lower().startswith(("former", "ex-", "then")):
            made.persons[index] = person.role_span or person.span
            made.offices.append((level, portfolios, person.role_span or person.span, person.country))


def _claim(made: Draft, persons: Sequence[Person], prominence: Prominence) -> MeetingClaim:
    level = _level(made)
    start = made.date
    there = made.mode.value is Mode.IN_PERSON
    return MeetingClaim(
        span=made.span,
        prominence=prominence,
        status=made.status,
        mode=made.mode,
        parties=tuple(made.parties[code] for code in sorted(made.parties)),
        organizations=tuple(made.organizations[slug] for slug in sorted(made.organizations)),
        start=start,
        end=made.end,
        city=made.city if there else None,
        country=made.country if there else None,
        level=level,
        portfolios=_portfolios(made),
        participants=tuple(
            _participant(index, span, persons[index], made) for index, span in sorted(made.persons.items(), key=lambda x: x[1])
        ),
        confidence=round(_sure(made, level), 3),
    )


def _sure(made: Draft, level: Told[Level] | None) -> float:
    """How sure it is that the record of the meeting is right as a whole.

    By the words that tell of the encounter, the weakest of its parties, whether anybody is named, and what the text leaves open:
    who knows no level has rarely read the right meeting, and a day or a place that is not told was often overlooked.
    """
    told = min(1.0, made.support + 0.03 * (made.told - 1))
    weakest = min([party.confidence for party in made.parties.values()] or [0.6])
    left_open = (level is None, made.date is None, made.mode.value is Mode.IN_PERSON and made.country is None)
    sure = told * (0.6 + 0.4 * weakest) * (NAMED if made.persons else UNNAMED)
    return sure * prod(worth for worth, is_open in zip((NO_LEVEL, NO_DAY, NO_COUNTRY), left_open, strict=True) if is_open)


def _participant(index: int, span: Span, person: Person, made: Draft) -> Participant:
    return Participant(
        person=index,
        span=span,
        country=person.country,
        organization=person.organization,
        office=person.role,
        capacity=Capacity.HOST if index in made.hosts else Capacity.PARTY,
        confidence=0.9 if person.country in made.parties else 0.7,
    )


def _level(made: Draft) -> Told[Level] | None:
    """The highest rank represented; a summit is of leaders where nothing else is told."""
    if made.offices:
        level, _, span, _ = min(made.offices, key=lambda row: LEVEL_ORDER.index(row[0]))
        return Told(level, span, 0.9)
    if made.kind is Kind.SUMMIT:
        return Told(Level.LEADER, made.status.span, 0.6)
    return None


def _portfolios(made: Draft) -> tuple[Told[Portfolio], ...]:
    found: dict[Portfolio, Told[Portfolio]] = {}
    for level, portfolios, span, _ in made.offices:
        if level is not Level.LEADER:
            for portfolio in portfolios:
                found.setdefault(portfolio, Told(portfolio, span, 0.85))
    return tuple(found[p] for p in sorted(found))
