"""Day and place of an encounter from what the article tells elsewhere: the summit around it, the visit, the readout itself."""

from __future__ import annotations

from collections.abc import Sequence

from events.vocabulary import Mode, Status
from sources.extraction.date_expressions import partial
from sources.extraction.dates import writing_day
from sources.extraction.meeting_cues import ASIDE, Kind, Trigger
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_merging import dates_agree, persons_agree, sides
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import Mentions, Page
from sources.extraction.reading import DateReading, Told


def blur_summit(made: Draft, page: Page) -> None:
    """A summit lasts days: who met on its margins on one of them tells its month."""
    if made.kind is not Kind.SUMMIT or len(made.organizations) != 1 or made.date is None or made.end is not None:
        return
    day = made.date.value.date
    if day is not None and day.precision == "day" and is_aside(made.trigger, made.scene, page):
        made.date = Told(DateReading(partial(day.earliest.year, day.earliest.month)), made.date.span, made.date.confidence)


def is_aside(trigger: Trigger, scene: Scene, page: Page) -> bool:
    at = trigger.token.idx + scene.sentence.shift
    return ASIDE.search(page.clean[max(scene.sentence.span.start, at - 45) : at]) is not None


def inherit_places(drafts: Sequence[Draft], page: Page) -> None:
    """A bilateral told without day and place beside a summit that both attend is held there."""
    for made in drafts:
        if len(sides(made)) != 2 or made.city or made.country or made.mode.value is not Mode.IN_PERSON:
            continue
        aside = ASIDE.search(page.clean, made.span.start, made.span.end)
        for summit in drafts:
            near = min(abs(a - b) for a in summit.sentences for b in made.sentences) <= 8
            if not summit.summit or summit is made or not near or summit.country is None:
                continue
            if (aside and not made.other) or (set(made.parties) <= set(summit.parties) and made.date is None):
                made.city, made.country = summit.city, summit.country
                if made.date is None and summit.status.value is made.status.value:
                    made.date = summit.date
                break


def share_visits(drafts: Sequence[Draft]) -> None:
    """Several talks of one visit: what one sentence tells of place and day holds for the other, unless it tells its own."""
    for made in drafts:
        for other in drafts:
            one_trip = other is not made and sides(made) == sides(other) and made.mode.value is other.mode.value is Mode.IN_PERSON
            if not one_trip or made.other or other.other:
                continue
            same_status = made.status.value is other.status.value
            if not same_status and (made.date is None or other.date is None):
                continue
            if abs(made.sentences[0] - other.sentences[0]) > 12 or not set(made.persons) & set(other.persons):
                continue
            if made.date is None and other.date is not None and other.date.confidence > 0.6:
                made.date = Told(other.date.value, other.date.span, 0.55)
            placeless = made.city is None and made.country is None
            if placeless and made.date and other.date and dates_agree(made.date.value, other.date.value):
                made.city, made.country = other.city, other.country


def find_cities(kept: Sequence[Draft], all_scenes: Sequence[Scene]) -> None:
    """ "The leaders met in Y … he said in a speech in Z": the one city of that country that the article names as a place."""
    for made in kept:
        if made.country is None or made.city is not None:
            continue
        places = [p for scene in all_scenes for p in scene.places if p.country == made.country.value]
        if len({p.city for p in places}) == 1 and any(abs(p.sentence - made.sentences[0]) <= 12 for p in places):
            made.city = Told(places[0].city, places[0].span, 0.5)


def enrich(unreal: Draft, drafts: Sequence[Draft]) -> None:
    """ "He wavered about whether to meet X in Y": claims nothing, but tells where and when of a meeting told before."""
    if unreal.weight < 2 or unreal.kind is Kind.VISIT:
        return
    for known in reversed(drafts):
        if sides(known) == sides(unreal) and known.status.value is not Status.HELD and persons_agree(known, unreal):
            if known.date is None:
                known.date = unreal.date
            if known.city is None and known.country is None:
                known.city, known.country = unreal.city, unreal.country
            return


def date_readout(drafts: Sequence[Draft], page: Page) -> None:
    """A government's readout without a day is issued on the day of what it opens with."""
    today = writing_day(page)
    body = next((n for n, s in enumerate(page.sentences) if not s.headline and not s.caption), None)
    for made in drafts:
        if today is not None and made.date is None and made.status.value is Status.HELD and made.sentences[0] == body:
            made.date = Told(today, made.status.span, 0.5)


def lead_of(page: Page) -> int:
    """Number of the second sentence of running text."""
    body = [number for number, s in enumerate(page.sentences) if not s.headline and not s.caption]
    return body[min(1, len(body) - 1)] if body else 0


def story_day(page: Page, mentions: Mentions) -> Told[DateReading] | None:
    """The day of the news: the one that the first sentences of running text tell, close to the day of writing."""
    today = writing_day(page)
    if today is None or today.date is None:
        return None
    lead = lead_of(page)
    for mention in mentions.dates:
        if mention.sentence > lead or page.sentences[mention.sentence].headline or page.sentences[mention.sentence].caption:
            continue
        day = mention.start.date
        if day is not None and day.precision == "day" and 0 <= (today.date.earliest - day.earliest).days <= 3:
            return Told(mention.start, mention.span, 0.55)
    return None
