"""Later words for persons already named: "the minister", "the French leader", "he", "the two presidents"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from events.vocabulary import Level
from sources.extraction.mentions import How, Page, PersonMention
from sources.extraction.office_holders import Held
from sources.extraction.persons import Figure
from sources.extraction.reading import Span

_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.I)
_DIPLOMATS = frozenset({"ambassador", "envoy", "chargé d'affaires", "chargé d’affaires", "high commissioner", "consul"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_REACH = 4  # sentences back that a pronoun or a bare title looks
_NUMBER = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}
_GROUP = re.compile(
    r"(?i)\b(?:the (?P<count>two|three|four|five)|(?P<both>both)(?: "
    r"the)?)(?P<noun>[ \n](?:[\w-]+[ \n]){0,2}?(?:leaders|presidents|prime ministers|ministers|premiers|officials"
    r"|diplomats|men|women|envoys|chiefs|heads of (?:state|government)))?\b(?! of\b)"
)
_LEADERS = re.compile("leaders|presidents|premiers|prime ministers|heads of")
_PAIR_VERB = re.compile(
    r"[ \n](?:also |had |have |last |then |later |again |previously |reportedly ){0,2}(?:met|spoke|talked|discussed"
    r"|agreed|held|will|are|were|have|had|exchanged|shook|signed|said|reaffirmed|also|did|last)\b"
)


def refer(
    page: Page, figures: Sequence[Figure], helds: Sequence[Sequence[Held]], named: Sequence[PersonMention]
) -> tuple[list[PersonMention], dict[int, int]]:
    """Mentions by office, pronoun and group, and which person each office (by its start) belongs to."""
    reader = _Reader(page, figures, helds, named)
    for number in range(len(page.sentences)):
        reader.read_sentence(number)
    return reader.found, reader.holders


class _Reader:
    """Walks the sentences once and remembers who was spoken of."""

    def __init__(
        self, page: Page, figures: Sequence[Figure], helds: Sequence[Sequence[Held]], named: Sequence[PersonMention]
    ) -> None:
        self.page, self.figures, self.helds = page, figures, helds
        self.found: list[PersonMention] = []
        self.holders: dict[int, int] = {}
        self._named: list[list[PersonMention]] = [[] for _ in page.sentences]
        for mention in named:
            self._named[mention.sentence].append(mention)
        self._past: list[list[PersonMention]] = []  # mentions of each sentence read, subjects first
        self._gender = [figure.gender for figure in figures]
        self._quoted = _quoted_stretches(page)
        self._office_of = {
            candidate.office.office.start: number
            for number, figure in enumerate(figures)
            for candidate in figure.candidates
            if candidate.office
        }

    def read_sentence(self, number: int) -> None:
        sentence = self.page.sentences[number]
        here = sorted(self._named[number], key=_by_place)
        if not sentence.headline:
            for held in self.helds[number]:
                mention = self._office(held, number, here)
                if mention:
                    here = sorted([*here, mention], key=_by_place)
            for match in _PRONOUN.finditer(self.page.clean, sentence.span.start, sentence.span.end):
                mention = self._pronoun(match, number, here)
                if mention:
                    here = sorted([*here, mention], key=_by_place)
            for match in _GROUP.finditer(self.page.clean, sentence.span.start, sentence.span.end):
                self.found.extend(self._group(match, number, here))
        else:
            for held in self.helds[number]:
                if held.office.start in self._office_of:
                    self.holders[held.office.start] = self._office_of[held.office.start]
        self._past.append(self._by_salience(number, here))

    def _by_salience(self, number: int, here: Sequence[PersonMention]) -> list[PersonMention]:
        """Subjects first, later subjects before earlier ones; then the rest in reading order."""
        subjects = [mention for mention in here if self._is_subject(number, mention)]
        return [*subjects, *(mention for mention in here if mention not in subjects)]

    def _is_subject(self, number: int, mention: PersonMention) -> bool:
        sentence = self.page.sentences[number]
        span = sentence.parse.doc.char_span(
            mention.span.start - sentence.shift, mention.span.end - sentence.shift, alignment_mode="expand"
        )
        if span is None or not len(span):
            return False
        return span.root.dep_ in {"nsubj", "nsubjpass"}

    # Offices

    def _office(self, held: Held, number: int, here: Sequence[PersonMention]) -> PersonMention | None:
        office = held.office
        if office.start in self._office_of:
            self.holders[office.start] = self._office_of[office.start]
            return None
        if office.counterpart and held.pronoun and held.countries and not held.taken_by_next:
            return self._counterpart(held, number, here)
        if office.plural or office.counterpart or held.taken_by_next or not (held.definite or held.countries):
            return None
        if office.weak and office.head not in {"secretary", "speaker", "general"}:
            return None
        if re.search(
            r"(?i)\b(?:an?|any|no|every|each|another|first|next|new|become|elected|as)[ \n](?:[\w-]+[ \n]){0,2}$",
            self.page.clean[max(0, held.start - 24) : held.start],
        ):
            return None
        who = self._holder(held, number, here)
        if who is None:
            return None
        self.holders[office.start] = who
        mention = PersonMention(Span(office.start, office.end), who, How.OFFICE, number)
        self.found.append(mention)
        return mention

    def _counterpart(self, held: Held, number: int, here: Sequence[PersonMention]) -> PersonMention | None:
        """ "His Syrian counterpart" without a name: who of that country holds an office of the same kind, if it is one person."""
        before = [m.person for m in here if m.span.end <= held.office.start]
        like = self.figures[before[-1]].level if before else None
        fits = [
            who
            for who, figure in enumerate(self.figures)
            if figure.country == held.countries[0]
            and figure.actor
            and figure.held
            and like in (None, figure.level)
            and who not in before
        ]
        if len(fits) != 1:
            return None
        self.holders[held.office.start] = fits[0]
        mention = PersonMention(Span(held.office.start, held.office.end), fits[0], How.OFFICE, number)
        self.found.append(mention)
        return mention

    def _holder(self, held: Held, number: int, here: Sequence[PersonMention]) -> int | None:
        fits = [who for who, figure in enumerate(self.figures) if self._may_hold(figure, held)]
        if not fits:
            return None
        if held.countries or held.organizations:
            return fits[0] if len(fits) == 1 else self._latest(fits, number, here, held.start, far=True)
        return self._latest(fits, number, here, held.start, far=True)

    def _may_hold(self, figure: Figure, held: Held) -> bool:
        if figure.held is None:
            # "The Syrian leader" for somebody of whom only the country is known.
            return (
                bool(held.countries)
                and figure.country == held.countries[0]
                and held.office.level is Level.LEADER
                and figure.actor
                and figure.candidates[0].run.start < held.start
            )
        office, other = held.office, figure.held.office
        if held.countries and figure.country != held.countries[0]:
            return False
        if held.organizations and not held.countries and figure.organization != held.organizations[0]:
            return False
        if office.head == "leader":
            return other.level is Level.LEADER
        if other.head == "leader" and office.level is Level.LEADER:
            return True
        if {office.head, other.head} <= {"pope", "pontiff"}:
            return True
        if office.head == "diplomat":
            return ("foreign" in other.portfolios and other.level is Level.MINISTER) or other.head in _DIPLOMATS
        if office.head != other.head and not (
            office.head in {"envoy", "mediator"} and other.head in {"envoy", "mediator", "representative"}
        ):
            return False
        if office.level is not other.level and office.portfolios:
            return False
        return not office.portfolios or not other.portfolios or bool(set(office.portfolios) & set(other.portfolios))

    # Pronouns

    def _pronoun(self, match: re.Match[str], number: int, here: Sequence[PersonMention]) -> PersonMention | None:
        word = match.group().lower()
        if any(start <= match.start() < end for start, end in self._quoted):
            return None
        gender = "f" if word in _FEMININE else "m"
        who = self._antecedent(match.start(), word, gender, number, here)
        if who is None:
            return None
        if self._gender[who] is None:
            self._gender[who] = gender
        mention = PersonMention(Span(match.start(), match.end()), who, How.PRONOUN, number)
        self.found.append(mention)
        return mention

    def _antecedent(self, at: int, word: str, gender: str, number: int, here: Sequence[PersonMention]) -> int | None:
        before = [m for m in here if m.span.end <= at and self._gender[m.person] in (gender, None)]
        subject_word = word in {"he", "she"}
        if self._after_unnamed(at, number, before):
            return None
        if before:
            subjects = [m for m in before if self._is_subject(number, m)]
            if not self._new_sentence(number, at):
                return (subjects[-1] if subjects else before[-1] if not subject_word else before[0]).person
        for row in reversed(self._past[-_REACH:]):
            fitting = [m for m in row if self._gender[m.person] in (gender, None)]
            if fitting:
                return self._preferred(fitting)
        after = [m for m in here if m.span.start > at and self._gender[m.person] in (gender, None)]
        if after and self._opens_clause(number, at):
            return after[0].person
        return None

    def _after_unnamed(self, at: int, number: int, before: Sequence[PersonMention]) -> bool:
        """Whether somebody without a name ("X's foreign minister said …") was spoken of last in this sentence."""
        last = before[-1].span.end if before else -1
        return any(
            last < held.office.start < at
            and (held.countries or held.definite)
            and not held.office.plural
            and not held.office.weak
            and held.office.start not in self.holders
            and not held.taken_by_next
            for held in self.helds[number]
        )

    def _preferred(self, fitting: Sequence[PersonMention]) -> int:
        """Of the persons of a sentence, subjects first: the first actor, else the first."""
        return next((m for m in fitting if self.figures[m.person].actor), fitting[0]).person

    def _new_sentence(self, number: int, at: int) -> bool:
        return self.page.clean[self.page.sentences[number].span.start : at].strip(" \n\"“”‘’'") == ""

    def _opens_clause(self, number: int, at: int) -> bool:
        """ "In his first trip abroad, President X …": the name follows the pronoun."""
        return at - self.page.sentences[number].span.start < 40

    # Groups

    def _group(self, match: re.Match[str], number: int, here: Sequence[PersonMention]) -> list[PersonMention]:
        noun = (match["noun"] or "").lower()
        if not noun and not _PAIR_VERB.match(self.page.clean, match.end()):
            return []
        count = _NUMBER[(match["count"] or match["both"]).lower()]
        people = self._recent(number, here, match.start(), noun, strictly=True)
        if len(people) < count:
            people = self._recent(number, here, match.start(), noun, strictly=False)
        if len(people) < count:
            return []
        return [PersonMention(Span(match.start(), match.end()), who, How.GROUP, number) for who in people[:count]]

    def _recent(self, number: int, here: Sequence[PersonMention], at: int, noun: str, strictly: bool) -> list[int]:
        """Actors spoken of last, the nearest sentence first, one for each country; leaders where leaders are meant."""
        vague = () if strictly else (None,)
        people: list[int] = []
        countries: set[str] = set()
        for row in [[m for m in here if m.span.end <= at], *reversed(self._past[-8:])]:
            for mention in row:
                figure = self.figures[mention.person]
                if not figure.actor or mention.person in people or (figure.country and figure.country in countries):
                    continue
                if _LEADERS.search(noun) and figure.level not in (
                    Level.LEADER,
                    *vague,
                ):
                    continue
                if "ministers" in noun and "prime" not in noun and figure.level not in (Level.MINISTER, *vague):
                    continue
                people.append(mention.person)
                if figure.country:
                    countries.add(figure.country)
        return people

    def _latest(self, fits: Sequence[int], number: int, here: Sequence[PersonMention], at: int, far: bool = False) -> int | None:
        for row in [[m for m in reversed(here) if m.span.end <= at], *reversed(self._past if far else self._past[-_REACH:])]:
            for mention in row:
                if mention.person in fits:
                    return mention.person
        return None


def _quoted_stretches(page: Page) -> list[tuple[int, int]]:
    return [
        (quotation.inner.start, quotation.inner.end)
        for quotation in page.quotations
        if quotation.inner.end - quotation.inner.start > 25
    ]


def _by_place(mention: PersonMention) -> Span:
    return mention.span
