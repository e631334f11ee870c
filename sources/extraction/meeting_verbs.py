"""Verbs of encounter, and what tells them from the same verbs in other senses."""

from __future__ import annotations

from spacy.tokens import Token

from sources.extraction.meeting_cues import GUESTS, NOUNS, VERBS, Government, Kind, Trigger, before, follows, object_of

# "meet demands", "met its target", "meet the challenge".
_MET_THINGS = frozenset(
    "demand need requirement criterion criteria standard target deadline goal objective obligation commitment "
    "challenge condition quota "
    "threshold expectation promise pledge resistance opposition criticism fate end cost match bill test terms".split()
)


def by_verb(token: Token, lemma: str) -> Trigger | None:
    """The trigger that a verb of encounter is, or None where it is used in another sense."""
    thing = object_of(token)
    if _lacks_words(token, lemma, thing) or _is_receiving_no_one(token, lemma, thing):
        return None
    if lemma in _TALKING and _is_no_talk(token):
        return None
    if lemma in _CALLING and _is_no_call(token, lemma, thing):
        return None
    return Trigger(token, VERBS[lemma], Government.ITSELF, token)


_TALKING = frozenset({"speak", "talk", "consult", "confer"})
_CALLING = frozenset({"call", "phone", "telephone", "ring"})
_GOING = frozenset({"go", "head", "fly", "travel", "arrive"})


def _lacks_words(token: Token, lemma: str, thing: Token | None) -> bool:
    """Whether a verb that tells of an encounter only with certain words beside it stands without them."""
    nxt = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    if lemma == "meet":
        return thing is not None and thing.lemma_.lower() in _MET_THINGS
    if lemma == "come":
        return nxt != "together"
    if lemma == "sit":
        return not ((nxt == "down" and follows(token, "with", "together", within=4)) or _at_table(token))
    if lemma == "bring":
        return not (_at_table(token, 25) or _together(token, thing))
    if lemma == "exchange":
        views = thing is not None and thing.lemma_ in {"view", "opinion", "assessment"}
        return not (views and (follows(token, "phone", "telephone", "call", "with", within=8) or _are_two(token)))
    if lemma == "agree":
        return not (nxt == "with" and token.tag_ == "VBD" and follows(token, "in", "on", "at", within=5))
    if lemma == "negotiate":
        return not follows(token, "with", within=3)
    if lemma == "go" and nxt not in {"to", "back"}:
        return True
    return lemma in _GOING and (not follows(token, "to", "in", "at", "for", "on", within=4) or _comes_for_talks(token))


def _comes_for_talks(token: Token) -> bool:
    """ "Arrived for the meeting", "headed into talks": the noun tells of the encounter."""
    things = (c for link in token.children if link.dep_ == "prep" for c in link.children if c.dep_ == "pobj")
    return any(thing.lemma_.lower() in NOUNS and NOUNS[thing.lemma_.lower()] is not Kind.VISIT for thing in things)


def _are_two(token: Token) -> bool:
    """ "Minister A and Minister B exchanged views": the subject joins two names."""
    subjects = [c for c in token.children if c.dep_ == "nsubj" and c.pos_ == "PROPN"]
    return any(g.dep_ == "conj" and g.pos_ == "PROPN" for c in subjects for g in c.children)


def _is_no_talk(token: Token) -> bool:
    """Whether somebody speaks to the press, for themselves, or in an encounter that a noun tells of."""
    if follows(token, "of", within=1):
        return True
    several = any(c.dep_ == "nsubj" and any(g.lower_ == "and" for g in c.subtree) for c in token.children)
    if not several and not follows(token, "with", "to", "by", "on", "over", "via", "together", "briefly", "again", within=7):
        return True
    return _told_by_noun(token) or follows(token, "reporters", "journalists", "media", "press", "nation", within=4)


def _is_no_call(token: Token, lemma: str, thing: Token | None) -> bool:
    """ "Called for restraint", "called it a success": nobody is rung up."""
    if thing is None and lemma != "ring":  # "called and congratulated X"
        thing = next((object_of(c) for c in token.children if c.dep_ == "conj" and c.lemma_ in _WARM_WORDS), None)
    if thing is None or follows(token, "for", "on", "off", "it", "upon", "out", "itself", "himself", within=1):
        return True
    return lemma == "call" and any(c.dep_ in {"oprd", "xcomp", "ccomp"} for c in token.children)


_RECEIVING = frozenset({"host", "receive", "welcome", "greet"})


def _is_receiving_no_one(token: Token, lemma: str, thing: Token | None) -> bool:
    """ "Told his hosts", "welcomed their decision", "received a letter"; "a summit hosted by Y", which the noun tells."""
    if lemma not in _RECEIVING | {"convene"}:
        return False
    if lemma != "convene" and before(token) in {"his", "her", "their", "its", "the", "'s", "’s"}:
        return True
    if lemma != "greet" and token.dep_ == "acl":
        return True
    what = None if thing is None else thing.lemma_.lower()
    if lemma in {"host", "convene"} and what in NOUNS:
        return True
    if lemma == "convene":
        return False
    guest = thing is not None and (thing.pos_ == "PROPN" or what in GUESTS)
    if thing is not None and what not in GUESTS and any(c.dep_ == "poss" for c in thing.children):
        return True
    if lemma == "host":
        return thing is not None and not guest
    passive = any(c.dep_ in {"nsubjpass", "agent"} for c in token.children)
    return not passive and not guest and not _day_first(token)


_WARM_WORDS = frozenset({"congratulate", "thank", "console", "reassure", "commend"})


def _at_table(token: Token, within: int = 7) -> bool:
    """ "Sat at one table", "brought … to the negotiating table"."""
    doc = token.doc
    for i in range(token.i + 1, min(len(doc), token.i + 1 + within)):
        if doc[i].lower_ == "table":
            return doc[i - 1].lower_ in {"one", "same", "single", "negotiating", "the"} and any(
                doc[j].lower_ in {"at", "to", "around", "round"} for j in range(max(token.i, i - 4), i)
            )
    return False


def _told_by_noun(token: Token) -> bool:
    """ "Spoke with B in a video summit": the noun tells of the encounter."""
    links = [c for c in token.children if c.dep_ == "prep" and c.lower_ in {"in", "during"}]
    things = [c for link in links for c in link.children if c.dep_ == "pobj"]
    return any(thing.lemma_.lower() in {"summit", "teleconference", "videoconference", "meeting"} for thing in things)


def _together(token: Token, thing: Token | None) -> bool:
    """ "Brought together the ministers of …", "brings the chiefs of … together"."""
    if not any(c.lower_ == "together" for c in token.children) and not follows(token, "together", within=2):
        return False
    return thing is None or thing.pos_ == "PROPN" or thing.lemma_.lower() in GUESTS | {"rival", "foe", "side", "team"}


def _day_first(token: Token) -> bool:
    """ "Received today the Minister of …": the day stands where the guest is looked for."""
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ not in {"today", "yesterday", "here", "on"}:
        return False
    return any(doc[i].pos_ == "PROPN" for i in range(token.i + 2, min(len(doc), token.i + 6)))
