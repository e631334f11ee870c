"""Who takes part, as the sentence of a word of encounter tells it: subject, object, "with", "between", hosts and guests."""

from __future__ import annotations

import re

from spacy.tokens import Token

from sources.extraction.dates import token_at
from sources.extraction.meeting_actors import Actor, count_sides, unique
from sources.extraction.meeting_company import attending, company_of
from sources.extraction.meeting_cues import ASIDE, DELAYING, STOPPING, Government, Kind, Trigger, before
from sources.extraction.meeting_drafts import span_of
from sources.extraction.meeting_reach import leftward, rightward, under
from sources.extraction.meeting_scenes import Scene
from sources.extraction.meeting_subjects import before_verb, joined_before, subject_of
from sources.extraction.meeting_times import SAYING
from sources.extraction.mentions import How, Page

_GROUP = re.compile(
    r"(?i)\b(?:the|both|these) (?:two|three|four|five)?\s?(?:\w+ )?(?:leaders|presidents|prime ministers|premiers|"
    r"ministers|sides|countries|"
    r"nations|men|women|pair|parties|officials|diplomats|counterparts|neighbou?rs|heads of state|delegations|powers|"
    r"capitals|governments|secretaries|allies|envoys|chiefs|teams)\b|"
    r"\b(?:the (?:two|three|four|pair)|they|both)\b"
)


_WITH = frozenset({"with", "between", "among", "amongst", "of", "from", "by", "involving", "for"})


_ON = frozenset({"on", "to"})  # "a courtesy call on X"


def parties_of(trigger: Trigger, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    """The actors of the encounter, and whether a group word ("the two leaders", "their") stands for them."""
    if trigger.noun:
        return _noun_parties(trigger, scene, page)
    token = trigger.token
    found, group = _subject(token, scene, page)
    if trigger.kind is Kind.VISIT:
        return found, group
    if token.lemma_ in {"represent", "head", "lead"} and trigger.kind is Kind.MEETING:
        return [a for a in scene.actors if a.person is not None and a.countries], group
    if token.lemma_ in {"attend", "send", "take", "participate"}:
        return unique([*found, *rightward(token, scene, frozenset({"including"})), *rightward(token.head, scene)]), group
    needs = frozenset({"with", "to"}) if trigger.kind is Kind.SPEECH and token.lemma_ != "discuss" else frozenset()
    if token.lemma_ in {"discuss", "negotiate", "exchange", "agree"}:
        needs = frozenset({"with"})
    right = rightward(token, scene, needs)
    for child in token.children:
        if child.dep_ in {"dobj", "obj", "agent"} or (child.dep_ == "prep" and child.lower_ in {"with", "between"}):
            if child.dep_ in {"dobj", "obj"} and needs:
                continue
            right.extend(a for a in under(child, scene.actors) if a not in right and a.first > token.i)
    if trigger.kind is Kind.MEETING:
        right.extend(company_of(trigger, scene, page))
    return unique([*found, *right]), group


def _subject(verb: Token, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    found, group = _parsed_subject(verb, scene, page)
    if not group and count_sides(found) < 2:
        found = unique([*found, *(a for a in joined_before(verb, scene) if a.countries or a.organizations)])
    return found, group


def _parsed_subject(verb: Token, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    subject = subject_of(verb)
    inside = subject is not None and scene.sentence.parse.start <= subject.i < scene.sentence.parse.end
    if subject is None or not inside or any(verb.doc[i].lower_ == ":" for i in range(subject.i, verb.i)):
        return before_verb(verb, scene), False
    found = under(subject, scene.actors)
    left = min([t.i for t in subject.subtree if t.i < verb.i] or [subject.i])
    words = (
        page.clean[span_of(verb.doc[left], scene.sentence).start : span_of(verb, scene.sentence).start]
        if left < verb.i
        else subject.text
    )
    group = bool(_GROUP.search(words)) and not any(a.person is not None for a in found) and count_sides(found) < 2
    if group:
        found = [a for a in found if a.countries]
    if not found and not group and subject.pos_ in {"NOUN", "PROPN"}:
        found = [a for a in scene.actors if left <= a.first and a.last < verb.i and _unblocked(a, subject, verb)]
    return found, group


def _unblocked(actor: Actor, subject: Token, verb: Token) -> bool:
    """Whether no clause or topic stands between the subject's head and an actor in its phrase."""
    low, high = sorted((actor.first, subject.i))
    return not any(
        verb.doc[i].pos_ in {"VERB", "AUX"} or verb.doc[i].lower_ in {"on", "about", "over", "against", "in", "at", "to"}
        for i in range(low, high)
    )


# A sentence that does nothing but list who was there.
_ROLL = re.compile(
    r"\s*(?:The )?(?:(?:(?:Other|Notable|Key|Among the|Among the notable) )?"
    r"(?:[Pp]articipants|[Aa]ttendees|guests)|Joining|Those (?:attending|joining|present)|"
    r"Also (?:attending|present|joining|participating|in attendance)|"
    r"In attendance|The leaders (?:attending|participating|joining))\b"
)


_THEM = re.compile(r"\bbetween (?:the (?:two|three|four|pair|leaders|sides|ministers|presidents)|them)\b")


def _noun_parties(trigger: Trigger, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    """The parties of an encounter noun: those in its own phrase, then those that the verb above it brings."""
    token, verb = trigger.token, trigger.verb
    if _ROLL.match(page.clean, scene.sentence.span.start):
        return [a for a in scene.actors if a.how is not How.DEMONYM], False
    found, group = _phrase_parties(trigger, scene, page)
    if verb is None:
        return found, group
    at = span_of(token, scene.sentence)
    if not group and not found and token.i - 1 in scene.gaps and trigger.government is Government.AROUND:
        return found, group  # "would build on the December talks": told of before
    if verb.lemma_.lower() in SAYING and count_sides(found) == 1 and (own := _who_had(token, scene)) is not None:
        return unique([own, *found]), group
    if trigger.kind is not Kind.SUMMIT and not group and _aside(page, scene, at.start):
        return found, group  # who met on its margins did not meet it
    found, group = _verb_parties(trigger, verb, scene, page, (found, group))
    if group and count_sides(found) < 2:
        found = unique([*_named_before(token, scene), *found])
    return found, group


def _phrase_parties(trigger: Trigger, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    """ "The A-B talks", "a meeting between A and B", "their call with C, attended by D"."""
    token = trigger.token
    right = rightward(token, scene, _WITH | _ON if before(token) == "courtesy" else _WITH)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"with", "between", "among", "of", "from"}:
            right.extend(a for a in under(child, scene.actors) if a not in right and a.first > token.i)
    at = span_of(token, scene.sentence)
    group = any(c.dep_ == "poss" and c.lower_ in {"their", "our"} for c in token.children)
    group = group or _THEM.search(page.clean, at.end, at.end + 70) is not None
    found = unique([*leftward(token, scene), *right, *attending(trigger, scene), *company_of(trigger, scene, page)])
    if group and count_sides(found) < 2:
        found = unique([*_named_before(token, scene), *found])
    return found, group


_DIRECT = frozenset({Government.HOLD, Government.HOST, Government.ATTEND, Government.STOP, Government.DELAY, Government.PLAN})


def _verb_parties(
    trigger: Trigger, verb: Token, scene: Scene, page: Page, known: tuple[list[Actor], bool]
) -> tuple[list[Actor], bool]:
    """Whom the verb adds to the parties known: "A hosted talks with B", "the talks brought A and B together"."""
    found, group = known
    at = span_of(trigger.token, scene.sentence)
    apart = _APART.search(page.clean[scene.sentence.span.start : at.start])
    if trigger.kind is Kind.SUMMIT and verb.lemma_.lower() in {"meet", "speak", "hold", "talk"} and not apart:
        right = rightward(verb, scene, frozenset() if verb.lemma_ == "meet" else _WITH)
        found = unique([*_subject(verb, scene, page)[0], *found, *right])
    if any(c.dep_ == "agent" for c in verb.children):
        found = unique([*found, *rightward(verb, scene, frozenset({"by"}))])
    if trigger.token.lemma_ == "guest":
        found = unique([*found, *rightward(verb, scene)])
    if trigger.government is Government.SUBJECT:
        return unique([*found, *rightward(verb, scene, frozenset({"by", "between", "with", "bringing"}))]), group
    direct = trigger.government in _DIRECT
    if trigger.government is Government.PLAN and count_sides(found) > 1:
        return found, group  # "X and Y agreed to arrange the A-B summit"
    if not direct and count_sides(found) > 1 and trigger.kind is not Kind.VISIT:
        return found, group
    subject, grouped = _subject(verb, scene, page)
    enough = count_sides(subject) >= 2 and (_jointly(trigger, verb) or _are_in_it(trigger, verb) or _posed(trigger, scene))
    joins = ((count_sides(found) == 1 or grouped) and _joins(trigger, verb)) or (not found and comes_to(trigger, verb))
    if direct or joins or enough:
        return unique([*subject, *found]), group or grouped
    return found, group


def comes_to(trigger: Trigger, verb: Token) -> bool:
    """ "A came to the talks with proposals", "A will travel to C for talks with the rebels": whoever comes to them is in them."""
    arrives = verb.lemma_.lower() in {"arrive", "come", "return"} and trigger.links in {("at",), ("to",)}
    travels = verb.lemma_.lower() in {"travel", "fly"} and trigger.links == ("for",)
    return (arrives or travels) and trigger.kind in {Kind.MEETING, Kind.TALKS}


def _posed(trigger: Trigger, scene: Scene) -> bool:
    """ "A and B shake hands before their talks", under a picture."""
    return scene.sentence.caption and bool(set(trigger.links) & {"before", "ahead"})


def _are_in_it(trigger: Trigger, verb: Token) -> bool:
    return verb.lemma_.lower() not in SAYING and bool(set(trigger.links) & {"in", "during", "at", "on"})


def _who_had(token: Token, scene: Scene) -> Actor | None:
    """ "B said he had candid talks with C": who stands before the verb of holding, whatever the parse makes of it."""
    for i in range(token.i - 1, max(token.i - 5, scene.sentence.parse.start), -1):
        if token.doc[i].lower_ in {"had", "held"}:
            return next((a for a in scene.actors if a.last == i - 1 and a.countries), None)
    return None


def _jointly(trigger: Trigger, verb: Token) -> bool:
    """ "A and B gave a joint news conference after talks": what is done together after an encounter follows one of theirs."""
    if not set(trigger.links) & {"after", "following"}:
        return False
    return verb.lemma_ in {"sign", "agree"} or any(t.lower_ in {"joint", "jointly", "together"} for t in verb.subtree)


def _named_before(token: Token, scene: Scene) -> list[Actor]:
    """Whom "their" means within the sentence: the persons and office holders of two sides before it."""
    before = [a for a in scene.actors if a.last < token.i and (a.person is not None or a.how is How.OFFICE)]
    return before if count_sides(before) >= 2 else []


def present_at(trigger: Trigger, scene: Scene, page: Page) -> list[Actor]:
    """Who acts "at the summit" or "during the talks"."""
    if not trigger.noun or trigger.verb is None or trigger.government is not Government.AROUND:
        return []
    told_it = trigger.verb.lemma_ in {"tell", "address"} and not trigger.links
    if not told_it and not set(trigger.links[-1:]) & {"at", "during"}:
        return []
    subject, _ = _subject(trigger.verb, scene, page)
    return [a for a in subject if a.person is not None and a.countries]


_RECEIVES = frozenset({"receive", "host", "welcome", "greet", "gather", "bring"})


_GUESTS_OF = re.compile(r"(?i)\b(?:as (?:the )?guests? of|hosted by|received by|welcomed by)\s")


def hosts_of(trigger: Trigger, scene: Scene, page: Page, actors: list[Actor]) -> set[int]:
    """The persons who receive the others, where the words say so: the subject of "received", the agent of "hosted by"."""
    verb = trigger.verb
    found: list[Actor] = []
    if verb is not None:
        lemma = verb.lemma_.lower()
        hosting = lemma in _RECEIVES if not trigger.noun else trigger.government is Government.HOST and lemma in _HOSTING
        passive = any(c.dep_ in {"nsubjpass", "agent"} for c in verb.children)
        if hosting and not passive and not (lemma == "gather" and not any(c.dep_ in {"dobj", "obj"} for c in verb.children)):
            found.extend(a for a in _subject(verb, scene, page)[0] if a.last < verb.i)
    for match in _GUESTS_OF.finditer(page.clean, *scene.sentence.span):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene)[:1])
    present = {a.person for a in actors}
    return {a.person for a in found if a.person is not None and a.person in present}


_APART = re.compile(r"\b(?:separate(?:ly)?|individually|back-to-back|bilateral) ")


def _aside(page: Page, scene: Scene, at: int) -> bool:
    return ASIDE.search(page.clean[max(scene.sentence.span.start, at - 45) : at]) is not None


_HOSTING = frozenset({"host", "convene", "organize", "organise", "welcome", "receive"})


_TAKES_PART = frozenset(
    {"from", "for", "during", "in", "into", "at", "after", "following", "on", "before", "ahead", "since", "by", "to", "of"}
)


_SPEAK_OF = frozenset({"discuss", "mention", "raise", "review", "cover", "prepare", "welcome", "praise", "hail"})


def _joins(trigger: Trigger, verb: Token) -> bool:
    """Whether the subject of a verb near "talks with X" was in them: "arrived for talks with X", "told Z during a call"."""
    links = set(trigger.links)
    if verb.lemma_.lower() in STOPPING | DELAYING:
        return False  # "cancelled a trip ahead of the summit"
    if verb.lemma_.lower() in _SPEAK_OF and not links & {"in", "at", "during", "after", "following"}:
        return False  # "discussed preparations for the summit of A and B"
    if verb.lemma_.lower() in SAYING:
        return bool(links & {"during", "in", "at", "after", "following"}) and not links & {"ahead", "before", "on", "about", "of"}
    return bool(links & _TAKES_PART) or not links
