"""Who else was there: the company, those who attended, the heads of delegations, told in clauses of their own."""

from __future__ import annotations

import re

from sources.extraction.dates import token_at
from sources.extraction.meeting_actors import Actor, count_sides
from sources.extraction.meeting_cues import Trigger
from sources.extraction.meeting_drafts import span_of
from sources.extraction.meeting_reach import rightward
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import Page

_COMPANY = re.compile(
    r"(?i)\b(?:as (?:the )?guests? of|in (?:the )?(?:company|presence) of|joined by|together with|along with)\s"
)


def company_of(trigger: Trigger, scene: Scene, page: Page) -> list[Actor]:
    """Who is told to have been there after a clause of its own: "… as guests of X and in the company of Y"."""
    at = span_of(trigger.token, scene.sentence)
    found: list[Actor] = []
    for match in _COMPANY.finditer(page.clean, at.end, scene.sentence.span.end):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene))
    return [a for a in found if a.countries or a.organizations]


_LED_BY = re.compile(r"\b(?:delegations?|team|side|officials|group)\b[^.;]{0,40}?\b(?:led|headed) by ")


def led_by(scene: Scene, page: Page, until: int) -> list[Actor]:
    """ "A delegation from A led by X": the persons who head those told of before a word of encounter."""
    found: list[Actor] = []
    for match in _LED_BY.finditer(page.clean, scene.sentence.span.start, until):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene)[:1])
    return found


_ATTENDED = frozenset({"attended", "hosted", "chaired", "led", "joined", "convened", "headed", "brokered", "signed"})


def attending(trigger: Trigger, scene: Scene) -> list[Actor]:
    """ "A meeting …, attended by officials from A, B and C": those named after such words."""
    found: list[Actor] = []
    for i in range(trigger.token.i + 1, scene.sentence.parse.end - 1):
        word = trigger.token.doc[i]
        if word.lower_ in _ATTENDED and word.nbor(1).lower_ == "by":
            found.extend(rightward(word, scene, frozenset({"by", "including"})))
        elif word.lower_ == "including" and word.head.i in {trigger.token.i, *(t.i for t in trigger.token.subtree)}:
            found.extend(rightward(word, scene))
    sided = [a for a in found if a.countries or a.organizations]
    return [a for a in found if a in sided or (a.plural and a.level is not None)] if count_sides(sided) > 1 else sided
