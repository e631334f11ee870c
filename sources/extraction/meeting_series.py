"""Talks that go on from day to day or are put off before they begin: the sides that their words leave to what was told before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from events.vocabulary import Level, Status
from sources.extraction.meeting_cues import Kind
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_merging import absorb, dates_agree, places_agree, sides
from sources.extraction.meeting_parties import comes_to
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import Page
from sources.extraction.reading import Told


def resumes(made: Draft, drafts: Sequence[Draft]) -> bool:
    """ "Talks with X will resume tomorrow", "X came to meetings on Monday": sides told before, on another day."""
    verb = made.trigger.verb
    if verb is None or made.date is None:
        return False
    if verb.lemma_.lower() not in {"resume", "continue", "reconvene"} and not comes_to(made.trigger, verb):
        return False
    for known in reversed(drafts):
        if known.weight == 2 and sides(made) <= sides(known) and known.date is not None:
            if dates_agree(known.date.value, made.date.value):
                return False
            for code, told in known.parties.items():
                made.parties.setdefault(code, Told(code, told.span, 0.6))
            _leave_to_officials(made, known)
            return made.weight == 2
    return False


def _leave_to_officials(made: Draft, before: Draft) -> None:
    """Talks that go on are left to officials, where nobody is named, neither then nor from both sides before."""
    if not made.offices and len({country for *_, country in before.offices if country is not None}) < 2:
        made.offices.append((Level.OFFICIAL, (), made.status.span, None))


_THEN = re.compile(r"(?:And then|Then|But),? (?:on )?")


def next_of_series(scene: Scene, drafts: Sequence[Draft], page: Page) -> list[Draft]:
    """ "A came to meetings on Monday with nothing. Then, on Tuesday, A gave way": the next one of these meetings, if any."""
    last = drafts[-1] if drafts else None
    if last is None or last.sentences[-1] != scene.number - 1 or last.weight != 2 or last.status.value is not Status.HELD:
        return []
    if last.trigger.token.lower_ != "meetings" or last.date is None or not scene.dates:
        return []
    day = scene.dates[0]
    acting = [a for a in scene.actors if a.head.dep_ == "nsubj" and a.head.head.tag_ == "VBD" and set(a.countries) & sides(last)]
    opens = _THEN.fullmatch(page.clean, scene.sentence.span.start, day.span.start)
    if not acting or opens is None or dates_agree(last.date.value, day.start):
        return []
    further = dataclasses.replace(
        last, scene=scene, span=scene.sentence.span, end=None, sentences=[scene.number], told=1,
        parties=dict(last.parties), organizations=dict(last.organizations), offices=list(last.offices),
        persons={}, hosts=set(), homeless=[], present=[], actors=[],
    )  # fmt: skip
    further.date = Told(day.start, day.span, 0.6)
    return [further]


def promised_talks(made: Draft, alone: Sequence[Draft]) -> Draft | None:
    """ "The talks have been put off": those that one side alone was ready to go to."""
    if made.weight or not made.definite or made.kind is not Kind.TALKS or made.status.value is not Status.POSTPONED:
        return None
    fitting = [a for a in alone if a.kind is Kind.TALKS and a.status.value is Status.PLANNED and places_agree(a, made)]
    found = next((known for known in fitting if known.country is not None), None)
    for known in fitting:
        if found is not None and known is not found and sides(known) == sides(found):
            absorb(found, known)
    return found


def take_leader_of_talks(made: Draft, drafts: Sequence[Draft]) -> None:
    """ "The talks were put off, and no day is set for the UN-led talks": the leading organization is the other side."""
    for known in drafts:
        here = known.sentences[-1] == made.scene.number and known.kind is made.kind is Kind.TALKS
        if here and known.weight == 1 and made.definite and not made.parties:
            known.organizations.update(made.organizations)
