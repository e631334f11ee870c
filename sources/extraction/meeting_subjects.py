"""Who acts: the subject of a verb by the parse, and, where the parse fails, the actors that stand before it."""

from __future__ import annotations

from collections import defaultdict

from spacy.tokens import Token

from sources.extraction.meeting_actors import Actor
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import How

_AND = frozenset({"and", "&"})


_BETWEEN = frozenset({"his", "her", "its", "their", "the", "visiting", "of", "'s", "’s", "’", "'", "also", ","})


_BEFORE_VERB = frozenset(
    "on had have has today yesterday both are to set due scheduled expected slated planning later also".split()
)


def joined_before(verb: Token, scene: Scene) -> list[Actor]:
    """ "A and his counterpart B met": the actors that stand before a verb joined by "and", whatever the parse makes of them."""
    by_last: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_last[actor.last].append(actor)
    found: list[Actor] = []
    joined = fillers = 0
    i = verb.i - 1
    while i >= scene.sentence.parse.start:
        word = verb.doc[i]
        if actors := by_last.get(i):
            found.extend(a for a in actors if a.how is not How.PRONOUN)
            i = min(a.first for a in actors) - 1
            fillers = 0
            continue
        lower = word.lower_
        if lower in _AND and found:
            joined += 1
        elif lower in _BETWEEN or i in scene.skipped:
            if lower == "," and not joined and found:
                break
        elif not found and (word.pos_ == "AUX" or lower in _BEFORE_VERB):
            pass
        elif word.pos_ in {"ADJ", "NOUN", "PROPN"} and fillers < 5:
            fillers += 1
        else:
            break
        i -= 1
    return found[::-1] if joined and len(found) > 1 else []


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or inherited: "visited X and met Y", "is due to meet Y", "officials meeting in Z"."""
    node = verb
    for _ in range(8):
        own = _own_subject(node)
        if own is not None:
            if own.lower_ in {"who", "which", "that"} and node.dep_ == "relcl":
                return node.head
            return own
        if node.dep_ in {"relcl", "acl"}:
            return node.head
        if (
            node.dep_ in {"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "aux", "acomp", "oprd", "attr", "dobj", "dep"}
            and node.head.i != node.i
        ):
            node = node.head
            continue
        return None
    return None


def _own_subject(verb: Token) -> Token | None:
    """The subject among a verb's own words; not the Y of "In X, Y, the minister met …", which is often taken for one."""
    found = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "csubj"}]
    if len(found) > 1 and found[0].i > 0 and found[0].nbor(-1).lower_ == found[0].nbor(1).lower_ == ",":
        return found[1]
    return found[0] if found else None


def before_verb(verb: Token, scene: Scene) -> list[Actor]:
    """Without a subject in the parse: the actors nearest before the verb, up to the verb before it."""
    found: list[Actor] = []
    start = scene.sentence.parse.start
    for i in range(verb.i - 1, start - 1, -1):
        word = verb.doc[i]
        actors = [a for a in scene.actors if a.first == i]
        if actors:
            found.extend(actors)
        elif (
            word.pos_ == "VERB" and word.tag_ in {"VBD", "VBZ", "VBP"} and not any(a.first <= i <= a.last for a in scene.actors)
        ) or word.lower_ in {";", ":", "“", "”", '"'}:
            break
    return found[::-1]
