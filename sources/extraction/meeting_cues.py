"""The words of encounter in a sentence: verbs ("met", "spoke by phone"), nouns ("talks", "summit", "call"), and what governs them.

A trigger is one such word with the verb that tells its tense and what that verb does with it: holds it, attends it, cancels it,
or only refers to it ("after the meeting").
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from sources.extraction.mentions import Sentence


class Kind(StrEnum):
    """What sort of encounter the word tells of."""

    MEETING = "meeting"
    TALKS = "talks"  # talks, negotiations: also the word for a process
    SUMMIT = "summit"
    CALL = "call"
    SPEECH = "speech"  # "spoke with": by phone, unless the words put it somewhere
    VISIT = "visit"


class Government(StrEnum):
    """What the governing verb does with an encounter noun."""

    ITSELF = "itself"  # the trigger is the verb
    HOLD = "hold"
    HOST = "host"
    ATTEND = "attend"
    STOP = "stop"
    DELAY = "delay"
    PLAN = "plan"
    SUBJECT = "subject"  # the encounter is what the sentence is about: "The meeting lasted an hour"
    AROUND = "around"  # "after talks with", "at the summit", "a statement after the meeting"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of encounter. `verb` carries the tense; `links` are the prepositions between the noun and that verb."""

    token: Token
    kind: Kind
    government: Government
    verb: Token | None
    links: tuple[str, ...] = ()

    @property
    def noun(self) -> bool:
        return self.government is not Government.ITSELF


_NOUNS: dict[str, Kind] = {
    "meeting": Kind.MEETING, "encounter": Kind.MEETING, "gathering": Kind.MEETING, "conference": Kind.SUMMIT, "session": Kind.MEETING,  # noqa: E501
    "audience": Kind.MEETING, "ceremony": Kind.MEETING, "huddle": Kind.MEETING, "tete-a-tete": Kind.MEETING, "exchange": Kind.MEETING, "ministerial": Kind.MEETING, "bilateral": Kind.MEETING,  # noqa: E501
    "talk": Kind.TALKS, "negotiation": Kind.TALKS, "consultation": Kind.TALKS, "discussion": Kind.TALKS, "dialogue": Kind.TALKS,
    "deliberation": Kind.TALKS, "round": Kind.TALKS,
    "summit": Kind.SUMMIT, "forum": Kind.SUMMIT, "assembly": Kind.SUMMIT,
    "call": Kind.CALL, "conversation": Kind.CALL, "teleconference": Kind.CALL, "videoconference": Kind.CALL, "videocall": Kind.CALL,  # noqa: E501
    "visit": Kind.VISIT, "trip": Kind.VISIT, "tour": Kind.VISIT,
    "dinner": Kind.MEETING, "lunch": Kind.MEETING, "luncheon": Kind.MEETING, "breakfast": Kind.MEETING,
}  # fmt: skip
# Verbs that tell of being at an encounter told of elsewhere.
ATTENDING = frozenset({"attend", "attendance", "send", "take", "participate", "represent", "head", "lead"})
_MEALS = frozenset({"dinner", "lunch", "luncheon", "breakfast"})
_VERBS: dict[str, Kind] = {
    "meet": Kind.MEETING, "gather": Kind.MEETING, "convene": Kind.MEETING, "huddle": Kind.MEETING, "confer": Kind.MEETING,
    "receive": Kind.MEETING, "welcome": Kind.MEETING, "host": Kind.MEETING, "greet": Kind.MEETING, "sit": Kind.MEETING, "come": Kind.MEETING,  # noqa: E501
    "reconvene": Kind.MEETING, "dine": Kind.MEETING, "assemble": Kind.MEETING, "bring": Kind.MEETING, "exchange": Kind.SPEECH,
    "agree": Kind.SPEECH,
    "speak": Kind.SPEECH, "talk": Kind.SPEECH, "phone": Kind.CALL, "telephone": Kind.CALL, "call": Kind.CALL, "ring": Kind.CALL,
    "consult": Kind.SPEECH, "discuss": Kind.SPEECH, "negotiate": Kind.TALKS,
    "visit": Kind.VISIT, "travel": Kind.VISIT, "fly": Kind.VISIT, "arrive": Kind.VISIT, "head": Kind.VISIT, "go": Kind.VISIT,
}  # fmt: skip
_HOLD = frozenset(
    "hold have conduct begin start resume continue open close conclude finish end complete launch pursue undertake enter engage kick wrap give "  # noqa: E501
    "make join take pay see".split()
) - {"join"}
_HOST = frozenset("host chair lead preside convene organize organise".split())
_ATTEND = frozenset("attend join participate address".split())
_STOP = frozenset("cancel scrap abandon axe nix abort".split())
_DELAY = frozenset("postpone delay reschedule defer suspend adjourn".split())
_PLAN = frozenset("plan schedule set arrange announce expect prepare list propose agree confirm".split())
# "meet demands", "met its target", "meet the challenge".
_MET_THINGS = frozenset(
    "demand need requirement criterion criteria standard target deadline goal objective obligation commitment challenge condition quota "  # noqa: E501
    "threshold expectation promise pledge resistance opposition criticism fate end cost match bill test terms".split()
)
# Whom one can receive.
_GUESTS = frozenset(
    "president minister premier chancellor king queen prince emir leader counterpart envoy delegation official ambassador secretary chief "  # noqa: E501
    "diplomat advisor adviser pope him her them general head director representative colleague guest visitor peer".split()
)


def find_triggers(sentence: Sentence) -> list[Trigger]:
    """The words of encounter in a sentence, in reading order."""
    return list(_triggers(sentence))


def _triggers(sentence: Sentence) -> Iterator[Trigger]:
    for token in sentence.parse:
        lemma = token.lemma_.lower()
        lower = token.lower_
        if _is_noun(token, lemma):
            found = _noun(token, _NOUNS.get(lemma) or _NOUNS[lower.rstrip("s")])
            if found is not None:
                yield found
            continue
        if lower in {"visit", "visits"} and token.pos_ == "VERB" and _before(token) in _NOUN_BEFORE:
            found = _noun(token, Kind.VISIT)  # "his last and only visit": the tagger errs
            if found is not None:
                yield found
            continue
        if lemma in {"attend", "attendance"} and (lemma == "attendance" or _object(token) is None):
            yield Trigger(token, Kind.MEETING, Government.ITSELF, token if lemma == "attend" else token.head)
            continue
        if lemma in _STOP | _DELAY and any(
            c.dep_ == "nsubjpass" and c.lower_ in {"it", "which", "they", "that"} for c in token.children
        ):
            yield Trigger(token, Kind.MEETING, Government.STOP if lemma in _STOP else Government.DELAY, token)
            continue
        if _partakes(token, lemma):
            yield Trigger(token, Kind.MEETING, Government.ITSELF, token)
            continue
        if lower == "tete" and _before(token) == "-" and token.i >= 4 and token.doc[token.i - 4].lower_ == "tete":
            yield Trigger(token, Kind.MEETING, *_governed(token.doc[token.i - 4]))
            continue
        if lemma in _VERBS and (token.pos_ in {"VERB", "AUX"} or _headline_verb(token)):
            found = _verb(token, lemma)
            if found is not None:
                yield found


def _is_noun(token: Token, lemma: str) -> bool:
    """Whether a word is an encounter noun; "talks", "summit" and "meetings" are, whatever the tagger says."""
    lower = token.lower_
    if lemma not in _NOUNS and lower not in {"meeting", "meetings", "talks", "summit"}:
        return False
    noun = token.pos_ in {"NOUN", "PROPN"} or token.tag_ in {"NN", "NNS", "NNP", "NNPS"}
    return noun or lower in {"talks", "summit", "meetings"}


def _partakes(token: Token, lemma: str) -> bool:
    """Verbs that tell who was there: "B also took part", "A was represented by X", "X headed A's side", "A sent observers"."""
    if lemma in {"take", "participate"}:
        return _takes_part(token)
    if lemma in {"head", "lead"} and (thing := _object(token)) is not None and thing.lemma_ in {"side", "delegation", "team"}:
        return True
    if token.lower_ in _REPRESENTED:
        return any(c.dep_ == "nsubjpass" for c in token.children) and _follows(token, "by", within=2)
    return lemma == "send" and (
        _sends_somebody(token) or _follows(token, "observers", "delegates", "representatives", "delegations", within=5)
    )


def _sends_somebody(token: Token) -> bool:
    """ "A sent Deputy Minister B": a name of several words follows."""
    after = [token.doc[i] for i in range(token.i + 1, min(len(token.doc), token.i + 3))]
    return len(after) == 2 and all(word.pos_ == "PROPN" for word in after)


_REPRESENTED = frozenset({"represented", "headed", "led"})


def _takes_part(token: Token) -> bool:
    """ "B's minister also took part": at what has just been told. With "in" the noun behind it tells."""
    if token.lemma_.lower() == "take" and not _follows(token, "part", within=1):
        return False
    return not _follows(token, "in", "at", within=3)


_NOUN_BEFORE = frozenset(
    {"only", "first", "last", "'s", "’s", "his", "her", "their", "state", "official", "working", "the", "a", "this"}
)


def _before(token: Token) -> str:
    return token.nbor(-1).lower_ if token.i > 0 else ""


def _headline_verb(token: Token) -> bool:
    """ "Wong meets Xi at summit": the tagger often takes the verb of a headline for a noun."""
    return token.lower_ in {"meets", "hosts", "visits", "met", "receives"}


def _follows(token: Token, *words: str, within: int = 3) -> bool:
    stop = min(len(token.doc), token.i + 1 + within)
    return any(token.doc[i].lower_ in words for i in range(token.i + 1, stop))


def _object(token: Token) -> Token | None:
    return next((c for c in token.children if c.dep_ in {"dobj", "obj"}), None)


def _verb(token: Token, lemma: str) -> Trigger | None:  # noqa: C901 - a table of the words' own traps
    kind = _VERBS[lemma]
    thing = _object(token)
    nxt = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    if lemma == "meet" and thing is not None and thing.lemma_.lower() in _MET_THINGS:
        return None
    if lemma == "come" and nxt != "together":
        return None
    if lemma == "sit" and not ((nxt == "down" and _follows(token, "with", "together", within=4)) or _at_table(token)):
        return None
    if lemma == "bring" and not (_at_table(token, 25) or _together(token, thing)):
        return None
    if lemma == "exchange" and not (thing is not None and thing.lemma_ in {"view", "opinion", "assessment"}):
        return None
    if lemma == "exchange" and not _follows(token, "phone", "telephone", "call", "with", within=8):
        return None
    if lemma == "agree" and not (nxt == "with" and token.tag_ == "VBD" and _follows(token, "in", "on", "at", within=5)):
        return None
    if lemma in {"host", "receive", "welcome", "greet"} and _before(token) in {"his", "her", "their", "its", "the", "'s", "’s"}:
        return None  # "told his hosts"
    if lemma == "go" and nxt not in {"to", "back"}:
        return None
    if lemma in {"speak", "talk", "consult", "confer"}:
        several = any(c.dep_ == "nsubj" and any(g.dep_ == "conj" for g in c.children) for c in token.children)
        if not several and not _follows(token, "with", "to", "by", "on", "over", "via", "together", "briefly", "again", within=7):
            return None
        if _follows(token, "reporters", "journalists", "media", "press", "nation", within=4):
            return None
    if lemma in {"call", "phone", "telephone", "ring"}:
        if thing is None or nxt in {"for", "on", "off", "it", "upon", "out", "itself", "himself"}:
            return None
        if lemma == "call" and any(c.dep_ in {"oprd", "xcomp", "ccomp"} for c in token.children):
            return None
    if lemma == "negotiate" and not _follows(token, "with", within=3):
        return None
    if (
        kind is Kind.VISIT
        and lemma in {"go", "head", "fly", "travel", "arrive"}
        and not _follows(token, "to", "in", "for", "on", within=4)
    ):
        return None
    passive = any(c.dep_ in {"nsubjpass", "agent"} for c in token.children)
    if (
        lemma in {"receive", "welcome", "greet"}
        and not passive
        and (thing is None or (thing.pos_ != "PROPN" and thing.lemma_.lower() not in _GUESTS))
        and not _day_first(token)
    ):
        return None
    if (
        lemma == "host"
        and thing is not None
        and thing.pos_ != "PROPN"
        and thing.lemma_.lower() not in _GUESTS
        and thing.lemma_.lower() not in _NOUNS
    ):
        return None
    if (
        lemma in {"welcome", "greet", "receive", "host"}
        and thing is not None
        and thing.lemma_.lower() not in _GUESTS
        and any(c.dep_ == "poss" for c in thing.children)
    ):
        return None  # "welcomed their decision"
    if lemma in {"host", "convene", "receive", "welcome"} and token.dep_ == "acl":
        return None  # "a summit hosted by Y": the noun is the trigger
    noun_object = thing if thing is not None and thing.lemma_.lower() in _NOUNS else None
    if lemma in {"host", "convene"} and noun_object is not None:
        return None  # the noun is the trigger
    return Trigger(token, kind, Government.ITSELF, token)


def _at_table(token: Token, within: int = 7) -> bool:
    """ "Sat at one table", "brought … to the negotiating table"."""
    doc = token.doc
    for i in range(token.i + 1, min(len(doc), token.i + 1 + within)):
        if doc[i].lower_ == "table":
            return doc[i - 1].lower_ in {"one", "same", "single", "negotiating", "the"} and any(
                doc[j].lower_ in {"at", "to", "around", "round"} for j in range(max(token.i, i - 4), i)
            )
    return False


def _together(token: Token, thing: Token | None) -> bool:
    """ "Brought together the ministers of …", "brings the chiefs of … together"."""
    if not any(c.lower_ == "together" for c in token.children) and not _follows(token, "together", within=2):
        return False
    return thing is None or thing.pos_ == "PROPN" or thing.lemma_.lower() in _GUESTS | {"rival", "foe", "side", "team"}


def _day_first(token: Token) -> bool:
    """ "Received today the Minister of …": the day stands where the guest is looked for."""
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ not in {"today", "yesterday", "here", "on"}:
        return False
    return any(doc[i].pos_ == "PROPN" for i in range(token.i + 2, min(len(doc), token.i + 6)))


def _noun(token: Token, kind: Kind) -> Trigger | None:
    lower = token.lower_
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    if lower == "talk" and before not in {"a", "the", "this", "that"}:
        return None
    if lower in {"round", "rounds"} and (before not in {"another", "new"} or _follows(token, "of", within=1)):
        return None  # "talks" behind it is the trigger
    if (
        lower in _MEALS
        and not _follows(token, "with", "for", "between", within=5)
        and before not in {"working", "official", "state"}
    ):
        return None
    if lower in {"call", "calls"} and not _is_phone_call(token):
        return None
    if before == "news" or before == "press" or (lower == "session" and before in {"court", "emergency", "training", "q&a"}):
        return None
    if lower in {"assembly"} and before != "general":
        return None
    # "summit meeting", "talks session": the head noun of the compound speaks for all.
    if lower == "exchange" and not (_follows(token, "with", "between", within=1) and token.nbor(-1).pos_ in {"ADJ", "DET"}):
        return None
    if token.dep_ == "compound" and token.head.i > token.i and token.head.lemma_.lower() in _NOUNS:
        return None
    if before == "summit":
        kind = Kind.SUMMIT
    if (
        kind is Kind.VISIT
        and token.lemma_.lower() == "visit"
        and any(c.dep_ == "prep" and c.lower_ == "with" for c in token.children)
    ):
        kind = Kind.MEETING  # "a visit in Y with X"
    government, verb, links = _governed(token)
    return Trigger(token, kind, government, verb, links)


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


_MEASURES = frozenset("round day week hour series session set string evening morning afternoon night bout number".split())
_CLAUSE = frozenset({"dobj", "obj", "nsubj", "nsubjpass", "attr", "oprd"})


def _governed(token: Token) -> tuple[Government, Token | None, tuple[str, ...]]:
    """The verb above an encounter noun and what it does with it."""
    node = token
    links: list[str] = []
    for _ in range(10):
        head = node.head
        if head.i == node.i:
            break
        if node.dep_ == "prep" or node.dep_ == "pobj":
            if node.dep_ == "prep" and node.lower_ == "of" and head.lemma_.lower() in _MEASURES:
                pass  # "held two days of talks", "a round of consultations was put off"
            elif node.dep_ == "prep":
                links.append(node.lower_)
                if head.pos_ == "ADV" and head.lower_ in {"ahead", "prior"}:
                    links.append(head.lower_)
        elif head.pos_ in {"VERB", "AUX"}:
            return _by_verb(node, head, tuple(links)), head, tuple(links)
        if head.pos_ in {"VERB", "AUX"}:
            return _by_link(head, tuple(links)), head, tuple(links)
        node = head
    return Government.AROUND, None, tuple(links)


def _by_verb(node: Token, verb: Token, links: tuple[str, ...]) -> Government:
    if links:
        return Government.AROUND
    lemma = verb.lemma_.lower()
    passive = node.dep_ == "nsubjpass"
    if lemma in _STOP or (lemma == "call" and _follows(verb, "off", within=8)) or (lemma == "pull" and _follows(verb, "out")):
        return Government.STOP
    if lemma in _DELAY or (lemma == "put" and _follows(verb, "off", within=6)):
        return Government.DELAY
    if node.dep_ == "nsubj":
        return Government.SUBJECT
    if lemma in _HOST or (lemma == "co" and _follows(verb, "hosted", "chaired", within=2)):
        return Government.HOST
    if lemma in _ATTEND:
        return Government.ATTEND
    if lemma in _PLAN:
        return Government.PLAN
    if lemma in _HOLD:
        return Government.HOLD
    return Government.SUBJECT if passive else Government.AROUND


def _by_link(verb: Token, links: tuple[str, ...]) -> Government:
    lemma = verb.lemma_.lower()
    if lemma in {"participate", "engage", "enter"} or (lemma == "take" and _follows(verb, "part")):
        return Government.ATTEND
    if lemma == "preside":
        return Government.HOST
    return Government.AROUND
