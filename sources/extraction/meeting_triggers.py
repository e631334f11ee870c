"""Where a sentence tells of an encounter: its words of encounter, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spacy.tokens import Token

from sources.extraction.meeting_cues import (
    DELAYING,
    NOUNS,
    STOPPING,
    VERBS,
    Government,
    Kind,
    Trigger,
    before,
    follows,
    object_of,
)
from sources.extraction.meeting_government import governed
from sources.extraction.meeting_verbs import by_verb
from sources.extraction.mentions import Sentence

# "Telephone talk", "phone consultation", "telephone conference": calls, whatever the noun.
_BY_WIRE = frozenset({"phone", "telephone"})
_WIRED = frozenset(
    "talk talks conference conferences discussion discussions consultation consultations conversation communication".split()
)


_MEALS = frozenset({"dinner", "lunch", "luncheon", "breakfast"})


# What holds more of them than this in one sentence is no prose, and each costs a look at the whole sentence.
_MOST = 24


def find_triggers(sentence: Sentence) -> list[Trigger]:
    """The words of encounter in a sentence, in reading order; of a sentence stuffed with them the first."""
    return list(islice(_triggers(sentence), _MOST))


def _triggers(sentence: Sentence) -> Iterator[Trigger]:
    for token in sentence.parse:
        lemma = token.lemma_.lower()
        lower = token.lower_
        if _is_noun(token, lemma):
            found = _noun(token, NOUNS.get(lemma) or NOUNS[lower.rstrip("s")])
            if found is not None:
                yield found
            continue
        if lower in {"visit", "visits"} and token.pos_ == "VERB" and before(token) in _NOUN_BEFORE:
            found = _noun(token, Kind.VISIT)  # "his last and only visit": the tagger errs
            if found is not None:
                yield found
            continue
        if lemma in {"attend", "attendance"} and (lemma == "attendance" or object_of(token) is None):
            yield Trigger(token, Kind.MEETING, Government.ITSELF, token if lemma == "attend" else token.head)
            continue
        if lemma in STOPPING | DELAYING and any(
            c.dep_ == "nsubjpass" and c.lower_ in {"it", "which", "they", "that"} for c in token.children
        ):
            yield Trigger(token, Kind.MEETING, Government.STOP if lemma in STOPPING else Government.DELAY, token)
            continue
        if _partakes(token, lemma):
            yield Trigger(token, Kind.MEETING, Government.ITSELF, token)
            continue
        if lower == "tete" and before(token) == "-" and token.i >= 4 and token.doc[token.i - 4].lower_ == "tete":
            yield Trigger(token, Kind.MEETING, *governed(token.doc[token.i - 4]))
            continue
        if lemma in VERBS and (token.pos_ in {"VERB", "AUX"} or _headline_verb(token)):
            found = by_verb(token, lemma)
            if found is not None:
                yield found


def _is_noun(token: Token, lemma: str) -> bool:
    """Whether a word is an encounter noun; "talks", "summit" and "meetings" are, whatever the tagger says."""
    lower = token.lower_
    if lemma not in NOUNS and lower not in {"meeting", "meetings", "talks", "summit"}:
        return False
    noun = token.pos_ in {"NOUN", "PROPN"} or token.tag_ in {"NN", "NNS", "NNP", "NNPS"}
    return noun or lower in {"talks", "summit", "meetings"}


def _partakes(token: Token, lemma: str) -> bool:
    """Verbs that tell who was there: "B also took part", "A was represented by X", "X headed A's side", "A sent observers"."""
    if lemma in {"take", "participate"}:
        return _takes_part(token)
    if lemma in {"head", "lead"} and (thing := object_of(token)) is not None and thing.lemma_ in {"side", "delegation", "team"}:
        return True
    if token.lower_ in _REPRESENTED:
        return any(c.dep_ == "nsubjpass" for c in token.children) and follows(token, "by", within=2)
    return lemma == "send" and (
        _sends_somebody(token) or follows(token, "observers", "delegates", "representatives", "delegations", within=5)
    )


def _sends_somebody(token: Token) -> bool:
    """ "A sent Deputy Minister B": a name of several words follows."""
    after = [token.doc[i] for i in range(token.i + 1, min(len(token.doc), token.i + 3))]
    return len(after) == 2 and all(word.pos_ == "PROPN" for word in after)


_REPRESENTED = frozenset({"represented", "headed", "led"})


def _takes_part(token: Token) -> bool:
    """ "B's minister also took part": at what has just been told. With "in" the noun behind it tells."""
    if token.lemma_.lower() == "take" and not follows(token, "part", within=1):
        return False
    return not follows(token, "in", "at", within=3)


_NOUN_BEFORE = frozenset(
    {"only", "first", "last", "'s", "’s", "his", "her", "their", "state", "official", "working", "the", "a", "this"}
)


def _headline_verb(token: Token) -> bool:
    """ "Wong meets Xi at summit": the tagger often takes the verb of a headline for a noun."""
    return token.lower_ in {"meets", "hosts", "visits", "met", "receives"}


def _noun(token: Token, kind: Kind) -> Trigger | None:
    lower = token.lower_
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    if before in _BY_WIRE and lower in _WIRED:
        kind = Kind.CALL
    elif before == "courtesy" and lower in {"call", "calls"}:
        kind = Kind.MEETING
    elif _is_no_encounter(token, lower, before):
        return None
    if token.dep_ == "compound" and token.head.i > token.i and token.head.lemma_.lower() in NOUNS:
        return None  # "summit meeting", "talks session": the head noun of the compound speaks for all
    if before == "summit":
        kind = Kind.SUMMIT
    with_whom = any(c.dep_ == "prep" and c.lower_ == "with" for c in token.children)
    if kind is Kind.VISIT and token.lemma_.lower() == "visit" and with_whom:
        kind = Kind.MEETING  # "a visit in Y with X"
    if (stopping := _stopping_noun(token)) is not None:
        return Trigger(token, kind, _STOPPING_NOUNS[stopping.lemma_.lower()], stopping)
    if (stop := _headline_stop(token)) is not None:
        return Trigger(token, kind, Government.STOP if stop.lower_ in _CALLS_OFF else Government.DELAY, stop)
    government, verb, links = governed(token)
    return Trigger(token, kind, government, verb, links)


def _is_no_encounter(token: Token, lower: str, before: str) -> bool:
    """ "Talk of war", "a lunch in town", "calls for restraint", "a news conference"."""
    if lower == "talk":
        return before not in {"a", "the", "this", "that", "working", "bilateral"}
    if lower in {"round", "rounds"}:
        return before not in {"another", "new"} or follows(token, "of", within=1)  # "talks" behind it is the trigger
    if lower in _MEALS and before not in {"working", "official", "state"}:
        return not follows(token, "with", "for", "between", within=5)
    if lower in {"call", "calls"}:
        return not _is_phone_call(token)
    if token.lemma_.lower() == "guest":
        return not _are_guests(token)
    if lower in {"communication", "communications"}:
        return True  # but by telephone
    if lower == "assembly":
        return before != "general"
    if lower == "exchange":
        return not (follows(token, "with", "between", within=1) and token.nbor(-1).pos_ in {"ADJ", "DET"})
    return before in {"news", "press"} or (lower == "session" and before in {"court", "emergency", "training", "q&a"})


_STOPPING_NOUNS = {
    "cancellation": Government.STOP,
    "cancelation": Government.STOP,
    "postponement": Government.DELAY,
    "rescheduling": Government.DELAY,
}


def _stopping_noun(token: Token) -> Token | None:
    """ "The cancellation of X's visit to Y"."""
    over = token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token
    return over if over.i < token.i and over.lemma_.lower() in _STOPPING_NOUNS else None


_CALLS_OFF = frozenset({"cancels", "scraps", "axes", "nixes"})
_PUTS_OFF = frozenset({"postpones", "delays", "defers", "shelves", "reschedules"})


def _headline_stop(token: Token) -> Token | None:
    """ "Minister Cancels Visit to X": between capitals the tagger takes the verb for a name."""
    for i in range(token.i - 1, max(token.i - 4, -1), -1):
        word = token.doc[i]
        if word.pos_ not in {"PROPN", "NOUN", "ADJ", "DET", "PRON"}:
            return None
        if word.lower_ in _CALLS_OFF | _PUTS_OFF and word.i > 0:
            return word
    return None


def _are_guests(token: Token) -> bool:
    """ "Y's guests were the ministers of A and B"."""
    return token.dep_ == "nsubj" and token.head.lemma_ == "be" and any(c.dep_ == "poss" for c in token.children)


def _is_phone_call(token: Token) -> bool:
    """A call between people, not "calls for restraint"."""
    window = [token.doc[i].lower_ for i in range(max(0, token.i - 4), token.i)]
    if any(word in {"phone", "telephone", "video", "conference", "secure", "virtual"} for word in window):
        return True
    nxt = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    if nxt in {"for", "to", "on", "by"} or (token.lower_ == "calls" and nxt not in {"with", ","}):
        return False
    if nxt in {"with", "between", "from"}:
        return True
    return any(word in {"the", "this", "their", "today", "a", "these"} for word in window[-2:]) and window[-1:] != ["his"]
