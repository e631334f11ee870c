"""Whether an encounter took place, is planned, was postponed or cancelled, or is only wished for, as its clause tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Token

from events.vocabulary import Status
from sources.extraction.meeting_actors import Scene
from sources.extraction.meeting_cues import Government, Kind, Trigger


@dataclass(frozen=True, slots=True)
class Standing:
    """A status with the token that tells it. `dated`: counts only where a day or a place is told ("may meet in April")."""

    status: Status
    token: Token
    confidence: float
    dated: bool = False


_WILL = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_AHEAD = frozenset(
    "set schedule slate expect plan due intend prepare agree arrange go poise head travel fly depart leave invite bound decide announce "  # noqa: E501
    "promise vow arrive come confirm gear".split()
)
_WISH = frozenset(
    "want hope offer like wish propose urge call ready willing refuse decline ask seek need demand open happy consider try push press "  # noqa: E501
    "require encourage love prefer mull weigh prepared fail threaten able available unwilling reluctant possible likely unlikely suggest "  # noqa: E501
    "request appeal reject rule float".split()
)
_ARRIVED = frozenset("arrive travel fly come go head visit gather return".split())
_MODIFIERS: dict[str, Status] = {
    "planned": Status.PLANNED, "scheduled": Status.PLANNED, "upcoming": Status.PLANNED, "forthcoming": Status.PLANNED, "coming": Status.PLANNED,  # noqa: E501
    "expected": Status.PLANNED, "impending": Status.PLANNED, "tomorrow": Status.PLANNED, "future": Status.PLANNED, "next": Status.PLANNED,  # noqa: E501
    "cancelled": Status.CANCELLED, "canceled": Status.CANCELLED, "scrapped": Status.CANCELLED, "called-off": Status.CANCELLED,
    "postponed": Status.POSTPONED, "delayed": Status.POSTPONED,
}  # fmt: skip
_UNREAL_MODIFIERS = frozenset({"possible", "potential", "proposed", "would-be", "any", "no", "such", "hypothetical", "unlikely"})
_BEFOREHAND = frozenset({"ahead", "prior", "before", "for", "until", "pending", "towards", "toward"})
_AFTERWARDS = frozenset({"after", "following", "during", "at", "in", "since", "from", "throughout", "amid"})
_DENIED = re.compile(r"(?i)\bdenie[sd]\b|\bden(?:y|ying)\b|\bruled out\b|\brejected (?:reports|claims)\b")


def standing(trigger: Trigger, scene: Scene) -> Standing | None:
    """The status that the clause tells, or None where no encounter is claimed (a wish, a condition, a negation)."""
    if trigger.noun and trigger.government not in {Government.STOP, Government.DELAY}:
        told = _by_modifier(trigger)
        if told == "unreal":
            return None
        if isinstance(told, Standing) and told.status is not Status.PLANNED:
            return told
        base = _of_noun(trigger, scene)
        if base is not None and isinstance(told, Standing) and base.status is Status.HELD and not _is_past(base.token):
            return told
        return base
    if trigger.government is Government.STOP:
        return _stopped(trigger, Status.CANCELLED)
    if trigger.government is Government.DELAY:
        return _stopped(trigger, Status.POSTPONED)
    assert trigger.verb is not None
    return verb_standing(trigger.verb, scene)


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
        if word.lower_ in _UNREAL_MODIFIERS and (word.head.i == token.i or word.i >= token.i - 2):
            return "unreal"
        if word.dep_ == "prep" or word.lower_ in {"with", "of", ","}:
            break
    # "a meeting set for Friday", "talks slated to begin on Thursday"
    for child in token.children:
        if child.dep_ == "acl" and child.tag_ in {"VBN", "VBD"} and child.lemma_.lower() in _AHEAD and child.i > token.i:
            return Standing(Status.PLANNED, child, 0.85)
    return None


def _stopped(trigger: Trigger, status: Status) -> Standing | None:
    verb = trigger.verb
    assert verb is not None
    if (
        _negated(verb)
        or _wished(verb)
        or (verb.tag_ == "VB" and not ({c.lower_ for c in verb.children if c.dep_ == "aux"} & (_WILL | {"to"})))
    ):
        return None
    if verb.lemma_.lower() in {"skip", "miss"}:
        return None
    marks = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    if marks & {"could", "may", "might", "should", "would", "can"} and not marks & {"have"}:
        return None
    return Standing(status, verb, 0.9)


def _negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" or c.lower_ in {"never", "n't", "n’t", "not"} for c in verb.children)


def _wished(verb: Token) -> bool:
    """Whether the verb hangs on a wish: "urging Obama to cancel", "ready to meet"."""
    node = verb
    for _ in range(3):
        if node.dep_ not in {"xcomp", "ccomp", "advcl", "acl", "conj", "pcomp"} or node.head.i == node.i:
            return False
        to_clause = node.tag_ == "VB" or node.tag_ == "VBG"
        node = node.head
        if to_clause and node.lemma_.lower() in _WISH:
            return True
    return False


_TAKES_PLACE = frozenset(
    "take begin start hold be last continue resume happen occur open kick proceed go focus cover include address discuss attend end".split()  # noqa: E501
)
_UNREAL_NOUNS = frozenset(
    "condition offer prospect possibility idea call hope chance need readiness willingness proposal invitation request demand desire "  # noqa: E501
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
    "suggest float propose offer want seek urge request demand desire consider mull reject refuse decline need envisage welcome oppose".split()  # noqa: E501
)


def _of_noun(trigger: Trigger, scene: Scene) -> Standing | None:  # noqa: C901
    token, verb = trigger.token, trigger.verb
    if _hypothetical(token) or (verb is not None and verb.lemma_.lower() in {"skip", "miss", "boycott", "avoid"}):
        return None
    if any(c.dep_ in {"neg"} or c.lower_ == "no" for c in token.children if c.i < token.i):
        return None
    links = set(trigger.links)
    if verb is not None and not links and verb.lemma_.lower() in _WISHED_FOR and trigger.government is not Government.SUBJECT:
        return None  # "had suggested to X a meeting with Y"
    if verb is not None and not links and verb.lemma_.lower() in {"propose", "suggest", "offer", "float"}:
        return None  # "a meeting was proposed"
    if verb is not None and verb.lemma_.lower() in {"cancel", "scrap"} and "for" in links and not links & {"ahead", "of"}:
        return _stopped(trigger, Status.CANCELLED)
    if verb is None:
        # A headline or caption without a verb: "Readout of X's call with Y".
        return Standing(Status.HELD, token, 0.6)
    if trigger.links[:1] == ("since",):
        return Standing(Status.HELD, token, 0.8)
    told = verb_standing(verb, scene)
    if trigger.government in {Government.HOLD, Government.HOST, Government.ATTEND, Government.SUBJECT}:
        if (
            told is not None
            and trigger.government is Government.SUBJECT
            and verb.lemma_.lower() in {"postpone", "delay", "reschedule", "suspend", "defer"}
        ):
            return Standing(Status.POSTPONED, verb, 0.9)
        if (
            told is not None
            and trigger.government is Government.SUBJECT
            and verb.lemma_.lower() in {"cancel", "scrap", "abandon"}
        ):
            return Standing(Status.CANCELLED, verb, 0.9)
        if (
            told is not None
            and trigger.government is Government.SUBJECT
            and told.status is Status.HELD
            and verb.lemma_.lower() in _AHEAD - {"come", "agree", "arrive", "go"}
        ):
            outcome = next((c.lemma_.lower() for c in verb.children if c.dep_ in {"xcomp", "ccomp"}), "take")
            return Standing(Status.PLANNED, verb, 0.85) if outcome in _TAKES_PLACE else Standing(Status.HELD, verb, 0.5)
        return told
    if trigger.government is Government.PLAN:
        if _negated(verb):
            return None
        return Standing(Status.PLANNED, verb, 0.8)
    if links & _BEFOREHAND and not links & _AFTERWARDS:
        if (
            told is not None
            and told.status is Status.HELD
            and "for" in links
            and verb.lemma_.lower() in _ARRIVED | {"meet", "gather", "host", "welcome"}
        ):
            return Standing(Status.HELD, verb, 0.7)
        return Standing(Status.PLANNED, verb, 0.65)
    if told is None and trigger.kind is Kind.SUMMIT and links & {"at", "during"}:
        return Standing(Status.PLANNED, token, 0.5, dated=True)  # "whether they would meet at the summit"
    if told is None:
        # "He said he would … after the talks": the verb is another's wish, the encounter itself may still be told.
        return Standing(Status.HELD, token, 0.5) if links & {"after", "following", "during", "since"} else None
    if (
        links & {"after", "following", "during", "since"}
        and told.status is Status.PLANNED
        and trigger.government is Government.AROUND
    ):
        past = verb.tag_ in {"VBD", "VBN", "VBZ"}
        return Standing(Status.HELD if past else Status.PLANNED, verb, 0.6)
    return told


def verb_standing(verb: Token, scene: Scene) -> Standing | None:
    """The status by the form of a verb and of those that it hangs on."""
    children = list(verb.children)
    marks = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    if _negated(verb) or _DENIED.search(verb.head.text if verb.head.i != verb.i else ""):
        return None
    if any(c.lower_ in {"if", "unless", "whether"} and c.dep_ == "mark" for c in children):
        return None
    if marks & _WILL:
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
    if lemma in _WISH or _negated(head):
        return None
    if lemma in _AHEAD | _ARRIVED:
        told = verb_standing(head, scene) if head.pos_ in {"VERB", "AUX"} else None
        if lemma in _ARRIVED and told is not None:
            return told if told.status is Status.PLANNED or head.tag_ in {"VBD", "VBN"} else Standing(Status.PLANNED, verb, 0.7)
        return Standing(Status.PLANNED, head, 0.9)
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
    if "no" in before and before & {"point", "use", "sense", "interest", "hope"}:
        return None
    if verb.dep_ == "pcomp" and head.lower_ == "in" and head.head.lemma_.lower() in {"point", "use", "sense", "interest", "hope"}:
        return None  # "saw no point in sitting down with X"
    if head.lemma_.lower() in _WISH or (
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
