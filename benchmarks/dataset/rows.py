"""The rows of the relational tables, as lines of COPY's text format.

Meetings come in blocks, each drawn with a seed of its own. A meeting has four participants and five statements; a document tells
of two meetings, and the first participant of each is whom it quotes.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random

from benchmarks.dataset.world import SEED, Someone, World
from events.names import fold, keys
from events.vocabulary import Capacity, Level, Mode, Portfolio, Prominence, Shape, StatementKind, Status

BLOCK = 1000
PARTICIPANTS = 4
STATEMENTS = 5
TOLD = 2
"""Meetings that a document tells of."""
FIRST_DAY, DAYS = date(2004, 1, 1), 8000
SCATTER = 45
"""Days by which the order of import departs from that of the meetings."""
NULL = r"\N"

PERSON, MEETING, PARTICIPATION, DOCUMENT, CLAIM, MENTION, STATEMENT = range(1, 8)
"""What an id is of."""

COLUMNS = {
    "events_person": "id name country_id created_at updated_at",
    "events_personname": "person_id name folded keys",
    "events_meeting": (
        "id title status status_history mode shape start_earliest start_latest city country_id level portfolios parties"
        " organizations conflicts confidence document_count statement_count created_at updated_at"
    ),
    "events_participation": "id meeting_id person_id country_id office capacity",
    "events_document": "id external_id title publisher published language retrieved_at sha256 status created_at updated_at",
    "events_personmention": "id document_id ordinal name keys country_id start end person_id",
    "events_meetingclaim": "id document_id ordinal meeting_id prominence entities start_earliest start_latest body confidence",
    "events_statement": (
        "id document_id ordinal mention_id speaker_id institution country_id kind text quotes start end day_earliest"
        " day_latest claim_id meeting_id confidence created_at updated_at"
    ),
}
"""The columns that the lines hold; the others have their fields' defaults."""

Row = tuple[str, tuple[str, ...]]
"""A table's name and a line's values."""

OFFICES = (
    "President", "Prime Minister", "Foreign Minister", "Defence Minister", "Finance Minister", "Energy Minister",
    "Deputy Foreign Minister", "Deputy Defence Minister", "Special Envoy", "Ambassador",
)  # fmt: skip


def identifier(kind: int, number: int) -> str:
    """A UUIDv7, as if one were made every 40 ms."""
    made = f"{0x018D_0000_0000 + 40 * number:012x}"
    return f"{made[:8]}-{made[8:]}-7{kind:03x}-8{number * 2503 & 0xFFF:03x}-{number * 2654435761 & 0xFFFF_FFFF_FFFF:012x}"


def instant(number: int) -> str:
    """When the record of that number came to be; never at a whole second."""
    return f"2025-01-01T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}.{number % 999_983 + 1:06d}Z"


def person_rows(person: Someone) -> Iterator[Row]:
    key, made = identifier(PERSON, person.number), instant(person.number)
    yield "events_person", (key, person.name, person.country, made, made)
    for name in person.spellings:
        yield "events_personname", (key, name, fold(name), _array(keys(name)))


def block_rows(world: World, first: int, last: int, of: int) -> Iterator[Row]:
    """All rows of the meetings from `first` to `last` (exclusive, both even) of a set of so many."""
    block = _Block(world, Random(f"{SEED} meetings {first}"), of)
    for number in range(first, last, TOLD):
        yield from block.document(number // TOLD, min(last - number, TOLD))


class _Block:
    """Documents with what they tell."""

    def __init__(self, world: World, random: Random, of: int) -> None:
        self.world, self.random, self.of = world, random, of
        self.words = world.words.stream(random)

    def document(self, number: int, told: int) -> Iterator[Row]:
        key, made = identifier(DOCUMENT, number), instant(number)
        day = self._day(number * TOLD)
        title = " ".join(islice(self.words, 6)).capitalize()
        publisher = f"{self.random.choice(self.world.cities[self.world.countries.draw(self.random)])} Courier"
        published = (day + timedelta(days=1)).isoformat()
        yield "events_document", (
            key, f"note-{number}", title, publisher, published, "en", made, f"{number:064x}", "read", made, made,
        )  # fmt: skip
        for place in range(told):
            yield from self._meeting(number * TOLD + place, key, day, published)

    def _day(self, number: int) -> date:
        return FIRST_DAY + timedelta(days=DAYS * number // self.of + self.random.randint(-SCATTER, SCATTER))

    def _meeting(self, number: int, document: str, about: date, published: str) -> Iterator[Row]:
        random = self.random
        key, made = identifier(MEETING, number), instant(number)
        people = self._people()
        parties = sorted({person.country for person in people})
        slugs = [random.choice(self.world.slugs)] if self.world.slugs and random.random() < 0.08 else []
        span = self._span(about)
        host = random.choice(parties) if random.random() < 0.85 else NULL
        city = NULL if host == NULL else random.choice(self.world.cities[host])
        status = random.choices(tuple(Status), (10, 80, 5, 5))[0]
        steps = [Status.PLANNED, status] if status is not Status.PLANNED and random.random() < 0.4 else [status]
        conflict = {"field": "mode", "value": "video", "documents": [document]}
        yield "events_meeting", (
            key,
            f"Representatives of {', '.join(parties)} meet" + ("" if host == NULL else f" in {city}"),
            status,
            json.dumps([{"status": step, "reported": published, "document": document} for step in steps]),
            random.choices((*Mode, NULL), (75, 12, 3, 10))[0],
            Shape.of(len(parties) + len(slugs)),
            *span,
            city,
            host,
            random.choices((*Level, NULL), (20, 45, 15, 10, 10))[0],
            _array(sorted(set(random.choices(tuple(Portfolio), k=random.randint(0, 2))))),
            _array(parties),
            _array(slugs),
            json.dumps([conflict] if random.random() < 0.1 else []),
            _share(random),
            "1",
            str(STATEMENTS),
            made,
            made,
        )  # fmt: skip
        for place, person in enumerate(people):
            yield "events_participation", (
                identifier(PARTICIPATION, number * PARTICIPANTS + place),
                key,
                identifier(PERSON, person.number),
                person.country,
                random.choice(OFFICES) if random.random() < 0.9 else NULL,
                Capacity.HOST if person.country == host else Capacity.PARTY,
            )
        yield "events_meetingclaim", (
            identifier(CLAIM, number), document, str(number % TOLD), key, Prominence.MAIN, _array([*parties, *slugs]), *span,
            "{}", "0.9",
        )  # fmt: skip
        yield from self._statements(number, document, people[0], span)

    def _people(self) -> list[Someone]:
        """Of two countries or more."""
        random, world = self.random, self.world
        countries = world.countries.draws(random, random.choice((2, 2, 2, 3, 4)))
        found: dict[int, Someone] = {}
        while len(found) < PARTICIPANTS:
            # A small country may have too few: somebody of another one joins.
            country = countries[len(found) % len(countries)] if random.random() < 0.9 else world.countries.draw(random)
            person = world.people[country].draw(random)
            found.setdefault(person.number, person)
        return list(found.values())

    def _span(self, day: date) -> tuple[str, str]:
        """Mostly a day, else a month, a year or unknown."""
        chance = self.random.random()
        if chance < 0.04:
            return NULL, NULL
        if chance < 0.05:
            return f"{day.year}-01-01", f"{day.year}-12-31"
        if chance < 0.1:
            after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            return day.replace(day=1).isoformat(), (after - timedelta(days=1)).isoformat()
        return day.isoformat(), day.isoformat()

    def _statements(self, number: int, document: str, person: Someone, span: tuple[str, str]) -> Iterator[Row]:
        random = self.random
        meeting, claim = identifier(MEETING, number), identifier(CLAIM, number)
        speaker, mention = identifier(PERSON, person.number), identifier(MENTION, number)
        yield "events_personmention", (
            mention, document, str(number % TOLD), person.name, _array(keys(person.name)), person.country, "0", "1", speaker,
        )  # fmt: skip
        for place in range(STATEMENTS):
            ordinal = number % TOLD * STATEMENTS + place
            said = " ".join(islice(self.words, random.randint(4, 32))).capitalize()
            quoted = " ".join(islice(self.words, 8))
            is_direct, is_personal = random.random() < 0.7, random.random() < 0.9
            text = f'{said}, "{quoted}."' if is_direct else f"{said} {quoted}."
            made = instant(number * STATEMENTS + place)
            yield "events_statement", (
                identifier(STATEMENT, number * STATEMENTS + place),
                document,
                str(ordinal),
                mention if is_personal else NULL,
                speaker if is_personal else NULL,
                NULL if is_personal else f"Foreign Ministry of {person.country}",
                person.country,
                StatementKind.DIRECT if is_direct else StatementKind.INDIRECT,
                text,
                f'["{quoted}."]' if is_direct else "[]",
                str(ordinal * 400),
                str(ordinal * 400 + len(text)),
                *span,
                claim,
                meeting,
                _share(random),
                made,
                made,
            )  # fmt: skip


def _share(random: Random) -> str:
    return f"0.{random.randint(5, 9)}{random.randint(1, 9)}"


def _array(values: Sequence[str]) -> str:
    """A text[] of values without spaces, quotes and braces."""
    return "{" + ",".join(values) + "}"
