"""Whether something has been, is ahead or is only wished for, by the form of its verb and of those that it hangs on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from events.vocabulary import Status
from sources.extraction.meeting_scenes import Scene


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with the token that tells it. `dated`: counts only where a day or a place is told ("may meet in April")."""

    status: Status
    token: Token
    confidence: float
    dated: bool = False


WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})


AHEAD = frozenset(
    "set schedule slate expect plan due intend prepare agree arrange go poise head travel fly depart leave invite "
    "bound decide announce "
    "promise vow arrive come confirm gear".split()
)


WISHING = frozenset(
    "want hope offer like wish propose urge call ready willing refuse decline ask seek need demand open happy "
    "consider try push press "
    "require encourage love prefer mull weigh prepared fail threaten able available unwilling reluctant possible "
    "likely unlikely suggest "
    "request appeal reject rule float".split()
)


ARRIVED = frozenset("arrive travel fly come go head visit gather return".split())


_DENIED = re.compile(r"(?i)\bdenie[sd]\b|\bden(?:y|ying)\b|\bruled out\b|\brejected (?:reports|claims)\b")


def is_negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" or c.lower_ in {"never", "n't", "n’t", "not"} for c in verb.children)


def is_wished(verb: Token) -> bool:
    """Whether the verb hangs on a wish: "urging Obama to cancel", "ready to meet"."""
    node = verb
    for _ in range(3):
        if node.dep_ not in {"xcomp", "ccomp", "advcl", "acl", "conj", "pcomp"} or node.head.i == node.i:
            return False
        to_clause = node.tag_ == "VB" or node.tag_ == "VBG"
        node = node.head
        if to_clause and node.lemma_.lower() in WISHING:
            return True
    return False


def verb_standing(verb: Token, scene: Scene) -> Standing | None:
    """The status by the form of a verb and of those that it hangs on."""
    children = list(verb.children)
    marks = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    if is_negated(verb) or _DENIED.search(verb.head.text if verb.head.i != verb.i else ""):
        return None
    if any(c.lower_ in {"if", "unless", "whether"} and c.dep_ == "mark" for c in children):
        return None
    if marks & WILL:
        return (
            None
            if any(c.lower_ in {"only", "never"} for c in children) and _conditional(verb)
            else Standing(Status.PLANNED, verb, 0.95)
        )
    if marks & {"could", "can", "should", "must", "ca"}:
        return None
    if marks & {"may", "might"}:
        return Standing(Status.PLANNED, verb, 0.55, dated=True)
    if "would" in marks:
        return None if "have" in marks or _conditional(verb) else Standing(Status.PLANNED, verb, 0.7, dated=True)
    if verb.tag_ == "VB" or "to" in marks:
        return _infinitive(verb, scene)
    if verb.tag_ == "VBG":
        return _gerund(verb, marks, scene)
    if verb.tag_ in {"VBD", "VBN"}:
        if verb.tag_ == "VBN" and "to" in {c.lower_ for c in verb.head.children if c.dep_ == "aux"} and verb.dep_ == "xcomp":
            return Standing(Status.PLANNED, verb, 0.7)
        if marks & {"has", "have", "had", "having", "was", "were", "been", "'ve", "’ve", "'s"} or verb.tag_ == "VBD":
            return Standing(Status.HELD, verb, 0.95)
        if marks & {"be"}:
            return Standing(Status.PLANNED, verb, 0.8)
        return Standing(Status.HELD, verb, 0.8)
    # The simple present: a headline or caption tells the past with it, an announcement a day ahead.
    return Standing(Status.HELD, verb, 0.85 if scene.sentence.headline or scene.sentence.caption else 0.7)


def _conditional(verb: Token) -> bool:
    return any(c.dep_ == "advcl" and any(m.lower_ in {"if", "unless"} for m in c.children) for c in verb.children)


def _infinitive(verb: Token, scene: Scene) -> Standing | None:
    head = verb.head
    if head.i == verb.i or verb.dep_ == "ROOT":
        return Standing(Status.PLANNED, verb, 0.85)  # "Defence ministers to gather": a headline
    lemma = head.lemma_.lower()
    if lemma in WISHING or is_negated(head):
        return None
    if lemma in AHEAD | ARRIVED:
        told = verb_standing(head, scene) if head.pos_ in {"VERB", "AUX"} else None
        if lemma in ARRIVED and told is not None:
            return told if told.status is Status.PLANNED or head.tag_ in {"VBD", "VBN"} else Standing(Status.PLANNED, verb, 0.7)
        return Standing(Status.PLANNED, head, 0.9, dated=lemma in {"agree", "promise", "vow"})
    if lemma == "be":
        return Standing(Status.PLANNED, verb, 0.8)
    if head.pos_ in {"NOUN", "PROPN"}:
        return (
            None
            if lemma
            in {
                "offer",
                "proposal",
                "wish",
                "desire",
                "willingness",
                "readiness",
                "need",
                "idea",
                "refusal",
                "chance",
                "opportunity",
                "call",
                "effort",
            }
            else Standing(Status.PLANNED, verb, 0.6, dated=True)
        )
    if head.pos_ == "VERB":
        told = verb_standing(head, scene)
        if told is None:
            return None
        if lemma in {"continue", "begin", "start", "manage", "get", "return", "use"}:
            return told
        if verb.dep_ == "advcl" or lemma in {"sit", "gather", "meet", "hold"}:
            return Standing(told.status, verb, 0.6)
        return Standing(Status.PLANNED, verb, 0.6, dated=True)
    return Standing(Status.PLANNED, verb, 0.6, dated=True)


def _gerund(verb: Token, marks: set[str], scene: Scene) -> Standing | None:
    if marks & {"is", "are", "was", "were", "been", "'s", "’s", "'re", "am"}:
        return Standing(Status.HELD, verb, 0.85)
    head = verb.head
    if head.i == verb.i:
        return Standing(Status.HELD, verb, 0.6)
    if verb.dep_ in {"pcomp"} and head.lower_ in {"before", "without", "for", "instead", "than", "of", "about"}:
        if head.lower_ == "for" and head.head.lemma_.lower() in {
            "thank",
            "praise",
            "criticize",
            "criticise",
            "credit",
            "commend",
        }:
            return Standing(Status.HELD, verb, 0.7)
        if head.lower_ == "before":
            return verb_standing(head.head, scene) if head.head.pos_ == "VERB" else None
        return None
    before = {verb.doc[i].lower_ for i in range(max(0, verb.i - 4), verb.i)}
    if "forward" in before and verb.nbor(-1).lower_ == "to":
        return Standing(Status.PLANNED, verb, 0.6, dated=True)
    if "no" in before and before & {"point", "use", "sense", "interest", "hope"}:
        return None
    if verb.dep_ == "pcomp" and head.lower_ == "in" and head.head.lemma_.lower() in {"point", "use", "sense", "interest", "hope"}:
        return None  # "saw no point in sitting down with X"
    if head.lemma_.lower() in WISHING or (
        head.pos_ in {"NOUN"} and head.lemma_ in {"idea", "plan", "possibility", "prospect", "offer"}
    ):
        return None
    if head.pos_ in {"VERB", "AUX"}:
        told = verb_standing(head, scene)
        if told is not None and head.lemma_.lower() == "plan":
            return Standing(Status.PLANNED, head, 0.85)
        return told
    if verb.dep_ in {"acl"}:
        top = head.head
        return verb_standing(top, scene) if top.pos_ in {"VERB", "AUX"} and top.i != head.i else Standing(Status.HELD, verb, 0.6)
    return Standing(Status.HELD, verb, 0.55)
