"""At or about which meeting something was said, and on which day.

A statement belongs to a meeting that its own words tell of, else to the one that the text has told of last if the speaker
took part in it or speaks for a party, else to none. Words that lead away (other days, standing positions) weigh against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from events.vocabulary import Prominence
from sources.extraction.mentions import DateMention, Mentions, Page, Sentence
from sources.extraction.reading import MeetingClaim, StatementClaim, Told
from sources.extraction.statements_attributions import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Token

    from events.partial_dates import PartialDate

_ENCOUNTER = re.compile(
    r"\b(?:meetings?|met|meet|talks?|summits?|visit(?:s|ed|ing)?|trips?|calls?(?! (?:on|for|upon)\b)|called off|conversations?"
    r"|encounters?|sessions?|negotiations?|dialogue|gathering|appointment|discuss(?:ed|ions?|es|ing)?|held|counterparts?"
    r"|attend(?:ed|ing)?|forum|conference|spoke(?:n)?|sidelines|readout|joint statement|joint communiqu[eé]|the event"
    r"|(?:the two|both) (?:leaders|sides|countries|ministers)|we (?:agreed|discussed|met|had|held|are preparing))\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:at|after|before|ahead of|during|following|in|on the sidelines of|about|for|to|with|of|the) "
    r"(?:the |their |his |her |a |an |this |that ){0,2}(?:[\w’'-]{1,20} ){0,3}"
    r"(?:meetings?|summit|talks|calls?|visit|trip|conversation|forum|conference|event|phone call)\b",
    re.IGNORECASE,
)
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ELSEWHERE = re.compile(
    rf"\b(?:previously|in the past|repeatedly|long (?:been|said|held)|(?:last|in) (?:year|month|{_MONTHS})"
    r"|(?:in|since) (?:19|20)\d\d|(?:years?|months?) ago|earlier (?:this|in the) (?:week|month|year)|already|first proposed)\b",
    re.IGNORECASE,
)
# Where one speaks to somebody else: words said there are not said at the meeting.
_OTHER_OCCASION = re.compile(
    r"\b(?:in an interview|interview (?:with|that|aired|published)|separate (?:trip|visit|meeting|statement|event)"
    r"|told (?:the )?(?:[Pp]arliament|Congress|lawmakers|[Ss]enate|[A-Z][\w’' ]{1,20} (?:News|TV|Radio|newspaper|magazine))"
    r"|address(?:ed|ing)? (?:the )?(?:[Uu]niversity|[Pp]arliament|nation|Congress|United Nations|General Assembly)"
    r"|in (?:a|his|her|their) (?:speech|address|op-?ed|article)|on (?:NBC|CNN|Fox|CBS|ABC|BBC|MSNBC)\b)"
)
_JOINT = re.compile(
    r"(?:the |both |all |two |three |four |five |six |seven |participating ){0,3}"
    r"(?:leaders|(?:foreign |defen[cs]e )?ministers|presidents|sides|both|all|parties|countries|officials|delegations)",
    re.IGNORECASE,
)
_REACH = 8  # meetings told of before a statement that come into question
_SHORT = 8  # sentences of an article that has no background
_LATE = 0.6  # part of the article behind which background prevails
V = TypeVar("V")
_NEAR = 700  # characters behind the words that tell of a meeting in which speech is taken to belong to it


def day_of(days: Sequence[DateMention], sentence: Sentence, attribution: Attribution | None) -> Told[PartialDate] | None:
    """The day that the attribution itself tells ("said on Tuesday"), not one within what was said. `days`: of the sentence."""
    if attribution is None:
        return None
    for mention in days:
        if mention.start.date is None:
            continue
        token = next((t for t in sentence.parse if t.idx + sentence.shift >= mention.span.start), None)
        if token is not None and _modifies(token, attribution.anchor):
            return Told(mention.start.date, mention.span, 0.9)
    return None


def _modifies(token: Token, anchor: Token) -> bool:
    """Whether a day stands beside the verb itself: directly, or by a preposition."""
    for _ in range(4):
        if token.head.i == token.i:
            return False
        if token.head.i == anchor.i:
            return token.dep_ in ("npadvmod", "prep", "tmod", "advmod", "nmod")
        token = token.head
    return False


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the links are made from: the meetings, and where the text tells of them and of who."""

    page: Page
    mentions: Mentions
    meetings: tuple[MeetingClaim, ...]
    first_main: int | None
    told: tuple[tuple[int, int], ...]  # (offset, meeting) in reading order
    persons: tuple[tuple[int, int], ...]  # (offset, person)
    countries: tuple[tuple[int, str], ...]  # (offset, code)
    organizations: tuple[tuple[int, str], ...]  # (offset, slug)


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement with what stands in it."""

    claim: StatementClaim
    attribution: Attribution | None
    before: StatementClaim | None
    words: str
    persons: frozenset[int]
    countries: frozenset[str]
    organizations: frozenset[str]
    tells: frozenset[int]  # meetings that it tells of
    last: tuple[int, int] | None  # what was told last before it: (offset, meeting)


# What speaks for a meeting, in the order of `_reasons`. Fitted on annotated articles, some left out in turn, and rounded; reasons
# that told nothing about those left out were dropped. The sum must pass the threshold.
_WEIGHTS = {
    "told here": 1.5,
    "first of the main ones": 1.5,
    "takes part": 1.5,
    "speaks for a party": 0.5,
    "participants named": 0.75,
    "other countries named": -0.5,
    "words of encounter": 0.75,
    "occasion named": 1.5,
    "told just before": 0.5,
    "same speaker went before": 1.25,
    "statement before": 1.0,
    "late in the article": -0.75,
    "leads away": -1.0,
    "told as a standing view": -1.5,
}
_THRESHOLD = 3.0


def link_meetings(
    page: Page,
    mentions: Mentions,
    meetings: tuple[MeetingClaim, ...],
    claims: tuple[StatementClaim, ...],
    attributions: Sequence[Attribution | None],
) -> tuple[StatementClaim, ...]:
    """Give each statement the meeting at or about which it was said, where one can be told."""
    if not meetings:
        return claims
    setting = _setting(page, mentions, meetings)
    linked: list[StatementClaim] = []
    for claim, attribution in zip(claims, attributions, strict=True):
        said = _said(setting, claim, attribution, linked[-1] if linked else None)
        best, number = max((_score(setting, said, number), -number) for number in _candidates(setting, said))
        linked.append(replace(claim, meeting=-number if best >= _THRESHOLD else None))
    return tuple(linked)


def _score(setting: _Setting, said: _Said, number: int) -> float:
    return sum(_WEIGHTS[reason] * worth for reason, worth in _reasons(setting, said, number).items())


def _setting(page: Page, mentions: Mentions, meetings: tuple[MeetingClaim, ...]) -> _Setting:
    told = {(claim.span.start, number) for number, claim in enumerate(meetings)}
    for number, claim in enumerate(meetings):
        for value in (claim.status, claim.mode, claim.start, claim.city):
            if value is not None and value.span.end > value.span.start:
                told.add((value.span.start, number))
    return _Setting(
        page,
        mentions,
        meetings,
        next((number for number, claim in enumerate(meetings) if claim.prominence is Prominence.MAIN), None),
        tuple(sorted(told)),
        tuple(sorted((m.span.start, m.person) for m in mentions.person_mentions)),
        tuple(sorted((m.span.start, m.code) for m in mentions.countries)),
        tuple(sorted((m.span.start, m.slug) for m in mentions.organizations)),
    )


def _between(told: Sequence[tuple[int, V]], start: int, end: int) -> frozenset[V]:
    """What is told from `start` to `end`, of pairs (offset, what) in reading order."""
    first = bisect_left(told, start, key=itemgetter(0))
    last = bisect_left(told, end, key=itemgetter(0))
    return frozenset(what for _, what in told[first:last])


def _said(setting: _Setting, claim: StatementClaim, attribution: Attribution | None, before: StatementClaim | None) -> _Said:
    start, end = claim.span
    at = bisect_left(setting.told, start + 1, key=itemgetter(0)) - 1
    return _Said(
        claim,
        attribution,
        before,
        setting.page.text[start:end],
        _between(setting.persons, start, end),
        _between(setting.countries, start, end),
        _between(setting.organizations, start, end),
        _between(setting.told, start, end),
        setting.told[at] if at >= 0 else None,
    )


def _candidates(setting: _Setting, said: _Said) -> set[int]:
    """The meetings that come into question: the first ones of the article, and those told of near by."""
    at = bisect_left(setting.told, said.claim.span.start, key=itemgetter(0))
    near = {number for _, number in setting.told[max(0, at - _REACH) : at + 1]}
    return near | said.tells | set(range(min(_REACH, len(setting.meetings))))


def _reasons(setting: _Setting, said: _Said, number: int) -> dict[str, float]:
    """What speaks for and against the statement's belonging to the meeting, by its name in `_WEIGHTS`."""
    claim, meeting = said.claim, setting.meetings[number]
    parties = {told.value for told in meeting.parties}
    persons = {participant.person for participant in meeting.participants}
    organizations = {told.value for told in meeting.organizations}
    takes_part = claim.speaker is not None and claim.speaker in persons
    speaks_for = claim.country in parties or (claim.organization is not None and claim.organization in organizations)
    nameless = not persons and claim.speaker is not None and speaks_for  # "the presidents of Peru and Chile met"
    there = takes_part or nameless or _is_joint(setting, claim, parties, persons)
    before = said.before if said.before is not None and said.before.meeting == number else None
    return {
        "told here": number in said.tells,
        "first of the main ones": number == setting.first_main,
        "takes part": there,
        "speaks for a party": speaks_for and not takes_part and not nameless,
        "participants named": min(2, len(said.persons & persons - {claim.speaker})),
        "other countries named": min(2, len(said.countries - parties - {claim.country})),
        "words of encounter": bool(_ENCOUNTER.search(said.words)),
        "occasion named": bool(_OCCASION.search(said.words)),
        "told just before": said.last is not None and said.last[1] == number and claim.span.start - said.last[0] < _NEAR,
        "same speaker went before": before is not None and _same_speaker(before, claim),
        "statement before": before is not None,
        "late in the article": len(setting.page.sentences) > _SHORT and _position(setting, claim) > _LATE,
        "leads away": bool(_ELSEWHERE.search(said.words) or _OTHER_OCCASION.search(said.words)),
        "told as a standing view": _is_standing_view(said.attribution),
    }


def _position(setting: _Setting, claim: StatementClaim) -> float:
    """How far into the article the statement stands, from 0 to 1."""
    sentences = setting.page.sentences
    first, last = sentences[0].span.start, sentences[-1].span.end
    return (claim.span.start - first) / max(1, last - first)


def _is_joint(setting: _Setting, claim: StatementClaim, parties: set[str], persons: set[int]) -> bool:
    """Whether those who met speak together: "the two leaders", "Lima and Santiago", the participants by name."""
    if claim.speaker is not None or claim.institution is None or claim.country is not None:
        return False
    if _JOINT.fullmatch(claim.institution):
        return True
    span = claim.speaker_span
    if span is not None and span.end - span.start > len("they"):
        codes = _between(setting.countries, *span)
        named = _between(setting.persons, *span)
        return (len(codes) > 1 and codes <= parties) or (len(named) > 1 and named <= persons)
    names = [setting.mentions.persons[person].name for person in persons]
    return sum(name in claim.institution for name in names) > 1


def _same_speaker(a: StatementClaim, b: StatementClaim) -> bool:
    return (a.speaker, a.institution) == (b.speaker, b.institution)


def _is_standing_view(attribution: Attribution | None) -> bool:
    """Whether what was said once is told as a view that is held: "Peru has denied", "has long said"."""
    if attribution is None or attribution.anchor.tag_ != "VBN":
        return False
    return any(child.dep_ == "aux" and child.lower_ in ("has", "have") for child in attribution.anchor.children)
