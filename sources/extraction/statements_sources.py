"""The source of a verb of speech: the head of its subject, or of what the parser took for something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.statements_verbs import SUBJECT, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Token

_ADJUNCT_CLAUSES = frozenset({"advcl", "acl", "pcomp", "xcomp"})


def source_of(verb: Token) -> tuple[Token | None, bool]:
    """The head of the verb's subject, and whether it is the verb's own."""
    token = verb
    for _ in range(6):
        for child in token.children:
            if child.dep_ in SUBJECT:
                if child.dep_ == "nsubjpass" and token.i != verb.i and token.dep_ != "ROOT":
                    return None, False
                if child.lower_ in ("who", "which", "that") and token.dep_ == "relcl":
                    return token.head, token.i == verb.i
                return child, token.i == verb.i
        if token.i == verb.i:
            inverted = inverted_subject(verb)
            if inverted is not None:
                return inverted, True
        if token.dep_ == "acl" and token.head.pos_ in ("NOUN", "PROPN"):
            if token.tag_ == "VBG":
                return token.head, False
            # "Name, an adviser, tweeted that …" is taken for "a name tweeted"
            told = token.tag_ == "VBN" and token.head.pos_ == "PROPN" and any(c.dep_ == "ccomp" for c in token.children)
            return (token.head, True) if told else (None, False)
        if token.dep_ in ("conj", *_ADJUNCT_CLAUSES) and token.head.i != token.i:
            if token.dep_ == "pcomp":
                token = token.head  # the preposition
            token = token.head
            continue
        if token.dep_ == "prep" and token.head.i != token.i:
            token = token.head
            continue
        break
    return None, False


def inverted_subject(verb: Token) -> Token | None:
    """The subject of "…," added Quispe, where the parser takes it for an object."""
    if not any(child.i < verb.i and child.dep_ in ("ccomp", "punct", "dep", "parataxis") for child in verb.children):
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "attr", "npadvmod", "appos", "oprd") and 0 < child.i - verb.i <= 8:
            return child if child.pos_ in ("PROPN", "PRON", "NOUN") and child.ent_type_ not in ("DATE", "TIME") else None
    return None


def name_behind(verb: Token, inside: set[int]) -> Token | None:
    """The last word of the name that follows an inverted verb."""
    last, at = None, verb.i + 1
    while at in inside and verb.doc[at].pos_ in ("PROPN", "NOUN", "ADJ", "DET", "PRON", "PART"):
        last, at = verb.doc[at], at + 1
    return last


def left_neighbour(verb: Token, inside: set[int], quoted: Quoted) -> Token | None:
    """The noun that stands right before a finite verb, or begins behind the quoted words, where the parser found no subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    at = verb.i - 1
    while at in inside and verb.doc[at].pos_ in ("ADV", "AUX") and verb.doc[at] not in quoted:
        at -= 1
    if at not in inside or verb.doc[at] in quoted:
        return None
    near = verb.doc[at]
    if near.pos_ in ("PROPN", "PRON") and near.dep_ not in ("dobj", "pobj"):
        return near
    # “…,” Name, director of a body, said
    while at in inside and verb.doc[at] not in quoted and verb.i - at < 25:
        at -= 1
    first = at + 1
    while first in inside and verb.doc[first].is_punct:
        first += 1
    if at in inside and verb.doc[at] in quoted and verb.doc[first].pos_ in ("PROPN", "PRON"):
        last = verb.doc[first]
        while last.i + 1 in inside and verb.doc[last.i + 1].pos_ == "PROPN":
            last = verb.doc[last.i + 1]
        return last
    return near if near.pos_ in ("PROPN", "PRON", "NOUN") and verb.dep_ == "ROOT" else None


def object_of(token: Token, prepositions: Sequence[str]) -> Token | None:
    for child in token.children:
        if child.lower_ in prepositions:
            for grand in child.children:
                if grand.dep_ in ("pobj", "pcomp"):
                    return grand
    return None


def is_outlet(head: Token) -> bool:
    """Whether a noun phrase names a news outlet."""
    words = {token.lower_ for token in head.subtree if token.i <= head.i + 2} | {head.lower_}
    if head.lower_ in cues.OUTLET_NAMES or head.lower_ in cues.OUTLET_NOUNS:
        return True
    if head.lower_ == "agency" and "news" in words:
        return True
    return head.pos_ == "PROPN" and bool(words & cues.OUTLET_NAMES) and head.ent_type_ != "PERSON"
