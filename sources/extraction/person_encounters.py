"""Who takes part in an encounter by the parse: subject or object of meeting, receiving, talking with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from sources.extraction.person_candidates import Candidate

_RECEIVE = frozenset({"receive", "meet", "host", "welcome", "greet"})
_SPEAK = frozenset({"meet", "speak", "talk", "confer", "hold", "have", "discuss", "consult", "sit", "negotiate"})
_TALKS = frozenset(
    "talk talks meeting conversation call discussion discussions negotiation negotiations consultation consultations summit "
    "audience session encounter".split()
)

_PRESENT = re.compile(
    r"(?i)\b(?:(?:taking part|attending|present|in attendance|participants|participating)[ ](?:were|was|are|included?|includes)"
    r"|(?:was|were) attended by)[ ](?:the[ ])?$"
)
_LISTED = re.compile(r",?[ ]and[ ]|,[ ]")


def mark_present(text: str, start: int, candidates: Sequence[Candidate]) -> None:
    """ "Taking part were A, B and C": all who are listed in the sentence that begins at `start` take part."""
    end: int | None = None
    for candidate in candidates:
        run = candidate.run
        listed = end is not None and _LISTED.fullmatch(text, end, run.start)
        if listed or _PRESENT.search(text, max(start, run.start - 40), run.start):
            candidate.meets, end = True, run.end
        else:
            end = None


def conjunct_head(token: Token) -> Token:
    """The first of a list of names, which stands in the sentence for all of them."""
    for _ in range(12):
        if token.dep_ not in {"conj", "appos"}:
            break
        token = token.head
    return token


def takes_part(token: Token) -> bool:
    """Whether the noun at whose root `token` stands meets, receives or talks with somebody, or is met."""
    token = conjunct_head(token)
    head = token.head
    lemma = head.lemma_.lower()
    if token.dep_ == "nsubj":
        return (lemma in _RECEIVE and _has_object(head)) or (lemma in _SPEAK and _has_partner(head))
    if token.dep_ == "nsubjpass":
        return lemma in _RECEIVE - {"meet"}
    if token.dep_ == "dobj":
        return lemma in _RECEIVE
    if token.dep_ == "pobj":
        preposition, over = head.text.lower(), head.head.lemma_.lower()
        if preposition in {"with", "between", "to", "among"}:
            return over in _TALKS or (over in _SPEAK and preposition in {"with", "to"})
        return preposition == "by" and over in _RECEIVE
    return False


def _has_object(verb: Token) -> bool:
    return any(child.dep_ == "dobj" or (child.dep_ == "prep" and child.text.lower() == "with") for child in verb.children)


def _has_partner(verb: Token) -> bool:
    """ "Spoke with …", "held talks with …", "had a call with …"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.text.lower() in {"with", "to"} and verb.lemma_.lower() not in {"have", "hold"}:
            return True
        if child.dep_ == "dobj" and child.lemma_.lower() in _TALKS:
            return True
    return False
