"""Words that tie a name to a country from afar: "A was represented by X", "B by Y", "on the C side Z", "X led the D team"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.vocabulary import Level
from sources.extraction.naming import Found, Sense
from sources.extraction.person_names import lead_of

if TYPE_CHECKING:
    from sources.extraction.office_holders import Held
    from sources.extraction.person_candidates import Candidate

_BODY = r"(?:side|delegation|team|party|government|mission|contingent)"
_SIDE = rf"(?:[’']s?)?(?:[ ](?:[\w-]{{1,20}}[ ])?{_BODY})?(?:[’']s?)?"
_BE = r"(?:was|were|is|are|will be|had been|has been|being)"
_HEADED = r"(?:represented|led|headed|chaired|fronted|signed|attended)"
# What may stand right before the office or the name.
_LEAD = r"(?:(?:the|its|his|her|their|a|an|then)[ ])?(?:(?:Mr|Mrs|Ms|Dr|H\.E|Hon|Sir|Gen|Amb)\.?[ ]){0,3}"

_REPRESENTED = re.compile(
    rf"{_SIDE}(?:[ ]in[ ](?:[A-Z][\w’'-]+[ ]?){{1,3}})?,?[ ]{{0,1}}(?:{_BE}[ ])?{_HEADED}[ ](?:\w{{1,15}}[ ]){{0,2}}?by[ ]{_LEAD}"
)
# "… and B by Y": the verb stands in the clause before.
_ELIDED = re.compile(rf"{_SIDE},?[ ]by[ ]{_LEAD}")
_SENT = re.compile(
    rf"{_SIDE}[ ](?:has |had |is |will |also ){{0,2}}(?:sent|sends?|sending|dispatched|despatched|fielded|delegated|deputed"
    rf"|nominated|named|appointed)[ ]{_LEAD}"
)
_ON_SIDE = re.compile(rf"(?:[’']s?)?[ ]{_BODY},?[ ](?:{_BE}[ ])?(?:there was |it was )?{_LEAD}")
_FOR = re.compile(rf"{_SIDE},?[ ][^.;:]{{0,60}}?\b{_HEADED}[ ]by[ ]{_LEAD}")
_INCLUDED = re.compile(
    rf"(?:[’']s?)?[ ]{_BODY}[ ](?:has |also )?(?:includ(?:ed|es)|compris(?:ed|es)|consist(?:ed|s) of|was made up of)[ ]{_LEAD}"
)
_LISTED = re.compile(rf",?[ ]and[ ]{_LEAD}|,[ ]{_LEAD}")
_ACCOMPANIED = re.compile(r"(?i)\b(?:accompanied|flanked)[ ]by[ ](?:the[ ]|his[ ]|her[ ])?$")
_COMMA = re.compile(r",[ ](?:the[ ])?")
_HEIR = re.compile(r"(?i)^(?:crown prince|(?:first )?vice[- ]president)")
_ABROAD = re.compile(r"\b(?:in|to|at)[ ](?:the[ ])?$")
_FOR_BEFORE = re.compile(r"(?i)\b(?:for|from|on|on behalf of|on the part of)[ ](?:the[ ])?$")
_VERB_BEFORE = re.compile(rf"\b{_HEADED}[ ](?:\w{{1,15}}[ ]){{0,2}}?by[ ]")

_LED = re.compile(
    r"(?:,?[ ]who|,?[ ]and)?[ ](?:will[ ]|is[ ]|was[ ])?"
    r"(?:leads?|led|leading|heads?|headed|heading|chaired|represent(?:s|ed|ing)?)[ ](?:the[ ])?"
    r"|,[ ](?:leading|heading|representing)[ ](?:the[ ])?"
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
    last: tuple[Candidate, str] | None = None
    chief: tuple[Candidate, str] | None = None  # a leader with the country before the title
    for candidate in candidates:
        held = candidate.office
        own = held is not None and bool(held.countries or held.organizations)
        if own or (held is None and (candidate.country or candidate.organization)) or (held and held.office.plural):
            if own and held and held.office.level is Level.LEADER and held.start < held.office.start and held.countries:
                chief = (candidate, held.countries[0])
            continue
        lead = held.start if held and held.start < candidate.run.start else lead_of(text, candidate.run)
        if chief and held and _LISTED.fullmatch(text, chief[0].run.end, lead) and _serves_leader(held):
            code: str | None = chief[1]
        elif last and _LISTED.fullmatch(text, last[0].run.end, lead):
            code = last[1]
        else:
            code = _after(text, candidate, places) or _accompanied(text, start, lead, candidate, named)
        if code is None and (code := _before(text, start, lead, named)) is None:
            continue
        last = (candidate, code) if lead <= candidate.run.start and not _IN_BRACKETS.match(text, candidate.run.end) else None
        candidate.country, candidate.organization = code, None
        candidate.strong = candidate.strong or candidate.parsed or len(candidate.keys) > 1
        if held and not held.pronoun and not held.possessor:
            held.countries = [code]


def _serves_leader(held: Held) -> bool:
    """ "A's King X and Crown Prince Y", "B's President X and Foreign Minister Y": who is named second is of the same country."""
    return not held.office.counterpart and (held.office.level is not Level.LEADER or bool(_HEIR.search(held.office.title)))


def _accompanied(text: str, start: int, lead: int, candidate: Candidate, founds: Sequence[Found]) -> str | None:
    """ "Accompanied by minister X, the Peruvian president …"."""
    following = next((found for found in founds if found.start >= candidate.run.end), None)
    accompanied = following and _ACCOMPANIED.search(text, max(start, lead - 30), lead)
    return (
        following.values[0] if following and accompanied and _COMMA.fullmatch(text, candidate.run.end, following.start) else None
    )


def _before(text: str, start: int, lead: int, founds: Sequence[Found]) -> str | None:
    """The country of the last tie that ends where the office or the name begins."""
    nearest = [found for found in founds if found.end <= lead and lead - found.end <= 120][-2:]
    for place, found in enumerate(reversed(nearest)):
        to = (found.end, lead)
        before = text[max(start, found.start - 24) : found.start]
        if _ABROAD.search(before) and place + 1 < len(nearest):
            continue  # "The A delegation in B is led by X"
        if any(pattern.fullmatch(text, *to) for pattern in (_REPRESENTED, _SENT, _INCLUDED)):
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
        _LED_WHAT.match(text, following.end)
        or (following.sense is Sense.COUNTRY and _REPRESENTING.search(text[end : following.start]))
    ):
        return following.values[0] if candidate.strong or candidate.parsed else None
    return None
