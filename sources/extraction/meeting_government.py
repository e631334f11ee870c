"""The verb above an encounter noun and what it does with it."""

from __future__ import annotations

from spacy.tokens import Token

from sources.extraction.meeting_cues import DELAYING, STOPPING, Government, follows

_HOLD = frozenset(
    "hold have conduct begin start resume continue open close conclude finish end complete launch pursue undertake "
    "enter engage kick wrap give make take pay see receive place".split()
)


_HOST = frozenset("host chair lead preside convene organize organise".split())


_ATTEND = frozenset("attend join participate address".split())


_PLAN = frozenset("plan schedule set arrange announce expect prepare list propose agree confirm".split())


_MEASURES = frozenset("round day week hour series session set string evening morning afternoon night bout number".split())


_ASPECTS = frozenset(
    "outcome result importance significance agenda preparation arrangement schedule success conclusion implementation "
    "relevance anniversary detail close opening eve end start beginning".split()
)


def governed(token: Token) -> tuple[Government, Token | None, tuple[str, ...]]:
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
            elif node.dep_ == "prep" and node.lower_ == "of" and head.lemma_.lower() in _ASPECTS:
                links.append("about")  # "discussed the outcome of the talks": told of, not held
            elif node.dep_ == "prep":
                links.append(node.lower_)
                if head.pos_ == "ADV" and head.lower_ in {"ahead", "prior"}:
                    links.append(head.lower_)
        elif head.pos_ in {"VERB", "AUX"} and node.dep_ == "nsubj" and _is_attribution(token, head):
            return _before_attribution(token)
        elif head.pos_ in {"VERB", "AUX"}:
            return _by_verb(node, head, tuple(links)), head, tuple(links)
        if head.pos_ in {"VERB", "AUX"}:
            return _by_link(head, tuple(links)), head, tuple(links)
        node = head
    return Government.AROUND, None, tuple(links)


_TELLS = frozenset({"report", "say", "announce", "state", "add", "tell", "write"})


def _is_attribution(token: Token, verb: Token) -> bool:
    """ "… to prepare for the summit with X, the newspaper reported": no summit reports, whatever the parse says."""
    between = (token.doc[i] for i in range(token.i + 1, verb.i))
    return verb.lemma_.lower() in _TELLS and any(t.lower_ == "," for t in between)


def _before_attribution(token: Token) -> tuple[Government, Token | None, tuple[str, ...]]:
    """What stands before the noun: the verb, and the prepositions from there."""
    links: list[str] = []
    for i in range(token.i - 1, token.sent.start - 1, -1):
        word = token.doc[i]
        if word.pos_ in {"VERB", "AUX"} and word.dep_ != "amod":
            return Government.AROUND if links else _by_verb(token, word, ()), word, tuple(links)
        if word.pos_ == "ADP":
            links.append(word.lower_)
    return Government.AROUND, None, tuple(links)


def _by_verb(node: Token, verb: Token, links: tuple[str, ...]) -> Government:
    if links:
        return Government.AROUND
    lemma = verb.lemma_.lower()
    passive = node.dep_ == "nsubjpass"
    if lemma in STOPPING or (lemma == "call" and follows(verb, "off", within=8)) or (lemma == "pull" and follows(verb, "out")):
        return Government.STOP
    if lemma in DELAYING or (lemma == "put" and follows(verb, "off", within=6)):
        return Government.DELAY
    if node.dep_ == "nsubj":
        return Government.SUBJECT
    if lemma in _HOST or (lemma == "co" and follows(verb, "hosted", "chaired", within=2)):
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
    if (
        lemma in {"participate", "engage", "enter"}
        or (lemma == "emerge" and "from" in links)
        or (lemma == "take" and follows(verb, "part"))
    ):
        return Government.ATTEND
    if lemma == "preside":
        return Government.HOST
    return Government.AROUND
