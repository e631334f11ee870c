"""Whether an encounter took place, is planned, was postponed or cancelled, or is only wished for, as its clause tells it."""

from __future__ import annotations

from spacy.tokens import Token

from events.vocabulary import Status
from sources.extraction.meeting_cues import DELAYING, STOPPING, Government, Kind, Trigger, follows
from sources.extraction.meeting_scenes import Scene
from sources.extraction.meeting_tense import AHEAD, ARRIVED, WILL, Standing, is_negated, is_wished, verb_standing

_MODIFIERS: dict[str, Status] = {
    "planned": Status.PLANNED, "scheduled": Status.PLANNED, "upcoming": Status.PLANNED, "forthcoming": Status.PLANNED,
    "coming": Status.PLANNED,
    "expected": Status.PLANNED, "impending": Status.PLANNED, "tomorrow": Status.PLANNED, "future": Status.PLANNED,
    "next": Status.PLANNED,
    "cancelled": Status.CANCELLED, "canceled": Status.CANCELLED, "scrapped": Status.CANCELLED, "called-off": Status.CANCELLED,
    "postponed": Status.POSTPONED, "delayed": Status.POSTPONED,
}  # fmt: skip


_UNREAL_MODIFIERS = frozenset({"possible", "potential", "proposed", "would-be", "any", "no", "such", "hypothetical", "unlikely"})


_BEFOREHAND = frozenset({"ahead", "prior", "before", "for", "until", "pending", "towards", "toward"})


_AFTERWARDS = frozenset({"after", "following", "during", "at", "in", "since", "from", "throughout", "amid"})


_EVER_AGAIN = ("monthly", "weekly", "daily", "regularly", "annually", "yearly", "quarterly", "periodically", "regular")


def standing(trigger: Trigger, scene: Scene) -> Standing | None:
    """The status that the clause tells, or None where no encounter is claimed (a wish, a condition, a negation)."""
    if trigger.noun and follows(trigger.token, *_EVER_AGAIN, within=2):
        return None  # "would hold talks monthly"
    if trigger.noun and trigger.government not in {Government.STOP, Government.DELAY}:
        told = _by_modifier(trigger)
        if told == "unreal":
            return None
        if isinstance(told, Standing) and told.status is not Status.PLANNED:
            return told
        base = _of_noun(trigger, scene)
        if base is not None and isinstance(told, Standing) and base.status is Status.HELD:
            around = trigger.government is Government.AROUND and not set(trigger.links) & _AFTERWARDS
            if around or not _is_past(base.token):
                return told  # "discussed the upcoming summit"
        return base
    if trigger.government is Government.STOP:
        return _stopped(trigger, Status.CANCELLED)
    if trigger.government is Government.DELAY:
        return _stopped(trigger, Status.POSTPONED)
    assert trigger.verb is not None
    return verb_standing(trigger.verb, scene)


# "The summit to be held in X", "a meeting which will take place".
_COMES = frozenset({"hold", "take", "begin", "start", "open", "convene"})
_FUTURE = WILL | {"to"}


def _is_past(token: Token) -> bool:
    return token.tag_ in {"VBD"}


def _by_modifier(trigger: Trigger) -> Standing | str | None:
    token = trigger.token
    for i in range(token.i - 1, max(token.i - 6, token.sent.start - 1 if token.doc.has_annotation("SENT_START") else -1, -1), -1):
        word = token.doc[i]
        if word.pos_ in {"VERB", "AUX"} and word.lower_ not in _MODIFIERS and word.tag_ != "VBN":
            break
        if word.lower_ in _MODIFIERS:
            return Standing(_MODIFIERS[word.lower_], word, 0.85)
        if word.lower_ in {"frequent", "regular"} and token.tag_ in {"NNS", "NNPS"}:
            return "unreal"
        if word.lower_ in _UNREAL_MODIFIERS and (word.head.i == token.i or word.i >= token.i - 2):
            return "unreal"
        if word.dep_ == "prep" or word.lower_ in {"with", "of", ","}:
            break
    # "a meeting set for Friday", "talks slated to begin on Thursday", "visit to X postponed"
    for child in token.children:
        stop = child.lemma_.lower() if child.dep_ == "acl" and child.tag_ == "VBN" and child.i > token.i else ""
        if stop in STOPPING | DELAYING:
            return Standing(Status.CANCELLED if stop in STOPPING else Status.POSTPONED, child, 0.85)
        if (
            child.i > token.i
            and child.lemma_.lower() in _COMES
            and {c.lower_ for c in child.children if c.dep_ in {"aux", "auxpass"}} & _FUTURE
        ):
            return Standing(Status.PLANNED, child, 0.85)
        ahead = child.lemma_.lower() in AHEAD and not follows(child, "up", "out", "off", within=1)
        if child.dep_ == "acl" and child.tag_ in {"VBN", "VBD"} and ahead and child.i > token.i:
            return Standing(Status.PLANNED, child, 0.85)
    return None


def _stopped(trigger: Trigger, status: Status) -> Standing | None:
    verb = trigger.verb
    assert verb is not None
    if any(c.lower_ in {"any", "all", "further"} and c.i < trigger.token.i for c in trigger.token.children):
        return None  # "suspended any dialogue": a policy
    if (
        is_negated(verb)
        or is_wished(verb)
        or (verb.tag_ == "VB" and not ({c.lower_ for c in verb.children if c.dep_ == "aux"} & (WILL | {"to"})))
    ):
        return None
    if verb.lemma_.lower() in {"skip", "miss"}:
        return None
    marks = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if marks & {"could", "may", "might", "should", "would", "can"} and not marks & {"have"}:
        return None
    return Standing(status, verb, 0.9)


_TAKES_PLACE = frozenset(
    "take begin start hold be last continue resume happen occur open kick proceed go focus cover include address "
    "discuss attend end".split()
)


_UNREAL_NOUNS = frozenset(
    "condition offer prospect possibility idea call hope chance need readiness willingness proposal invitation "
    "request demand desire "
    "opportunity precondition push effort attempt date venue appeal".split()
)


def _hypothetical(token: Token) -> bool:
    """Whether the noun hangs on a noun of wishing: "conditions for talks", "an offer of a meeting"."""
    node = token
    for _ in range(4):
        node = node.head
        if node.pos_ in {"VERB", "AUX"}:
            return False
        if node.lemma_.lower() in _UNREAL_NOUNS:
            return True
    return False


_WISHED_FOR = frozenset(
    "suggest float propose offer want seek urge request demand desire consider mull reject refuse decline need "
    "envisage welcome oppose".split()
)


def _of_noun(trigger: Trigger, scene: Scene) -> Standing | None:
    """The status of what an encounter noun tells, by the verb above it."""
    token, verb, links = trigger.token, trigger.verb, set(trigger.links)
    if _is_unreal(trigger):
        return None
    if verb is None:
        # A headline or caption without a verb: "Readout of X's call with Y".
        return Standing(Status.HELD, token, 0.6)
    lemma = verb.lemma_.lower()
    if lemma in {"cancel", "scrap"} and "for" in links and not links & {"ahead", "of"}:
        return _stopped(trigger, Status.CANCELLED)
    if trigger.links[:1] == ("since",):
        return Standing(Status.HELD, token, 0.8)
    if lemma == "look" and "to" in links and any(c.lower_ == "forward" for c in verb.children):
        return Standing(Status.PLANNED, verb, 0.6, dated=True)
    told = verb_standing(verb, scene)
    if trigger.government is Government.SUBJECT:
        return _of_subject(verb, told)
    if trigger.government in {Government.HOLD, Government.HOST, Government.ATTEND}:
        return told
    if trigger.government is Government.PLAN:
        return None if is_negated(verb) else Standing(Status.PLANNED, verb, 0.8)
    return _of_occasion(trigger, verb, told, scene)


def _is_unreal(trigger: Trigger) -> bool:
    """Whether the noun is denied, wished for, stayed away from: "no talks", "proposed a meeting", "skipped the summit"."""
    token, verb = trigger.token, trigger.verb
    if _hypothetical(token) or any(c.i < token.i and (c.dep_ == "neg" or c.lower_ == "no") for c in token.children):
        return True
    if verb is None:
        return False
    lemma = verb.lemma_.lower()
    if lemma in {"skip", "miss", "boycott", "avoid"}:
        return True
    wishes = lemma in _WISHED_FOR and trigger.government is not Government.SUBJECT  # "had suggested to X a meeting with Y"
    return not trigger.links and (wishes or lemma in {"propose", "suggest", "offer", "float"})


def _of_subject(verb: Token, told: Standing | None) -> Standing | None:
    """ "The meeting was postponed", "the talks are set to begin", "the call lasted an hour"."""
    if told is None:
        return None
    lemma = verb.lemma_.lower()
    if lemma in {"postpone", "delay", "reschedule", "suspend", "defer"}:
        return Standing(Status.POSTPONED, verb, 0.9)
    if lemma in {"cancel", "scrap", "abandon"}:
        return Standing(Status.CANCELLED, verb, 0.9)
    if told.status is Status.HELD and lemma in AHEAD - {"come", "agree", "arrive", "go"}:
        outcome = next((c.lemma_.lower() for c in verb.children if c.dep_ in {"xcomp", "ccomp"}), "take")
        return Standing(Status.PLANNED, verb, 0.85) if outcome in _TAKES_PLACE else Standing(Status.HELD, verb, 0.5)
    return told


_PASTWARDS = frozenset({"after", "following", "during", "since"})


def _of_occasion(trigger: Trigger, verb: Token, told: Standing | None, scene: Scene) -> Standing | None:
    """What is told "ahead of", "after", "at" or "during" an encounter says whether it has been."""
    links = set(trigger.links)
    past = told is not None and told.status is Status.HELD
    if past and trigger.links[:1] == ("for",) and trigger.token.head.head.lemma_.lower() in {"visit", "trip", "tour"}:
        return Standing(Status.HELD, verb, 0.55)  # "told X about his trip to Y for a summit with Z"
    if past and scene.sentence.caption and links & {"before", "ahead"}:
        return Standing(Status.HELD, verb, 0.6)  # "A and B shake hands ahead of their talks"
    if links & _BEFOREHAND and not links & _AFTERWARDS:
        came = verb.lemma_.lower() in ARRIVED | {"meet", "gather", "host", "welcome"}
        if told is not None and told.status is Status.HELD and "for" in links and came:
            return Standing(Status.HELD, verb, 0.7)
        return Standing(Status.PLANNED, verb, 0.65)
    if told is None and trigger.kind is Kind.SUMMIT and links & {"at", "during"}:
        return Standing(Status.PLANNED, trigger.token, 0.5, dated=True)  # "whether they would meet at the summit"
    if told is None:
        # "He said he would … after the talks": the verb is another's wish, the encounter itself may still be told.
        return Standing(Status.HELD, trigger.token, 0.5) if links & _PASTWARDS else None
    if links & _PASTWARDS and told.status is Status.PLANNED and trigger.government is Government.AROUND:
        past = verb.tag_ in {"VBD", "VBN", "VBZ"}
        return Standing(Status.HELD if past else Status.PLANNED, verb, 0.6)
    return told
