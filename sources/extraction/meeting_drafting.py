"""From one word of encounter to a draft: its parties, status, mode, day and place, as its own sentence tells them."""

from __future__ import annotations

import re

from events.vocabulary import Mode
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meeting_actors import count_sides, unique
from sources.extraction.meeting_company import led_by
from sources.extraction.meeting_cues import Government, Kind, Trigger
from sources.extraction.meeting_drafts import Draft, span_of, take
from sources.extraction.meeting_parties import hosts_of, parties_of, present_at
from sources.extraction.meeting_places import SEATS_OF_ORGANIZATIONS, find_place
from sources.extraction.meeting_scenes import Scene
from sources.extraction.meeting_tense import Standing
from sources.extraction.meeting_times import find_day
from sources.extraction.mentions import How, Page
from sources.extraction.reading import Span, Told

_MANY = re.compile(
    r"(?i)\b(?:\d{1,3}|five|six|seven|eight|nine|ten|dozens?(?: of)?|several|regional|european|world|african|asian|"
    r"arab|transatlantic|"
    r"allied|eu|nato) (?:\w+ )?(?:nations|countries|states|leaders|governments|partners|allies)\b|\bhost(?:s|"
    r"ed)? (?:\w+ )?(?:talks|summit|meeting|round)\b|\bwarring\b"
)


_PHONE = re.compile(
    r"(?i)\b(?:by|on|over|via) (?:the |a )?(?:tele)?phone|\b(?:tele)?phone[d ]|\btelephon|\bhotline|\bphone[- ]?call"
)


_VIDEO = re.compile(r"(?i)\bvideo|\bvirtual|\bonline\b|\bvia (?:zoom|webex)|\bteleconferenc|\bremote(?:ly)?\b")


_IN_PERSON = re.compile(
    r"(?i)\bin person\b|\bface[- ]to[- ]face|\bsidelines|\bmargins|\bfringes?\b|\bin-person|\bat the (?:\w+ ){0,2}(?:summit|G-?7|"
    r"G-?20|United Nations|conference)\b"
)


_OTHER = re.compile(
    r"(?i)\b(?:earlier|next|further|follow-?up|previous(?:ly)?|prior|past|again|another|separate(?:ly)?|second|third|"
    r"new round|joint|"
    r"last (?:\w+ ){0,3}(?:meeting|talks|summit|call|visit|round|encounter|session))\b"
)


def draft(trigger: Trigger, told: Standing, scene: Scene, page: Page, gazetteer: Gazetteer) -> Draft:
    """Everything that the trigger's own sentence tells of the encounter."""
    token = trigger.token
    made = Draft(
        scene=scene,
        trigger=trigger,
        span=scene.sentence.span,
        kind=trigger.kind,
        status=Told(told.status, span_of(told.token, scene.sentence), told.confidence),
        mode=_mode(trigger, scene, page),
        sentences=[scene.number],
        support=told.confidence,
    )
    actors, group = parties_of(trigger, scene, page)
    if count_sides(actors) > 1:
        led = led_by(scene, page, scene.sentence.span.end)
        actors = unique([*actors, *(a for a in led if set(a.countries) & {c for b in actors for c in b.countries})])
    for actor in actors:
        if actor.how is not How.GROUP or actor.person is not None:
            take(made, actor)
    if made.weight > 1:
        made.homeless = [a for a in made.homeless if not a.plural]
    if _are_only_invited(trigger):
        made.persons.clear()
    bodies = [a for a in actors if a.how is How.GROUP and a.person is None]
    made.actors = actors
    made.hosts = hosts_of(trigger, scene, page, actors)
    made.group = group or bool(bodies)
    made.present = present_at(trigger, scene, page)
    before = [token.doc[i].lower_ for i in range(max(scene.sentence.parse.start, token.i - 5), token.i)]
    made.indefinite = any(w in {"a", "an"} for w in before) and not any(w in {"the", "that", "this", "their"} for w in before)
    made.definite = trigger.noun and any(w in {"the", "that", "this", "these", "those", "’s", "'s", "their"} for w in before[-4:])
    near = " ".join(
        [*before, token.lower_, *(token.doc[i].lower_ for i in range(token.i + 1, min(token.i + 3, scene.sentence.parse.end)))]
    )
    made.other = bool(_OTHER.search(near))
    made.many = bool(_MANY.search(scene.text(page))) or bool(made.homeless and made.homeless[-1].plural)
    find_day(made, page)
    find_place(made, page, gazetteer)
    _complete(made, scene)
    if trigger.kind is Kind.VISIT and made.country is not None and made.country.value not in made.parties and made.parties:
        made.parties[made.country.value] = made.country
    return made


def _are_only_invited(trigger: Trigger) -> bool:
    """ "X has been invited to attend the summit": whether X comes is left open."""
    verb = trigger.verb
    if verb is None or verb.lemma_.lower() not in {"attend", "join", "participate", "take", "address"}:
        return False
    return verb.tag_ == "VB" and verb.head.lemma_.lower() in {"invite", "invitation"}


_COUNTED = dict.fromkeys(("trilateral", "three-way", "tripartite"), 3)


_COUNTED |= dict.fromkeys(("quadrilateral", "four-way", "quadripartite", "four-party"), 4)


def _complete(made: Draft, scene: Scene) -> None:
    """The side that the words leave to the reader: who receives at home, and the third of a "trilateral meeting with C"."""
    token = made.trigger.token
    if (
        token.lemma_.lower() in {"receive", "host", "welcome"}
        and not made.trigger.noun
        and made.country is not None
        and made.country.value not in made.parties
        and made.parties
        and not any(a.last < token.i and (a.countries or a.organizations) for a in made.actors)
        and made.trigger.token.tag_ != "VBG"
    ):
        made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.6)
        made.homeless.clear()
    if _hosts_summit(made):
        assert made.country is not None
        made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.6)
    before = [token.doc[i].lower_ for i in range(max(scene.sentence.parse.start, token.i - 5), token.i)]
    count = next((_COUNTED[w] for w in before if w in _COUNTED), None)
    if count is None or not 1 <= made.weight < count:
        return
    others = [a for a in scene.actors if a.last < token.i and (a.person is not None or a.how in {How.OFFICE, How.DEMONYM})]
    missing = [a for a in others if set(a.countries) - set(made.parties)]
    if len({c for a in missing for c in a.countries} - set(made.parties)) == count - made.weight:
        for actor in missing:
            if made.kind is Kind.SUMMIT:  # ministers speak of the summit that their leaders attend
                made.parties.update((code, Told(code, actor.span, 0.7)) for code in actor.countries)
            else:
                take(made, actor)


def _hosts_summit(made: Draft) -> bool:
    """ "A's return at a summit in B": the country of a summit of no organization in particular is its host."""
    return (
        made.trigger.token.lemma_.lower() == "summit"
        and any(c.lower_ in {"a", "an"} for c in made.trigger.token.children)
        and made.weight == len(made.parties) == 1
        and made.country is not None
        and made.country.value not in made.parties
        and (made.city is None or made.city.value not in SEATS_OF_ORGANIZATIONS)
        and (made.trigger.government is Government.ATTEND or bool(set(made.trigger.links) & {"at", "in", "during"}))
    )


def _mode(trigger: Trigger, scene: Scene, page: Page) -> Told[Mode]:
    """By phone, by video or in person, by the words around; a call is by phone and a meeting in person unless told otherwise."""
    at = span_of(trigger.token, scene.sentence)
    start, end = max(scene.sentence.span.start, at.start - 60), min(scene.sentence.span.end, at.end + 110)
    window = page.clean[start:end]
    close = Span(max(scene.sentence.span.start, at.start - 25), min(scene.sentence.span.end, at.end + 40))
    video, phone, there = _VIDEO.search(page.clean[close.start : close.end]), _PHONE.search(window), _IN_PERSON.search(window)
    if video:
        return Told(Mode.VIDEO, Span(close.start + video.start(), close.start + video.end()), 0.9)
    if phone and trigger.kind in {Kind.CALL, Kind.SPEECH, Kind.TALKS, Kind.MEETING}:
        found = Span(start + phone.start(), start + phone.end())
        if trigger.kind in {Kind.CALL, Kind.SPEECH} or close.start <= found.start <= close.end:
            return Told(Mode.PHONE, found, 0.95)
    if there:
        return Told(Mode.IN_PERSON, Span(start + there.start(), start + there.end()), 0.95)
    if trigger.kind is Kind.CALL:
        return Told(Mode.PHONE, at, 0.6 if trigger.token.lemma_ == "conversation" else 0.9)
    if trigger.kind is Kind.SPEECH and trigger.token.lemma_ in {"discuss", "consult", "agree", "exchange"}:
        return Told(Mode.IN_PERSON, at, 0.4)
    if trigger.kind is Kind.SPEECH:
        # "Also spoke separately": beside an occasion where all are.
        apart = re.search(r"(?i)\b(?:also|later|then)\b[^.]{0,40}$", page.clean[start : at.start]) and trigger.verb is not None
        if apart and re.match(r"\W*\b(?:separately|privately|briefly)\b", page.clean[at.end : end]):
            return Told(Mode.IN_PERSON, at, 0.5)
        return Told(Mode.PHONE, at, 0.6)
    return Told(Mode.IN_PERSON, at, 0.8)
