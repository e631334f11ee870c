"""Words that tie a name to a country from afar: "A was represented by X", "B by Y", "on the C side Z", "X led the D team"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sources.extraction.naming import Found, Sense
from sources.extraction.person_names import lead_of

if TYPE_CHECKING:
    from sources.extraction.person_candidates import Candidate

_BODY = r"(?:side|delegation|team|party|government|mission|contingent)"
_SIDE = rf"(?:[’']s?)?(?:[ ](?:[\w-]{{1,20}}[ ])?{_BODY})?(?:[’']s?)?"
_BE = r"(?:was|were|is|are|will be|had been|has been|being)"
_HEADED = r"(?:represented|led|headed|chaired|fronted|signed|attended)"
# What may stand right before the office or the name.
_LEAD = r"(?:(?:the|its|his|her|their|a|an|then)[ ])?(?:(?:Mr|Mrs|Ms|Dr|H\.E|Hon|Sir|Gen|Amb)\.?[ ]){0,3}"

_REPRESENTED = re.compile(rf"{_SIDE},?[ ](?:{_BE}[ ])?{_HEADED}[ ](?:\w{{1,15}}[ ]){{0,2}}?by[ ]{_LEAD}")
# "… and B by Y": the verb stands in the clause before.
_ELIDED = re.compile(rf"{_SIDE},?[ ]by[ ]{_LEAD}")
_SENT = re.compile(
    rf"{_SIDE}[ ](?:has |had |is |will |also ){{0,2}}(?:sent|sends?|sending|dispatched|despatched|fielded|delegated|deputed"
    rf"|nominated|named|appointed)[ ]{_LEAD}"
)
_ON_SIDE = re.compile(rf"(?:[’']s?)?[ ]{_BODY},?[ ](?:{_BE}[ ])?(?:there was |it was )?{_LEAD}")
_FOR = re.compile(rf"{_SIDE},?[ ][^.;:]{{0,60}}?\b{_HEADED}[ ]by[ ]{_LEAD}")
_FOR_BEFORE = re.compile(r"(?i)\b(?:for|from|on|on behalf of|on the part of)[ ](?:the[ ])?$")
_VERB_BEFORE = re.compile(rf"\b{_HEADED}[ ](?:\w{{1,15}}[ ]){{0,2}}?by[ ]")

_LED = re.compile(
    r"(?:,?[ ]who|,?[ ]and)?[ ](?:will[ ]|is[ ]|was[ ])?(?:leads?|led|leading|heads?|headed|heading|chaired|represent(?:s|ed|ing)?)"
    r"[ ](?:the[ ])?|,[ ](?:leading|heading|representing)[ ](?:the[ ])?"
)
_LED_WHAT = re.compile(rf"(?:[’']s?)?(?:[ ][\w-]{{1,20}})?[ ]{_BODY}\b|[’']s?\s?[.,;]")
_REPRESENTING = re.compile(r"\brepresent(?:s|ed|ing)?[ ](?:the[ ])?$")
_IN_BRACKETS = re.compile(r"[ ]\((?:the[ ])?")
_TIED = frozenset({Sense.COUNTRY, Sense.DEMONYM, Sense.SEAT})


def tie_countries(text: str, start: int, founds: Sequence[Found], candidates: Sequence[Candidate]) -> None:
    """Give candidates of one sentence (which begins at `start`) the country that such words tie them to.

    Only where no country stands beside the office or the name already.
    """
    named = [found for found in founds if found.sense in _TIED]
    places = [found for found in founds if found.sense in _TIED or found.sense is Sense.PLACE]
    for candidate in candidates:
        held = candidate.office
        own = held is not None and bool(held.countries or held.organizations)
        if own or (held is None and (candidate.country or candidate.organization)) or (held and held.office.plural):
            continue
        code = _after(text, candidate, places) or _before(text, start, candidate, named)
        if code is None:
            continue
        candidate.country, candidate.organization = code, None
        candidate.strong = candidate.strong or candidate.parsed or len(candidate.keys) > 1
        if held and not held.pronoun and not held.possessor:
            held.countries = [code]


def _before(text: str, start: int, candidate: Candidate, founds: Sequence[Found]) -> str | None:
    """The country of the last tie that ends where the office or the name begins."""
    held = candidate.office
    lead = held.start if held and held.start < candidate.run.start else lead_of(text, candidate.run)
    nearest = [found for found in founds if found.end <= lead and lead - found.end <= 120][-2:]
    for place, found in enumerate(reversed(nearest)):
        to = (found.end, lead)
        before = text[max(start, found.start - 24) : found.start]
        if _REPRESENTED.fullmatch(text, *to) or _SENT.fullmatch(text, *to):
            return found.values[0]
        if _ELIDED.fullmatch(text, *to) and _VERB_BEFORE.search(text, max(start, found.start - 200), found.start):
            return found.values[0]
        if _FOR_BEFORE.search(before) and (_ON_SIDE.fullmatch(text, *to) or (place == 0 and _FOR.fullmatch(text, *to))):
            return found.values[0]
    return None


def _after(text: str, candidate: Candidate, founds: Sequence[Found]) -> str | None:
    """ "X (Peru)", "X led the Peruvian delegation", "X, representing Peru"."""
    end = candidate.run.end
    following = next((found for found in founds if found.start >= end), None)
    if following is None or following.start - end > 40:
        return None
    if following.sense is Sense.PLACE:
        return None
    gap = (end, following.start)
    if _IN_BRACKETS.fullmatch(text, *gap) and text[following.end : following.end + 1] in {")", ","}:
        return following.values[0] if candidate.strong or candidate.parsed else None
    if _LED.fullmatch(text, *gap) and (
        _LED_WHAT.match(text, following.end) or (following.sense is Sense.COUNTRY and _REPRESENTING.search(text[end : following.start]))
    ):
        return following.values[0] if candidate.strong or candidate.parsed else None
    return None
