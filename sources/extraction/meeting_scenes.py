"""A sentence with all that is mentioned in it, and who of them can take part in an encounter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sources.extraction.meeting_actors import (
    Actor,
    country_actors,
    movement_actors,
    office_actors,
    organization_actors,
    person_actors,
    token_numbers,
)
from sources.extraction.mentions import (
    CountryMention,
    DateMention,
    Mentions,
    OfficeMention,
    OrganizationMention,
    Page,
    PersonMention,
    PlaceMention,
    Sentence,
)

M = TypeVar("M", CountryMention, DateMention, OfficeMention, OrganizationMention, PersonMention, PlaceMention)


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that is mentioned in it."""

    number: int
    sentence: Sentence
    actors: tuple[Actor, ...]
    places: tuple[PlaceMention, ...]
    countries: tuple[CountryMention, ...]
    organizations: tuple[OrganizationMention, ...]
    dates: tuple[DateMention, ...]
    gaps: frozenset[int]  # numbers of tokens of days and places
    skipped: frozenset[int]  # numbers of tokens of days, places and offices: nothing to stop at

    def text(self, page: Page) -> str:
        return page.clean[self.sentence.span.start : self.sentence.span.end]


def scenes(page: Page, mentions: Mentions) -> list[Scene]:
    """Every sentence of the page as a scene, in reading order."""
    persons = _by_sentence(mentions.person_mentions)
    offices = _by_sentence(mentions.offices)
    countries = _by_sentence(mentions.countries)
    organizations = _by_sentence(mentions.organizations)
    places = _by_sentence(mentions.places)
    dates = _by_sentence(mentions.dates)
    found = []
    for number, sentence in enumerate(page.sentences):
        held = _first_offices(page.clean, offices[number], persons[number])
        actors = sorted(
            [
                *person_actors(page.clean, sentence, persons[number], mentions),
                *office_actors(page.clean, sentence, held, countries[number]),
                *country_actors(page.clean, sentence, countries[number], persons[number], offices[number], places[number]),
                *movement_actors(sentence, page),
                *organization_actors(page.clean, sentence, organizations[number], persons[number], offices[number]),
            ],
            key=lambda a: a.first,
        )
        passed = [*(m.span for m in offices[number]), *(m.span for m in countries[number])]
        between = [*(m.span for m in places[number]), *(m.span for m in dates[number])]
        gaps = {i for span in between for i in token_numbers(sentence, span)}
        skipped = gaps | {i for span in passed for i in token_numbers(sentence, span)}
        taken = {i for a in actors for i in range(a.first, a.last + 1)}
        found.append(
            Scene(
                number, sentence, tuple(actors), tuple(places[number]), tuple(countries[number]),
                tuple(organizations[number]), tuple(dates[number]), frozenset(gaps), frozenset(skipped - taken),
            )
        )  # fmt: skip
    return found


def _by_sentence(found: tuple[M, ...]) -> dict[int, list[M]]:
    grouped: dict[int, list[M]] = defaultdict(list)
    for mention in found:
        grouped[mention.sentence].append(mention)
    return grouped


_ALSO = re.compile(r"(?: of (?:the )?[A-Z][\w ]{2,40}?)?(?: \([A-Z]{2,6}\))?, (?:the )?(?:current |rotating |also )?")


def _first_offices(text: str, offices: list[OfficeMention], persons: Sequence[PersonMention]) -> list[OfficeMention]:
    """ "President A of B, Chair of the C": without the second office of a person, who does not sit for two sides."""
    ends = [m.span.end for m in persons]
    return [o for o in offices if not (o.organizations and any(_ALSO.fullmatch(text, end, o.span.start) for end in ends))]
