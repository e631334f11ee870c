"""Verbs of speech by their parse: what stands beside them, whether it happened, whether they tell speech or an act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.statements_cues import Speech

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECT = frozenset({"nsubj", "nsubjpass"})
_TELLING = frozenset("insist urge accuse demand blame condemn criticise criticize".split())
_OBJECTS = frozenset({"dobj", "obj", "attr", "oprd", "dative", "acomp"})


@dataclass(frozen=True, slots=True)
class Quoted:
    """The token indices of a sentence that stand in quotation marks; `any`: whether there are quotation marks at all."""

    tokens: frozenset[int]
    any: bool = False

    def __contains__(self, token: Token) -> bool:
        return token.i in self.tokens


def phrase_class(verb: Token) -> frozenset[Speech]:
    """STANCE where verb and particle (or object) together are speech: "called for", "raised concerns"."""
    needed = cues.PHRASES.get(verb.lemma_.lower())
    if needed is None:
        return frozenset()
    if verb.lemma_ in ("agree", "commit"):
        return agreement(verb)
    for child in verb.children:
        if child.i > verb.i and (child.lower_ in needed or child.lemma_ in needed):
            if child.lower_ == "to" and child.dep_ == "aux":
                continue
            return frozenset({Speech.STANCE})
        if child.dep_ in ("xcomp", "ccomp") and child.i > verb.i and "to" in needed:
            return frozenset({Speech.STANCE})
        if (
            child.dep_ in ("ccomp", "dobj", "oprd", "advcl")
            and child.i > verb.i
            and any(grand.lower_ in needed for grand in child.children)
        ):
            return frozenset({Speech.STANCE})
    return frozenset()


def agreement(verb: Token) -> frozenset[Speech]:
    """Agreeing is speech where a view is shared: "agreed on the importance of", "agreed that"; else it is an act."""
    for child in verb.children:
        if child.dep_ == "ccomp" and any(grand.lower_ == "that" for grand in child.children):
            return frozenset({Speech.STANCE})
        if child.lower_ in ("on", "to") and child.dep_ == "prep":
            for grand in child.children:
                if grand.lemma_ in ("importance", "need", "necessity", "urgency", "value", "consultation", "cooperation"):
                    return frozenset({Speech.STANCE})
    return frozenset()


def is_unreal(verb: Token) -> bool:
    """Whether the verb tells of speech that has not happened: modal, negated, wished for, or a bare infinitive."""
    infinitive = False
    for child in verb.children:
        if child.dep_ == "neg":
            return True
        if child.dep_ == "aux" and child.lower_ in cues.UNREAL:
            return True
        infinitive = infinitive or (child.dep_ == "aux" and child.lower_ == "to")
    if infinitive or (verb.tag_ == "VB" and verb.dep_ in ("xcomp", "ccomp")):
        head = verb.head
        return head.lemma_ not in cues.GOES_ON or is_unreal(head) if head.i != verb.i else True
    if verb.dep_ == "conj" and not has_subject(verb) and verb.head.i != verb.i and verb.tag_ == "VB":
        return is_unreal(verb.head)
    return False


def has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECT for child in verb.children)


def has_own_clause(verb: Token) -> bool:
    """Whether the verb of a relative clause takes a clause: "which Peru says must end"."""
    return any(child.dep_ in ("ccomp", "xcomp") for child in verb.children)


def tells_by_participle(verb: Token, beside: frozenset[str]) -> bool:
    """Whether a participle without subject of its own tells what its head's subject said: "… , adding that"."""
    if verb.tag_ != "VBG":
        return False
    classes = cues.CLASSES.get(verb.lemma_, frozenset())
    if verb.lemma_ == "cite":
        return False
    if Speech.NAMING in classes and verb.dep_ == "pcomp":
        return "quote" in beside and names_object(verb)
    if Speech.SAY in classes:
        return bool(beside & {"clause", "quote"}) and (verb.dep_ != "acl" or "quote" in beside)
    calls = verb.lemma_ == "call" and bool(phrase_class(verb))  # "calling on Peru to wait"
    return verb.dep_ != "acl" and (calls or verb.lemma_ in _TELLING)


def complement(verb: Token, quoted: Quoted, inside: set[int], own: bool) -> frozenset[str]:
    """What stands beside the verb: "clause", "quote", "object", "infinitive", "preposition"."""
    found = set()
    for child in verb.children:
        if child.dep_ in ("ccomp", "parataxis") and child.pos_ in ("VERB", "AUX", "ADJ", "NOUN", "PROPN", "ADP", "ADV"):
            found.add("clause")
        elif child.dep_ == "xcomp" or (
            child.dep_ == "advcl" and child.i > verb.i and any(c.lower_ in ("for", "to") for c in child.children)
        ):
            found.add("infinitive")
        elif child.dep_ in _OBJECTS:
            found.add("object")
        elif child.dep_ in ("prep", "prt"):
            found.add("preposition")
        elif child.dep_ in ("advmod", "npadvmod") and child.lower_ in ("so", "otherwise", "same"):
            found.add("object")
    if not found & {"clause", "object", "infinitive"} and _has_that_behind(verb):
        found.add("clause")
    if quoted.any:
        found.add("quote")
    if own and "clause" not in found and stands_after_its_content(verb, inside):
        found.add("clause")
    return frozenset(found)


def _has_that_behind(verb: Token) -> bool:
    """Whether a clause with "that" hangs on a noun behind the verb: "said in a statement that ports would open"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.i > verb.i:
            for clause in child.subtree:
                if clause.dep_ in ("relcl", "acl", "ccomp") and has_subject(clause):
                    first = min(clause.children, key=lambda token: token.i)
                    subject = next(token for token in clause.children if token.dep_ in SUBJECT)
                    if first.lower_ == "that" and subject.i > first.i:
                        return True
    return False


def stands_after_its_content(verb: Token, inside: set[int]) -> bool:
    """Whether the verb stands behind or inside what is said, set off by a comma: "Talks went well, the envoy said." """
    left = _phrase_of(verb).left_edge if verb.dep_ == "acl" and verb.head.i < verb.i else verb
    for child in verb.children:
        if child.dep_ in SUBJECT | {"neg", "aux", "advmod"} and child.i < verb.i:
            left = min(left, child.left_edge, key=lambda token: token.i)
    first = min(inside)
    if left.i - 1 not in inside or left.i - first < 3 or verb.tag_ in ("VBG", "VB"):
        return False
    if not any(token.pos_ in ("VERB", "AUX") for token in verb.doc[first : left.i]):
        return False
    return bool(left.nbor(-1).text in {",", "—", "–", "--", "-"}) and verb.dep_ in (
        "ROOT",
        "parataxis",
        "ccomp",
        "conj",
        "advcl",
        "dep",
        "relcl",
        "appos",
        "acl",
    )


def _phrase_of(participle: Token) -> Token:
    """The head of the noun phrase that a participle is hung on: "media" of "media from both countries reported"."""
    noun = participle.head
    while noun.dep_ in ("pobj", "prep") and noun.head.i < noun.i:
        noun = noun.head
    return noun


def class_that_fits(verb: Token, classes: frozenset[Speech], beside: frozenset[str]) -> Speech | None:
    """The class of speech whose needs are met, the strongest first."""
    if Speech.SAY in classes and beside:
        bare = {"say", "tell", "add", "write", "tweet", "note", "reply", "explain"}
        if beside & {"clause", "quote"} or ("object" in beside and verb.lemma_ not in bare - {"say", "note"}):
            return Speech.SAY
        if verb.lemma_ in ("warn", "remind", "caution", "insist") and beside:
            return Speech.SAY
        if verb.lemma_ == "say" and "infinitive" in beside:
            return Speech.SAY
    if verb.lemma_ == "read" and beside & {"clause", "quote"} and _is_utterance(verb):
        return Speech.SAY
    if verb.lemma_ in ("welcome", "receive", "greet", "salute") and greets(verb):
        return None
    if verb.lemma_ in ("encourage", "advise", "counsel") and not beside & {"infinitive", "clause"}:
        return None
    if Speech.STANCE in classes and (beside & {"clause", "quote", "object", "infinitive", "preposition"}):
        return Speech.STANCE
    if Speech.NAMING in classes and names_object(verb):
        return Speech.NAMING
    if Speech.CLAUSE in classes and beside & {"clause", "quote"}:
        return Speech.CLAUSE
    if Speech.MEDIA in classes and "clause" in beside:
        return Speech.MEDIA
    if Speech.QUOTE in classes and "quote" in beside and not beside & {"object", "infinitive"}:
        return Speech.QUOTE
    return None


def _is_utterance(verb: Token) -> bool:
    """Whether the subject is what is issued: "the statement read"."""
    return any(child.dep_ == "nsubj" and child.lemma_.lower() in cues.UTTERANCES for child in verb.children)


def greets(verb: Token) -> bool:
    """Whether somebody is welcomed in person, not a step or a decision in words."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            counted = any(grand.dep_ == "nummod" for grand in child.children)
            return counted or child.ent_type_ in ("PERSON", "CARDINAL") or child.pos_ == "PRON" or child.lemma_ in cues.GUESTS
    return False


def names_object(verb: Token) -> bool:
    """Whether the verb has an object and what it is called."""
    for child in verb.children:
        if child.lower_ == "as" and child.i > verb.i:
            return True
        if verb.lemma_ in ("call", "brand", "term", "label", "dub") and child.dep_ in ("oprd", "ccomp", "xcomp", "acomp"):
            return child.i > verb.i
    return False
