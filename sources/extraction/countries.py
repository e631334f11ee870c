"""Countries that a page means: by name, demonym and seat, and together ("the two countries", "both sides")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sources.extraction.mentions import CountryMention, How, Page
from sources.extraction.naming import Found, Sense
from sources.extraction.reading import Span

_HOW = {Sense.COUNTRY: How.NAME, Sense.DEMONYM: How.DEMONYM, Sense.SEAT: How.SEAT}
_NUMBER = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_REACH = 6  # sentences back that "the two countries" looks
_GROUP = re.compile(
    r"(?i)\b(?:(?:the|all|all the|these|their|our|other)[ ])?(?P<count>two|three|four|five|six|both)[ ](?:of "
    r"the[ ])?(?:[a-z]+(?:-[a-z]+){0,2}[ ]){0,2}?"
    r"(?:countries|nations|sides|parties|states|governments|capitals|neighbou?rs|powers|peoples|delegations|allies"
    r"|foreign ministries|republics)\b"
)
# Regions whose countries everybody can name.
_REGIONS = {
    "Central Asia": ("KG", "KZ", "TJ", "TM", "UZ"),
    "Baltic": ("EE", "LT", "LV"),
    "Nordic": ("DK", "FI", "IS", "NO", "SE"),
}
_REGION = re.compile(
    r"\b(?:[Tt]he )?(?:[a-z]{3,5} )?(?:Central Asian|Baltic|Nordic) (?:countries|states|nations|republics)\b"
    r"|\b(?:[Tt]he )?(?:countries|states|nations|republics) of (?:Central Asia\b|the Baltics?\b)"
)
_LINK = re.compile(r"(?:[’']s?)?[ ]{0,2}(?:,|-|–|/|and|&|,[ ]and|with|as well as)?[ ]{0,3}(?:and[ ])?(?:the[ ])?")


def single_countries(founds: Sequence[Sequence[Found]]) -> list[CountryMention]:
    """A mention for each country by name, demonym or seat."""
    return [
        CountryMention(Span(found.start, found.end), found.values[0], _HOW[found.sense], found.sentence)
        for row in founds
        for found in row
        if found.sense in _HOW
    ]


def grouped_countries(
    page: Page, singles: Sequence[CountryMention], persons: Sequence[tuple[int, int, str]]
) -> list[CountryMention]:
    """A mention for each country that words such as "the two countries" mean, where the page makes them known.

    `persons`: sentence, offset and country of everybody named, since "X and Y" brings their countries in.
    """
    rows: list[list[tuple[int, int, str]]] = [[] for _ in page.sentences]
    for mention in singles:
        rows[mention.sentence].append((mention.span.start, mention.span.end, mention.code))
    for at, start, code in persons:
        rows[at].append((start, start, code))
    for row in rows:
        row.sort()
    shares = Counter(code for row in rows for _, _, code in row)
    found: list[CountryMention] = []
    for number, sentence in enumerate(page.sentences):
        for match in _REGION.finditer(page.clean, *sentence.span):
            region = next(key for key, codes in _REGIONS.items() if key in match.group())
            found.extend(CountryMention(Span(*match.span()), code, How.GROUP, number) for code in _REGIONS[region])
        for match in _GROUP.finditer(page.clean, sentence.span.start, sentence.span.end):
            count = _NUMBER[match["count"].lower()]
            for code in _members(page, rows, number, match.start(), count, shares):
                found.append(CountryMention(Span(match.start(), match.end()), code, How.GROUP, number))
    return found


def _members(
    page: Page, rows: Sequence[list[tuple[int, int, str]]], number: int, at: int, count: int, shares: Counter[str]
) -> list[str]:
    """The countries of a group: a list of as many in the sentences before; for two also the last two spoken of."""
    near = [
        [item for item in rows[number] if item[1] <= at],
        *(rows[back] for back in range(number - 1, max(-1, number - 1 - _REACH), -1)),
    ]
    for row in near if count > 2 else near[:2]:
        for codes in _lists(page, row):
            if len(codes) == count:
                return codes
    if count == 2:
        if len(here := {code for _, _, code in near[0]}) == 2:
            return sorted(here)
        spoken = {code for row in near[:5] for _, _, code in row}
        ranked = [code for code, _ in shares.most_common() if code in spoken]
        return sorted(ranked[:2]) if len(ranked) >= 2 else []
    for row in rows:
        for codes in _lists(page, row):
            if len(codes) == count:
                return codes
    return []


def _lists(page: Page, row: Sequence[tuple[int, int, str]]) -> list[list[str]]:
    """Runs of countries that stand side by side ("A, B and C"), the last run first."""
    runs: list[list[str]] = []
    end = -1
    for start, stop, code in row:
        if runs and end >= 0 and start >= end and _LINK.fullmatch(page.clean, end, start):
            if code not in runs[-1]:
                runs[-1].append(code)
        else:
            runs.append([code])
        end = stop
    return [sorted(run) for run in reversed(runs) if len(run) > 1]
