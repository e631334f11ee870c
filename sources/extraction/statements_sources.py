"""The source of a verb of speech: the head of its subject, or of what the parser took for something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.statements_verbs import SUBJECT, Quoted

if TYPE_CHECKING:
    from spacy.tokens import Token

_ADJUNCT_CLAUSES = frozenset({"advcl", "acl", "pcomp", "xcomp"})
FINITE = ("VBD", "VBZ", "VBP", "VBN")
_NO_VOICES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
# Their object is whom one speaks to.
_ADDRESSING = frozenset(
    "tell warn remind inform assure reassure caution ask threaten cite quote answer urge thank praise criticize criticise".split()
)
_COMMAS = frozenset({",", "”", '"', "’", "''", "»", "—", "–", "--"})
_LONGEST_SOURCE = 30  # tokens of a noun phrase with all that is set off by commas


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
    if verb.lemma_ in _ADDRESSING:
        return None
    if verb.dep_ != "conj" and not any(
        child.i < verb.i and child.dep_ in ("ccomp", "punct", "dep", "parataxis") for child in verb.children
    ):
        return None
    if verb.dep_ == "conj" and (verb.i == 0 or verb.nbor(-1).text not in _COMMAS or verb.lemma_ not in cues.CLASSES):
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
    if verb.tag_ not in FINITE:
        return None
    at = _before_adverbs(verb, inside, quoted)
    if at is None:
        return None
    near = verb.doc[at]
    if near.pos_ in ("PROPN", "PRON") and near.dep_ not in ("dobj", "pobj"):
        return near
    named = set_off(verb, inside, quoted)
    if named is not None:
        return named
    return near if near.pos_ in ("PROPN", "PRON", "NOUN") and verb.dep_ == "ROOT" else None


def adjacent(verb: Token, inside: set[int], quoted: Quoted) -> Token | None:
    """The noun right before a finite verb to which the parser gave the subject of another verb: "as a newspaper said"."""
    at = _before_adverbs(verb, inside, quoted) if verb.tag_ in ("VBD", "VBZ", "VBP") else None
    if at is None or verb.dep_ == "relcl":
        return None
    near = verb.doc[at]
    named = near.pos_ == "PROPN" and near.ent_type_ not in _NO_VOICES
    return near if named or (near.pos_ == "NOUN" and near.lower_ in cues.PEOPLE | cues.BODIES | cues.OUTLET_NOUNS) else None


def _before_adverbs(verb: Token, inside: set[int], quoted: Quoted) -> int | None:
    """Where the word before the verb and its adverbs stands, if it is not quoted."""
    at = verb.i - 1
    while at in inside and verb.doc[at].pos_ in ("ADV", "AUX") and verb.doc[at] not in quoted:
        at -= 1
    return at if at in inside and verb.doc[at] not in quoted else None


def set_off(verb: Token, inside: set[int], quoted: Quoted) -> Token | None:
    """The head of the noun phrase between what is said and the verb: "…,” the head of an office said", "…, Name, an envoy, said".

    Told by its marks, for where the parser has made it part of what is said.
    """
    if verb.tag_ not in FINITE:
        return None
    first = verb.i
    while first - 1 in inside and verb.i - first < _LONGEST_SOURCE:
        token = verb.doc[first - 1]
        if token in quoted or (token.tag_ in ("VBD", "VBZ", "VBP", "MD") and token.dep_ != "relcl"):
            break
        first -= 1
    parts = _parts(verb, first)
    if not parts or verb.doc[first - 1] not in quoted:
        parts = parts[1:]  # the rest of what is said
    for part in parts:
        if all(token.pos_ == "PROPN" or token.text in "-’'." for token in part) and part[-1].ent_type_ not in _NO_VOICES:
            return part[-1]
    heads = (_head(part) for part in parts if part[0].pos_ in ("DET", "ADJ", "PROPN", "NOUN"))
    return next((head for head in heads if head is not None and (head.pos_ == "PROPN" or is_voice(head))), None)


def _parts(verb: Token, first: int) -> list[list[Token]]:
    """What commas and closing marks set off from `first` to the verb."""
    parts: list[list[Token]] = [[]]
    for token in verb.doc[first : verb.i]:
        if token.is_punct and token.text in _COMMAS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _head(part: list[Token]) -> Token | None:
    """The last noun before the first preposition."""
    head = None
    for token in part:
        if token.pos_ in ("ADP", "VERB", "SCONJ"):
            break
        if token.pos_ in ("NOUN", "PROPN"):
            head = token
    return head if head is not None and head.ent_type_ not in _NO_VOICES else None


def object_of(token: Token, prepositions: Sequence[str]) -> Token | None:
    for child in token.children:
        if child.lower_ in prepositions:
            for grand in child.children:
                if grand.dep_ in ("pobj", "pcomp"):
                    return grand
    return None


def is_voice(noun: Token) -> bool:
    """Whether a common noun can speak: people, bodies, outlets and what is issued."""
    return bool({noun.lower_, noun.lemma_.lower()} & (cues.PEOPLE | cues.BODIES | cues.OUTLET_NOUNS | cues.UTTERANCES))


def is_outlet(head: Token) -> bool:
    """Whether a noun phrase names a news outlet."""
    words = {token.lower_ for token in head.subtree if token.i <= head.i + 2} | {head.lower_}
    if head.lower_ in cues.OUTLET_NAMES or head.lower_ in cues.OUTLET_NOUNS:
        return True
    if head.lower_ == "agency" and "news" in words:
        return True
    return head.pos_ == "PROPN" and bool(words & cues.OUTLET_NAMES) and head.ent_type_ != "PERSON"
