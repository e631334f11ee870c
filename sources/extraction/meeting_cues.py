"""The words of encounter: verbs ("met", "spoke by phone") and nouns ("talks", "summit", "call"), and what governs them.

A trigger is one such word with the verb that tells its tense and what that verb does with it: holds it, attends it, cancels it,
or only refers to it ("after the meeting").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token


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


NOUNS: dict[str, Kind] = {
    "meeting": Kind.MEETING, "encounter": Kind.MEETING, "gathering": Kind.MEETING, "conference": Kind.SUMMIT,
    "session": Kind.MEETING,
    "audience": Kind.MEETING, "ceremony": Kind.MEETING, "huddle": Kind.MEETING, "tete-a-tete": Kind.MEETING,
    "exchange": Kind.MEETING, "ministerial": Kind.MEETING, "bilateral": Kind.MEETING,
    "guest": Kind.MEETING,
    "talk": Kind.TALKS, "negotiation": Kind.TALKS, "consultation": Kind.TALKS, "discussion": Kind.TALKS, "dialogue": Kind.TALKS,
    "deliberation": Kind.TALKS, "round": Kind.TALKS,
    "summit": Kind.SUMMIT, "forum": Kind.SUMMIT, "assembly": Kind.SUMMIT,
    "call": Kind.CALL, "communication": Kind.CALL,
    "conversation": Kind.CALL, "teleconference": Kind.CALL, "videoconference": Kind.CALL,
    "videocall": Kind.CALL,
    "visit": Kind.VISIT, "trip": Kind.VISIT, "tour": Kind.VISIT,
    "dinner": Kind.MEETING, "lunch": Kind.MEETING, "luncheon": Kind.MEETING, "breakfast": Kind.MEETING,
}  # fmt: skip


# Verbs that tell of being at an encounter told of elsewhere.
ATTENDING = frozenset({"attend", "attendance", "send", "take", "participate", "represent", "head", "lead"})


VERBS: dict[str, Kind] = {
    "meet": Kind.MEETING, "gather": Kind.MEETING, "convene": Kind.MEETING, "huddle": Kind.MEETING, "confer": Kind.MEETING,
    "receive": Kind.MEETING, "welcome": Kind.MEETING, "host": Kind.MEETING, "greet": Kind.MEETING, "sit": Kind.MEETING,
    "come": Kind.MEETING,
    "reconvene": Kind.MEETING, "dine": Kind.MEETING, "assemble": Kind.MEETING, "bring": Kind.MEETING, "exchange": Kind.SPEECH,
    "agree": Kind.SPEECH,
    "speak": Kind.SPEECH, "talk": Kind.SPEECH, "phone": Kind.CALL, "telephone": Kind.CALL, "call": Kind.CALL, "ring": Kind.CALL,
    "consult": Kind.SPEECH, "discuss": Kind.SPEECH, "negotiate": Kind.TALKS,
    "visit": Kind.VISIT, "travel": Kind.VISIT, "fly": Kind.VISIT, "arrive": Kind.VISIT, "head": Kind.VISIT, "go": Kind.VISIT,
}  # fmt: skip


STOPPING = frozenset("cancel scrap abandon axe nix abort".split())


DELAYING = frozenset("postpone delay reschedule defer suspend adjourn".split())


# Whom one can receive.
GUESTS = frozenset(
    "president minister premier chancellor king queen prince emir leader counterpart envoy delegation official "
    "ambassador secretary chief "
    "diplomat advisor adviser pope him her them general head director representative colleague guest visitor peer".split()
)


# Where others are met beside an occasion.
ASIDE = re.compile(r"(?i)\b(?:sidelines?|margins?|fringes?)\b")
ASIDE_WORDS = frozenset({"sideline", "sidelines", "margin", "margins", "fringe", "fringes"})


def before(token: Token) -> str:
    return token.nbor(-1).lower_ if token.i > 0 else ""


def follows(token: Token, *words: str, within: int = 3) -> bool:
    stop = min(len(token.doc), token.i + 1 + within)
    return any(token.doc[i].lower_ in words for i in range(token.i + 1, stop))


def object_of(token: Token) -> Token | None:
    return next((c for c in token.children if c.dep_ in {"dobj", "obj"}), None)
