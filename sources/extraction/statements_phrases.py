"""The stretch of a noun phrase around its head, and whose an utterance is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sources.extraction.mentions import Sentence
from sources.extraction.reading import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_WITHIN_PHRASE = frozenset("of for to in from at on with".split())


def owners(head: Token) -> Iterator[Token]:
    """The nouns that may tell whose utterance it is, the surest first."""
    for child in head.children:
        if child.dep_ == "poss":
            yield child
    for child in _by_phrases(head):
        yield child
    for child in head.children:
        if child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN":
            yield child


def _by_phrases(head: Token) -> Iterator[Token]:
    for child in head.rights:
        if child.lower_ in ("by", "from") or (child.lower_ == "of" and head.lemma_ not in ("account", "readout", "draft")):
            yield from (grand for grand in child.children if grand.dep_ == "pobj")
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            for agent in child.children:
                if agent.dep_ in ("agent", "prep") and agent.lower_ == "by":
                    yield from (grand for grand in agent.children if grand.dep_ == "pobj")


def place(token: Token, sentence: Sentence) -> Span:
    start = token.idx + sentence.shift
    return Span(start, start + len(token.text))


def left_edge(head: Token, sentence: Sentence) -> int:
    """Where the noun phrase of `head` begins."""
    first = head
    for child in head.lefts:
        if child.dep_ in (
            "det",
            "amod",
            "compound",
            "poss",
            "nummod",
            "nmod",
            "quantmod",
            "predet",
            "npadvmod",
            "advmod",
            "case",
        ):
            edge = child.left_edge
            if edge.i < first.i:
                first = edge
    if first.i < sentence.parse.start:
        first = sentence.parse[0]
    return first.idx + sentence.shift


def right_edge(head: Token, sentence: Sentence) -> int:
    """Where it ends: with its head, or the prepositional phrases right behind it."""
    last, doc = head, head.doc
    for child in head.rights:
        if child.i == head.i + 1 and child.dep_ in ("appos", "nmod", "flat") and child.pos_ == "PROPN" and not list(child.lefts):
            last = child  # "the news agency Andina"
    while True:
        following = last.i + 1
        if following >= sentence.parse.end:
            break
        token = doc[following]
        if token.lower_ not in _WITHIN_PHRASE or token.dep_ != "prep" or not _belongs(token, head):
            break
        objects = [child for child in token.children if child.dep_ == "pobj"]
        if not objects or objects[0].ent_type_ in ("DATE", "TIME") or objects[0].i - head.i > 10:
            break
        last = objects[0]
        for other in objects[0].conjuncts:
            if other.i > last.i and other.i - last.i <= 3:
                last = other
        last = max((child for child in (last,)), key=lambda found: found.i)
    end = last.idx + len(last.text) + sentence.shift
    return min(end, sentence.span.end)


def _belongs(token: Token, head: Token) -> bool:
    for ancestor in token.ancestors:
        if ancestor.i == head.i:
            return True
        if ancestor.pos_ in ("VERB", "AUX"):
            return False
    return False
