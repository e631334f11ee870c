"""Transcripts: turns of speech that a label begins, "SECRETARY QUISPE: Thank you", "Foreign Minister Rojas: We agreed"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.extraction.mentions import How, Mentions, Page
from sources.extraction.reading import Span
from sources.extraction.statements_spans import Unit

# A name with its office, or the one who asks; then words, not a mark of quotation.
_LABEL = re.compile(r"(?P<name>[A-ZÀ-Þ][^\n:“”\"()]{0,70}?)(?: \([^()\n]{2,40}\))?:\s{1,4}(?=[^\s\"“‘'«„])")
_TITLE = re.compile(
    r"(?i)\b(?:secretary|(?:prime )?minister|president|ambassador|chancellor|senator|(?:spokes|chair)(?:wo)?man)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_LONGEST = 8  # words of a label
_LEAST = 2  # turns of known speakers that make a transcript


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the next label. Neither person nor office: a reporter asks."""

    units: range  # of the page's units
    span: Span
    name: Span
    person: int | None
    office: bool  # whether the label names one


def find_turns(page: Page, mentions: Mentions, units: Sequence[Unit]) -> list[Turn]:
    """The turns of a transcript, in reading order; none where the page is no transcript."""
    starts: list[tuple[int, Span, int | None, bool]] = []
    for number, unit in enumerate(units):
        first = number == 0 or units[number - 1].paragraph != unit.paragraph
        label = _LABEL.match(page.text, unit.span.start) if first else None
        if label and len(_WORD.findall(label["name"])) <= _LONGEST:
            name = Span(*label.span("name"))
            office = bool(_TITLE.search(page.text, *name))
            starts.append((number, name, _bearer(page, mentions, name), office))
    speaking = [page.text[slice(*name)] for _, name, person, office in starts if office or person is not None]
    if len(speaking) < _LEAST or len({page.text[slice(*name)] for _, name, _, _ in starts}) < _LEAST:
        return []
    ends = [number for number, *_ in starts[1:]] + [len(units)]
    return [
        Turn(range(number, end), Span(units[number].span.start, units[end - 1].span.end), name, person, office)
        for (number, name, person, office), end in zip(starts, ends, strict=True)
    ]


def _bearer(page: Page, mentions: Mentions, label: Span) -> int | None:
    """The person whom a label names: by a mention within it, else by a part of a name, in whatever letters."""
    for mention in mentions.person_mentions:
        if label.start <= mention.span.start and mention.span.end <= label.end and mention.how is not How.GROUP:
            person = mentions.persons[mention.person]
            if len(person.name.split()) > 1:
                return mention.person if person.actor or _TITLE.search(page.text, *label) else None
    words = {word.lower() for word in _WORD.findall(page.text, *label)}
    fitting = [n for n, person in enumerate(mentions.persons) if person.actor and words & set(person.name.lower().split()[1:])]
    ordinary = [n for n in fitting if not mentions.persons[n].name.isupper()] or fitting
    return ordinary[0] if len(ordinary) == 1 else None
