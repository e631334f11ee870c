"""At or about which meeting something was said, and on which day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sources.extraction.mentions import Mentions, Page, Sentence
from sources.extraction.reading import MeetingClaim, StatementClaim, Told
from sources.extraction.statements_attributions import Attribution

if TYPE_CHECKING:
    from events.partial_dates import PartialDate
    from spacy.tokens import Token


def day_of(mentions: Mentions, sentence: Sentence, number: int, attribution: Attribution | None) -> Told[PartialDate] | None:
    """The day that the attribution itself tells ("said on Tuesday"), not one within what was said."""
    if attribution is None:
        return None
    anchor = attribution.anchor
    for mention in mentions.dates:
        if mention.sentence != number or mention.start.date is None:
            continue
        token = next((t for t in sentence.parse if t.idx + sentence.shift >= mention.span.start), None)
        if token is not None and _modifies(token, anchor):
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


def link_meetings(
    page: Page, mentions: Mentions, meetings: tuple[MeetingClaim, ...], claims: tuple[StatementClaim, ...]
) -> tuple[StatementClaim, ...]:
    """Give each statement the meeting at or about which it was said, where one can be told."""
    return tuple(replace(claim, meeting=None) for claim in claims)
