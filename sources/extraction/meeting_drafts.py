"""A draft of a meeting: what is known so far of one encounter, with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from events.vocabulary import Level, Mode, Portfolio, Status
from sources.extraction.meeting_actors import Actor
from sources.extraction.meeting_cues import Government, Kind, Trigger
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import Sentence
from sources.extraction.reading import DateReading, Span, Told


@dataclass(slots=True)
class Draft:
    """What is known so far of one meeting. Parties, organizations and persons keep the words that prove them."""

    scene: Scene
    trigger: Trigger
    span: Span
    kind: Kind
    status: Told[Status]
    mode: Told[Mode]
    parties: dict[str, Told[str]] = field(default_factory=dict)
    organizations: dict[str, Told[str]] = field(default_factory=dict)
    persons: dict[int, Span] = field(default_factory=dict)
    hosts: set[int] = field(default_factory=set)
    offices: list[tuple[Level, tuple[Portfolio, ...], Span, str | None]] = field(default_factory=list)
    date: Told[DateReading] | None = None
    end: Told[DateReading] | None = None
    city: Told[str] | None = None
    country: Told[str] | None = None
    sentences: list[int] = field(default_factory=list)
    told: int = 1  # how many words of encounter tell of it
    group: bool = False  # "the two leaders met", "their meeting"
    definite: bool = False  # "the meeting": told of before, or a fixed occasion
    indefinite: bool = False
    many: bool = False  # "leaders of 17 nations": sides that other sentences name
    other: bool = False  # "an earlier meeting", "met again": not the one just told
    homeless: list[Actor] = field(default_factory=list)  # parties whose country the words leave open
    present: list[Actor] = field(default_factory=list)  # who is told to have done something "at the talks"
    actors: list[Actor] = field(default_factory=list)  # in the sentence of the first words that told of it
    support: float = 0.0  # confidence of the reading of the first words that told of it

    @property
    def weight(self) -> int:
        """Number of sides."""
        return len(self.parties) + len(self.organizations)

    @property
    def own(self) -> bool:
        """Whether it names two sides itself."""
        return self.weight >= 2

    @property
    def government_around(self) -> bool:
        """Whether the sentence only refers to the encounter: "after the meeting"."""
        return self.trigger.government in {Government.AROUND, Government.SUBJECT}

    @property
    def summit(self) -> bool:
        return self.kind is Kind.SUMMIT or bool(self.organizations and self.weight >= 3)


def take(made: Draft, actor: Actor) -> None:
    """Add an actor to the parties."""
    for code in actor.countries:
        made.parties.setdefault(code, Told(code, actor.span, 0.95 if actor.person is not None else 0.85))
    if not actor.countries or actor.person is None:
        for slug in actor.organizations:
            made.organizations.setdefault(slug, Told(slug, actor.span, 0.9))
    if not actor.countries and not actor.organizations:
        made.homeless.append(actor)
    if actor.person is not None:
        made.persons.setdefault(actor.person, actor.span)
    if actor.level is not None:
        made.offices.append(
            (actor.level, actor.portfolios, actor.span, actor.countries[0] if len(actor.countries) == 1 else None)
        )


def span_of(token: Token, sentence: Sentence) -> Span:
    start = token.idx + sentence.shift
    return Span(start, start + len(token.text))
