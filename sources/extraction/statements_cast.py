"""Who is on the page, by sentence, and who has spoken so far: what the readers of speakers look things up in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import How, Mentions, Page, PersonMention, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_certainty import AGAIN, NAMED
from sources.extraction.statements_phrases import place

if TYPE_CHECKING:
    from spacy.tokens import Token

_ARTICLES = frozenset("the a an".split())
# "Andean Trade Organisation (ATO)": up to eight words and their short form
_ALIAS = re.compile(r"(?P<full>(?:[A-Z][\w’'&-]{1,30} (?:(?:of|for|and|the|on) ){0,2}){2,8})\((?P<short>[A-Z][A-Z&]{1,7})\)")
_APPOSED = re.compile(r", ([^,.;:\n“”\"]{2,90})[,.]")  # behind a name: what its bearer is
_MEN = frozenset("mr king prince emir sultan father chairman spokesman businessman lord sir pope".split())
_WOMEN = frozenset("mrs ms miss madam queen princess sister chairwoman spokeswoman businesswoman lady dame".split())
_TITLES = _MEN | _WOMEN | cues.PEOPLE
_BESIDE = re.compile(r"[a-z][a-z-]+")
MEMORY = 12  # sentences after which "it" and "the statement" no longer mean who spoke last


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks. Either `person` or `institution` is set."""

    span: Span
    person: int | None = None
    institution: str | None = None
    country: str | None = None
    organization: str | None = None
    confidence: float = 1.0
    plural: bool = False
    outlet: bool = False
    known: bool = True  # somebody whom the text makes known, rather than any noun

    @property
    def key(self) -> tuple[str, int | str]:
        """What two attributions to one speaker share."""
        return ("person", self.person) if self.person is not None else ("institution", (self.institution or "").lower())


@dataclass(slots=True)
class Cast:
    """The persons, countries, organizations and offices of each sentence; `told`: who has spoken, as (sentence, speaker)."""

    page: Page
    mentions: Mentions
    told: list[tuple[int, Speaker]] = field(default_factory=list)
    _persons: dict[int, list[PersonMention]] = field(default_factory=dict)
    _countries: dict[int, list[tuple[Span, str]]] = field(default_factory=dict)
    _organizations: dict[int, list[tuple[Span, str]]] = field(default_factory=dict)
    _offices: dict[int, list[tuple[Span, int | None, tuple[str, ...]]]] = field(default_factory=dict)
    _surnames: dict[str, str] = field(default_factory=dict)
    _told_as: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _aliases: dict[str, tuple[str, set[str]]] = field(default_factory=dict)
    _descriptions: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.mentions.person_mentions:
            if person.how is How.GROUP:
                continue  # several persons in one phrase: nobody speaks alone
            self._persons.setdefault(person.sentence, []).append(person)
        for country in self.mentions.countries:
            if country.how is not How.GROUP:
                self._countries.setdefault(country.sentence, []).append((country.span, country.code))
            if country.how is How.NAME:
                self._names.setdefault(country.code, self.page.text[country.span.start : country.span.end])
        for organization in self.mentions.organizations:
            self._organizations.setdefault(organization.sentence, []).append((organization.span, organization.slug))
        for office in self.mentions.offices:
            self._offices.setdefault(office.sentence, []).append((office.span, office.person, office.countries))

        for known in self.mentions.persons:
            if known.country:
                self._surnames.setdefault(known.name.split()[-1], known.country)
        self._find_aliases()

    def _find_aliases(self) -> None:
        """Short forms that the text explains: "Ministry of Foreign Affairs (MFA)"."""
        text = self.page.clean or self.page.text
        for number, sentence in enumerate(self.page.sentences):
            for match in _ALIAS.finditer(text, sentence.span.start, sentence.span.end):
                words = match["full"].split()
                initials = [at for at, word in enumerate(words) if word[0] == match["short"][0]]
                if not initials:
                    continue
                full = " ".join(words[initials[0] :])
                start = match.start() + match["full"].index(words[initials[0]])
                codes = {c for s, c in self._countries.get(number, ()) if start - 16 <= s.start < match.end("full")}
                if match["short"] not in self._aliases and len(words) - initials[0] >= 2:
                    self._aliases[match["short"]] = (full, codes)

    def described(self, noun: str, codes: set[str], number: int, at: Span) -> Speaker | None:
        """Who has spoken and is told to be one: "the expert" after "said Name, an expert on trade"."""
        for when, speaker in reversed(self.told):
            if number - when > MEMORY:
                break
            if speaker.person is None or (codes and speaker.country not in codes):
                continue
            if noun in self._description(speaker.person):
                return self.of_person(speaker.person, at, AGAIN)
        return None

    def _description(self, person: int) -> set[str]:
        """The words beside a person's name that tell what he or she is."""
        if person not in self._descriptions:
            told, text = self.mentions.persons[person], self.page.clean or self.page.text
            words = (told.role or "").lower().split()
            for mentions in self._persons.values():
                for mention in mentions:
                    if mention.person == person and mention.how in (How.NAME, How.SURNAME):
                        before = text[max(0, mention.span.start - 40) : mention.span.start].lower().replace(".", "").split()
                        words += takewhile(_TITLES.__contains__, reversed(before))
                        behind = _APPOSED.match(text, mention.span.end)
                        words += _BESIDE.findall(behind[1].lower()) if behind else []
            self._descriptions[person] = set(words)
        return self._descriptions[person]

    def fits(self, pronoun: str, person: int) -> bool:
        """Whether "he" or "she" can mean the person, by titles and words beside the name; both can where nothing tells."""
        told = self._description(person)
        man, woman = bool(told & _MEN), bool(told & _WOMEN)
        return man == woman or (man if pronoun == "he" else woman)

    def remember(self, sentence: int, speaker: Speaker) -> None:
        self.told.append((sentence, speaker))
        if speaker.institution and speaker.country:
            self._told_as.setdefault(speaker.institution.lower(), speaker.country)

    def last(self, sentence: int) -> Speaker | None:
        """Who spoke last, if that was not long ago."""
        at, speaker = self.told[-1] if self.told else (-MEMORY - 1, None)
        return speaker if sentence - at <= MEMORY else None

    def at(self, number: int, start: int, end: int) -> Speaker | None:
        """The person named within the stretch of a sentence, if there is one."""
        for mention in self._persons.get(number, ()):
            if start <= mention.span.start and mention.span.end <= end:
                return self.of_person(mention.person, mention.span, NAMED)
        return None

    def of_person(self, person: int, span: Span, confidence: float, outlet: bool = False) -> Speaker:
        told = self.mentions.persons[person]
        return Speaker(
            span, person=person, country=told.country, organization=told.organization, confidence=confidence, outlet=outlet
        )

    def _person_at(self, head: Token, number: int, sentence: Sentence) -> PersonMention | None:
        at = place(head, sentence)
        here = self._persons.get(number, ())
        several = head.tag_ in ("NNS", "NNPS") and head.pos_ == "NOUN"
        for mention in here:
            if mention.span.start < at.end and at.start < mention.span.end and not (several and mention.how is How.OFFICE):
                return mention
        for child in head.children:
            # "chief of staff, Ana Quispe" and "analyst Ana Quispe"
            if child.dep_ in ("appos", "compound", "nmod", "flat", "conj") and child.pos_ == "PROPN":
                where = place(child, sentence)
                for mention in here:
                    if mention.span.start < where.end and where.start < mention.span.end and mention.how is How.NAME:
                        return mention
        return None

    def _office_at(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        at = place(head, sentence)
        if head.tag_ in ("NNS", "NNPS"):
            return None
        for span, person, _ in self._offices.get(number, ()):
            if span.start < at.end and at.start < span.end and person is not None:
                return self.of_person(person, span, AGAIN)
        return None

    def _earlier(self, number: int, at: Span, fits: Callable[[Speaker], bool]) -> Speaker | None:
        """The latest speaker that fits, told again by the words at `at`."""
        for when, speaker in reversed(self.told):
            if number - when > MEMORY:
                return None
            if fits(speaker):
                return Speaker(
                    at,
                    institution=speaker.institution,
                    country=speaker.country,
                    organization=speaker.organization,
                    confidence=speaker.confidence * AGAIN,
                    plural=speaker.plural,
                    outlet=speaker.outlet,
                )
        return None

    def _codes(self, extent: Span, number: int) -> set[str]:
        return {code for span, code in self._countries.get(number, ()) if extent.start <= span.start < extent.end}

    def _words(self, start: int, end: int) -> str:
        words = " ".join((self.page.clean or self.page.text)[start:end].split())
        first, _, rest = words.partition(" ")
        return rest if rest and first.lower() in _ARTICLES else words
