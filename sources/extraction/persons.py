"""Persons on the page: every name that means a political actor or a speaker, and later words that mean the same person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import How, Page, PersonMention
from sources.extraction.naming import Found, Sense
from sources.extraction.office_holders import Around, Held
from sources.extraction.person_names import NameRun, find_runs, words_of
from sources.extraction.reading import Person, Span

_PARTICLES = frozenset("al el bin bint ibn ben abu ould von van der den de del della di da dos das do du la las los le e y ter ten zu af av ul".split())


@dataclass(slots=True)
class Candidate:
    """A stretch that names somebody, with what speaks for it."""

    run: NameRun
    name: str
    keys: tuple[str, ...]
    office: Held | None = None
    country: str | None = None
    organization: str | None = None
    strong: bool = False
    parsed: bool = False  # the language model takes it for a person
    speaks: bool = False


@dataclass(slots=True)
class Cluster:
    """One person of the page, gathered from candidates."""

    candidates: list[Candidate] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    name: str = ""


def name_keys(name: str) -> tuple[str, ...]:
    """The words of a name in a form that spellings of one page share."""
    folded = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    plain = "".join(char for char in folded if not unicodedata.combining(char)).lower()
    plain = re.sub(r"\b(?:al|el|as|ash|an|ar|ad|at|az)[-–](?=\w{3})", "", plain)
    return tuple(word for word in re.findall(r"[a-z][\w’'-]*", plain) if word not in _PARTICLES and word not in {"jr", "sr"})


def find_candidates(page: Page, founds: Sequence[Sequence[Found]], helds: Sequence[Sequence[Held]]) -> list[Candidate]:
    """All candidates of the page in reading order."""
    candidates = []
    for number, sentence in enumerate(page.sentences):
        blocked = sorted(
            [(held.office.start, held.office.end) for held in helds[number] if not held.office.weak]
            + [(found.start, found.end) for found in founds[number]]
        )
        persons = [
            (entity.start_char + sentence.shift, entity.end_char + sentence.shift) for entity in sentence.parse.ents if entity.label_ == "PERSON"
        ]
        around = Around(founds[number])
        for run in find_runs(page.clean, sentence.span.start, sentence.span.end, number, blocked):
            name = " ".join(page.clean[run.start : run.end].split())
            candidate = Candidate(run, name, name_keys(name))
            candidate.parsed = any(start < run.end and end > run.start for start, end in persons)
            _attach_office(page.clean, candidate, helds[number])
            _attach_country(page.clean, candidate, around)
            candidate.strong = candidate.strong or run.honoured
            if candidate.keys:
                candidates.append(candidate)
    return candidates


_GAP_BEFORE = re.compile(r"[ \n]{0,3},?[ \n]{1,3}(?:(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Adm|Sheikh|General|Lieutenant|Colonel|Army|Field|Marshal|Sir|H\.E)\.?[ \n]{1,2}){0,3}")
_GAP_AFTER = re.compile(r"[ \n]{0,2},[ \n]{1,3}(?:who (?:is|was|serves as|heads)[ \n])?(?:(?:the|a|an|his|her|then|now|currently|its)[ \n]{1,3})?(?:[\w’'.-]+[ \n]{1,3}){0,3}?")


def _attach_office(text: str, candidate: Candidate, helds: Sequence[Held]) -> None:
    run = candidate.run
    for held in helds:
        if held.office.plural and held.office.end <= run.start:
            pass
        gap = text[held.office.end : run.start]
        if held.office.end <= run.start and len(gap) < 24 and (_GAP_BEFORE.fullmatch(gap)):
            candidate.office, candidate.strong = held, True
            return
        if held.end <= run.start and held.end > held.office.end and _GAP_BEFORE.fullmatch(text[held.end : run.start]):
            candidate.office, candidate.strong = held, True
            return
    for held in helds:
        if held.start >= run.end and held.start - run.end < 40 and _GAP_AFTER.fullmatch(text[run.end : held.start]) and not held.office.weak:
            candidate.office, candidate.strong = held, True
            return


def _attach_country(text: str, candidate: Candidate, around: Around) -> None:
    run = candidate.run
    if candidate.office:
        held = candidate.office
        candidate.country = held.countries[0] if held.countries else None
        candidate.organization = held.organizations[0] if held.organizations else None
    if candidate.country is None and candidate.organization is None:
        index = around.last_before(run.start)
        if index >= 0 and not candidate.office:
            found = around.founds[index]
            if re.fullmatch(r"(?:[’']s?)?[ \n]{1,3}", text[found.end : run.start]) and found.sense is not Sense.ORGANIZATION:
                candidate.country, candidate.strong = found.values[0] if found.sense is not Sense.PLACE else found.country, True
        index = around.first_from(run.end)
        if candidate.office and index < len(around.founds):
            found = around.founds[index]
            if re.fullmatch(r"[ \n]{1,3}of[ \n]{1,3}(?:the[ \n]{1,3})?", text[run.end : found.start]):
                if found.sense is Sense.ORGANIZATION:
                    candidate.organization = found.values[0]
                elif found.sense is not Sense.PLACE:
                    candidate.country = found.values[0]
    if candidate.country is None and candidate.organization is None and candidate.office:
        candidate.country = candidate.office.home


def cluster(candidates: Sequence[Candidate]) -> list[Cluster]:
    """Candidates of one person together: full names first, then single names where they fit one."""
    clusters: list[Cluster] = []
    for candidate in sorted(candidates, key=lambda c: (-len(c.keys), c.run.start)):
        if len(candidate.keys) >= 2 and not (candidate.strong or candidate.parsed):
            continue
        if len(candidate.keys) == 1 and not candidate.strong and not any(candidate.keys[0] in c.keys for c in clusters):
            continue
        fits = [c for c in clusters if set(candidate.keys) <= c.keys]
        if fits:
            nearest = min(fits, key=lambda c: min(abs(candidate.run.start - x.run.start) for x in c.candidates))
            nearest.candidates.append(candidate)
        else:
            clusters.append(Cluster([candidate], set(candidate.keys), candidate.name))
    for found in clusters:
        found.candidates.sort(key=lambda c: c.run.start)
    return sorted(clusters, key=lambda c: c.candidates[0].run.start)


def find_persons(
    page: Page, founds: Sequence[Sequence[Found]], helds: Sequence[Sequence[Held]], gazetteer: Gazetteer
) -> tuple[list[Person], list[PersonMention]]:
    """The persons of the page and every mention of them by name."""
    persons: list[Person] = []
    mentions: list[PersonMention] = []
    for found in cluster(find_candidates(page, founds, helds)):
        full = max(found.candidates, key=lambda c: (len(c.keys), -c.run.start))
        country = next((c.country for c in found.candidates if c.country), None)
        organization = next((c.organization for c in found.candidates if c.organization), None) if country is None else None
        held = next((c.office for c in found.candidates if c.office), None)
        strong = any(c.strong for c in found.candidates)
        number = len(persons)
        persons.append(
            Person(
                name=" ".join(page.clean[full.run.start : full.run.end].split()),
                span=Span(full.run.start, full.run.end),
                country=country,
                organization=organization,
                role=held.office.title if held else None,
                role_span=Span(held.office.start, held.office.end) if held else None,
                actor=strong,
            )
        )
        for candidate in found.candidates:
            how = How.NAME if len(candidate.keys) > 1 or len(words_of(persons[-1].name)) == 1 else How.SURNAME
            mentions.append(PersonMention(Span(candidate.run.start, candidate.run.end), number, how, candidate.run.sentence))
    mentions.sort(key=lambda mention: mention.span)
    return persons, mentions
