"""At or about which meeting something was said, and on which day.

A statement belongs to a meeting that its own words tell of, else to the one that the text has told of last if the speaker
took part in it or speaks for a party, else to none. Words that lead away (other days, standing positions) weigh against it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from events.vocabulary import Prominence
from sources.extraction.mentions import DateMention, How, Mentions, Page, Sentence
from sources.extraction.reading import MeetingClaim, Span, StatementClaim, Told
from sources.extraction.statements_attributions import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Token

    from events.partial_dates import PartialDate

_ENCOUNTER = re.compile(
    r"\b(?:meetings?|met|meet|talks?|summits?|visit(?:s|ed|ing)?|trips?|calls?(?! (?:on|for|upon)\b)|called off|conversations?|"
    r"encounters?|sessions?|negotiations?|dialogue|gathering|appointment|discuss(?:ed|ions?|es|ing)?|held|counterparts?|attend(?:ed|ing)?|"
    r"forum|conference|spoke(?:n)?|sidelines|readout|joint statement|joint communiqu[eé]|the event|the two (?:leaders|sides|countries|ministers)|"
    r"both (?:leaders|sides|countries|ministers)|we (?:agreed|discussed|met|had|held|are preparing))\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:previously|in the past|repeatedly|long (?:been|said|held)|last (?:year|month|november|december|january|february|march|april"
    r"|may|june|july|august|september|october)|(?:in|since) (?:19|20)\d\d|years? ago|months? ago|earlier this (?:year|month)|"
    r"earlier in the (?:week|month|year)|already|first proposed|(?:also )?in (?:january|february|march|april|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)
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
    main: int | None


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
        linked.append(replace(claim, meeting=_meeting_of(setting, claim, attribution, before)))
    return tuple(linked)


def _setting(page: Page, mentions: Mentions, meetings: tuple[MeetingClaim, ...]) -> _Setting:
    told = {(claim.span.start, number) for number, claim in enumerate(meetings)}
    for number, claim in enumerate(meetings):
        for value in (claim.status, claim.mode, claim.start, claim.city):
            if value is not None and value.span.end > value.span.start:
                told.add((value.span.start, number))
    ordered = tuple(sorted(told))
    main = next((number for number, claim in enumerate(meetings) if claim.prominence is Prominence.MAIN), None)
    return _Setting(page, mentions, meetings, ordered, tuple(offset for offset, _ in ordered), main)


def _meeting_of(
    setting: _Setting, claim: StatementClaim, attribution: Attribution | None, before: StatementClaim | None
) -> int | None:
    words = setting.page.text[claim.span.start : claim.span.end]
    own = [number for offset, number in setting.told if claim.span.start <= offset < claim.span.end]
    own = [number for number in own if setting.meetings[number].span.start < claim.span.end] or own
    if own:
        return max(own, key=lambda number: (_relation(setting, claim, number), -number))
    tells = bool(_ENCOUNTER.search(words))
    elsewhere = _leads_away(setting, claim, attribution, words)
    topic = _topic(setting, claim, words)
    if topic is None:
        return None
    relation = _relation(setting, claim, topic)
    same = before is not None and before.meeting is not None and _same_speaker(before, claim)
    near = before is not None and claim.span.start - before.span.end < 40
    if elsewhere and not tells:
        return None
    if relation >= 2:
        return topic
    if tells and not elsewhere and (relation or _names_a_party(setting, claim, topic)):
        return topic
    if same and near:
        return before.meeting if before is not None else None
    if relation and before is not None and before.meeting == topic and claim.span.start - before.span.end < _NEAR and not elsewhere:
        return topic
    return None


def _same_speaker(a: StatementClaim, b: StatementClaim) -> bool:
    return (a.speaker, a.institution) == (b.speaker, b.institution)


def _relation(setting: _Setting, claim: StatementClaim, number: int) -> int:
    """2: the speaker takes part; 1: speaks for a party; 0: an outsider."""
    meeting = setting.meetings[number]
    if claim.speaker is not None and any(participant.person == claim.speaker for participant in meeting.participants):
        return 2
    parties = {told.value for told in meeting.parties}
    organizations = {told.value for told in meeting.organizations}
    if claim.country in parties or (claim.organization is not None and claim.organization in organizations):
        return 1
    if claim.speaker is None and claim.country is None and _names_a_party(setting, claim, number, claim.speaker_span):
        return 2
    joint = claim.institution is not None and re.search(
        r"\b(?:leaders|ministers|sides|countries|both|all|parties|statement)\b", claim.institution, re.IGNORECASE
    )
    return 2 if joint else 0


def _names_a_party(setting: _Setting, claim: StatementClaim, number: int, within: Span | None = None) -> bool:
    span = within or claim.span
    meeting = setting.meetings[number]
    parties = {told.value for told in meeting.parties}
    persons = {participant.person for participant in meeting.participants}
    return any(m.code in parties for m in _within(setting.mentions.countries, span)) or any(
        m.person in persons for m in _within(setting.mentions.person_mentions, span)
    )


def _within(mentions: Sequence[object], span: Span) -> list[object]:
    return [m for m in mentions if span.start <= m.span.start < span.end]  # type: ignore[attr-defined]


def _topic(setting: _Setting, claim: StatementClaim, words: str) -> int | None:
    """The meeting that the text is about where the statement stands."""
    meetings = setting.meetings
    at = bisect_right(setting.offsets, claim.span.start) - 1
    latest = setting.told[at][1] if at >= 0 else None
    cities = [n for n, m in enumerate(meetings) if m.city is not None and re.search(rf"\b{re.escape(m.city.value)}\b", words)]
    fitting = [n for n in cities if _relation(setting, claim, n)]
    if fitting and _ENCOUNTER.search(words):
        return fitting[0] if setting.main not in fitting else setting.main
    if latest is not None and latest != setting.main and meetings[latest].prominence is Prominence.BACKGROUND:
        near = claim.span.start - setting.told[at][0] < _NEAR
        if near and _relation(setting, claim, latest) == 2 and setting.main is not None and _relation(setting, claim, setting.main) < 2:
            return latest
        return setting.main if setting.main is not None else latest
    if latest is not None:
        ranked = _relation(setting, claim, latest)
        if not ranked:
            others = [n for _, n in reversed(setting.told[: at + 1]) if _relation(setting, claim, n)]
            main = [n for n in others if meetings[n].prominence is Prominence.MAIN]
            return main[0] if main else latest
        return latest
    return setting.main


def _leads_away(setting: _Setting, claim: StatementClaim, attribution: Attribution | None, words: str) -> bool:
    """Whether the statement was made on another occasion, or is a standing position of a government."""
    if _ELSEWHERE.search(words):
        return True
    if attribution is None or claim.institution is None:
        return False
    standing = attribution.anchor.tag_ in ("VBZ", "VBP")
    government = any(
        m.how in (How.NAME, How.SEAT) and m.span == claim.speaker_span
        for m in setting.mentions.countries
        if claim.speaker_span is not None and m.span.start == claim.speaker_span.start
    )
    return standing and government
