"""At or about which meeting something was said, and on which day.

A statement belongs to a meeting that its own words tell of, else to the one that the text has told of last if the speaker
took part in it or speaks for a party, else to none. Words that lead away (other days, standing positions) weigh against it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from events.vocabulary import Prominence
from sources.extraction.mentions import DateMention, How, Mentions, Page, Sentence
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
_MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ELSEWHERE = re.compile(
    rf"\b(?:previously|in the past|repeatedly|long (?:been|said|held)|(?:last|in) (?:year|month|{_MONTHS})"
    r"|(?:in|since) (?:19|20)\d\d|(?:years?|months?) ago|earlier (?:this|in the) (?:week|month|year)|already|first proposed)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\b(?:leaders|ministers|sides|countries|both|all|parties|statement|and)\b", re.IGNORECASE)
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
    """What the links are made from: the meetings and where the text tells of them."""

    page: Page
    mentions: Mentions
    meetings: tuple[MeetingClaim, ...]
    told: tuple[tuple[int, int], ...]  # (offset, meeting) in reading order
    offsets: tuple[int, ...]


# What speaks for a meeting, in the order of `_reasons`; fitted on annotated articles, rounded. The sum must pass the threshold.
_WEIGHTS = {
    "told here": 1.0,
    "main": 0.75,
    "takes part": 2.0,
    "speaks for a party": 1.25,
    "joint": 0.5,
    "participants named": 1.0,
    "parties named": 0.5,
    "city named": 0.5,
    "words of encounter": 1.75,
    "told just before": 0.25,
    "told last": 0.75,
    "same speaker went before": 1.5,
    "statement before": 1.25,
    "leads away": -1.5,
    "standing position": -0.75,
    "other day": -0.5,
}
_THRESHOLD = 4.0


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
        before = linked[-1] if linked else None
        scored = [
            (
                sum(_WEIGHTS[reason] * worth for reason, worth in _reasons(setting, claim, attribution, number, before).items()),
                -number,
            )
            for number in range(len(meetings))
        ]
        best, number = max(scored)
        linked.append(replace(claim, meeting=-number if best >= _THRESHOLD else None))
    return tuple(linked)


def _setting(page: Page, mentions: Mentions, meetings: tuple[MeetingClaim, ...]) -> _Setting:
    told = {(claim.span.start, number) for number, claim in enumerate(meetings)}
    for number, claim in enumerate(meetings):
        for value in (claim.status, claim.mode, claim.start, claim.city):
            if value is not None and value.span.end > value.span.start:
                told.add((value.span.start, number))
    ordered = tuple(sorted(told))
    return _Setting(page, mentions, meetings, ordered, tuple(offset for offset, _ in ordered))


def _reasons(
    setting: _Setting, claim: StatementClaim, attribution: Attribution | None, number: int, before: StatementClaim | None
) -> dict[str, float]:
    """What speaks for and against the statement's belonging to the meeting, by its name in `_WEIGHTS`."""
    meeting = setting.meetings[number]
    words = setting.page.text[claim.span.start : claim.span.end]
    parties = {told.value for told in meeting.parties}
    persons = {participant.person for participant in meeting.participants}
    organizations = {told.value for told in meeting.organizations}
    named = {m.person for m in setting.mentions.person_mentions if claim.span.start <= m.span.start < claim.span.end}
    codes = {m.code for m in setting.mentions.countries if claim.span.start <= m.span.start < claim.span.end}
    slugs = {m.slug for m in setting.mentions.organizations if claim.span.start <= m.span.start < claim.span.end}
    takes_part = claim.speaker is not None and claim.speaker in persons
    speaks_for = claim.country in parties or (claim.organization is not None and claim.organization in organizations)
    at = bisect_right(setting.offsets, claim.span.start) - 1
    last = setting.told[at] if at >= 0 else None
    day = claim.day.value if claim.day is not None else None
    start = meeting.start.value.date if meeting.start is not None else None
    reasons: dict[str, float] = {
        "told here": any(n == number and claim.span.start <= offset < claim.span.end for offset, n in setting.told),
        "main": meeting.prominence is Prominence.MAIN,
        "takes part": takes_part,
        "speaks for a party": speaks_for and not takes_part,
        "joint": claim.speaker is None and claim.country is None and bool(_JOINT.search(claim.institution or "")),
        "participants named": min(2, len(named & persons - {claim.speaker})),
        "parties named": min(2, len(codes & parties - {claim.country}) + len(slugs & organizations)),
        "city named": meeting.city is not None and meeting.city.value in words,
        "words of encounter": bool(_ENCOUNTER.search(words)),
        "told just before": last is not None and last[1] == number and claim.span.start - last[0] < _NEAR,
        "told last": last is not None and last[1] == number,
        "same speaker went before": before is not None and before.meeting == number and _same_speaker(before, claim),
        "statement before": before is not None and before.meeting == number,
        "leads away": bool(_ELSEWHERE.search(words)),
        "standing position": _is_standing_position(setting, claim, attribution),
        "other day": day is not None and start is not None and day.latest < start.earliest - timedelta(days=2),
    }
    return reasons


def _same_speaker(a: StatementClaim, b: StatementClaim) -> bool:
    return (a.speaker, a.institution) == (b.speaker, b.institution)


def _is_standing_position(setting: _Setting, claim: StatementClaim, attribution: Attribution | None) -> bool:
    """Whether a government is told to hold a view at all times: "Peru denies", "Chile says"."""
    if attribution is None or claim.institution is None or claim.speaker_span is None:
        return False
    return attribution.anchor.tag_ in ("VBZ", "VBP") and any(
        m.span.start == claim.speaker_span.start and m.how in (How.NAME, How.SEAT) and claim.speaker_span.end - m.span.end <= 1
        for m in setting.mentions.countries
    )
