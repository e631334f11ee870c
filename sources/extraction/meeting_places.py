"""The city and country in a sentence where the encounter takes place: beside it, a famous seat, or the hosts' own capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from spacy.tokens import Token

from events.vocabulary import Mode
from sources.extraction.dates import token_at
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meeting_cues import Kind
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_times import ANOTHERS, distance, has_verb_between, is_anothers, tokens_between
from sources.extraction.mentions import How, Page
from sources.extraction.reading import Span, Told

_LEADS = re.compile(
    r"(?i)(?:\b(?:in|at|to|visited|visits|visiting|near|outside|for|the city of|capital,?|capital of)\W+(?:the |"
    r"nearby |neighbou?ring )?(?:[\w’'-]+ ){0,6})$"
)


_HERE = (
    (re.compile(r"\b(?:White House|Oval Office|State Department|Pentagon|Capitol Hill)\b"), "Washington", "US"),
    (re.compile(r"\bthe Kremlin\b"), "Moscow", "RU"),
    (re.compile(r"\b(?:Downing Street|Buckingham Palace)\b"), "London", "GB"),
    (re.compile(r"\b(?:Elys[ée]e|Élysée)\b"), "Paris", "FR"),
    (re.compile(r"\bCamp David\b"), "Camp David", "US"),
    (re.compile(r"\bthe Vatican\b"), "Vatican", "VA"),
)


_AT = re.compile(r"(?i)\b(?:at|in|to|inside)\b[\w ’']{0,25}$")


# Cities where organizations meet without their country being a party.
SEATS_OF_ORGANIZATIONS = frozenset(
    {"Brussels", "New York", "Geneva", "Vienna", "Addis Ababa", "Strasbourg", "The Hague", "Luxembourg"}
)


class _Site(NamedTuple):
    """Where an encounter may have been; the first two order the candidates, the least is taken."""

    rank: int  # how loosely its words hang on the encounter, as `distance` tells
    away: int  # tokens between
    city: str | None
    country: str | None
    span: Span


def find_place(made: Draft, page: Page, gazetteer: Gazetteer) -> None:
    """The city and country of the encounter: a place named beside it, a famous seat, or a country that it is "in"."""
    if made.mode.value is not Mode.IN_PERSON:
        return
    best = min(_named_places(made, page), default=None, key=lambda site: site[:2])
    if best is None or best.rank > 2:
        best = min([*([best] if best else []), *_named_countries(made, page, gazetteer)], default=None, key=lambda site: site[:2])
    best = best or _venue(made, page) or _here(made, page, gazetteer) or _host_capital(made, page, gazetteer)
    if best is None:
        return
    confidence = 0.9 if best.rank <= 2 else 0.7
    if best.city:
        made.city = Told(best.city, best.span, confidence)
    if best.country:
        made.country = Told(best.country, best.span, confidence)


_HELD_IN = re.compile(r"(?:held|place|hosted) (?:in|at) (?:the )?$")


def _named_places(made: Draft, page: Page) -> Iterator[_Site]:
    """The cities and venues of the sentence that can be where the encounter was."""
    trigger, sentence = made.trigger, made.scene.sentence
    for place in made.scene.places:
        token = token_at(sentence, place.span.start)
        if token is None or _is_goal(made, token):
            continue
        if is_anothers(made, place.span, page) or _ASKED.match(page.clean, place.span.end):
            continue
        rank, away = distance(token, trigger), abs(token.i - trigger.token.i)
        lead = page.clean[max(sentence.span.start, place.span.start - 60) : place.span.start]
        if not _LEADS.search(lead) and rank > 1:
            rank += 2
        if _HELD_IN.search(lead) and token.i > trigger.token.i and trigger.noun:
            rank = min(rank, 1)
        if token.i < trigger.token.i:
            away += 6
        if rank < 4 or (rank < ANOTHERS and away <= 22 and not has_verb_between(token, trigger.token)):
            yield _Site(4 if rank == 9 else rank, away, place.city, place.country, place.span)


_LOCATED = re.compile(r"(?i)\b(?:in|to|at|visit(?:ed|s|ing)?)\W+(?:the |neighbou?ring |nearby )?$")


def _named_countries(made: Draft, page: Page, gazetteer: Gazetteer) -> Iterator[_Site]:
    """The countries that the encounter is told to be "in", or to which a visit leads."""
    trigger, sentence = made.trigger, made.scene.sentence
    if trigger.token.lemma_ in {"discuss", "attend", "attendance", "send"}:
        return
    for mention in made.scene.countries:
        token = token_at(sentence, mention.span.start)
        lead = page.clean[max(sentence.span.start, mention.span.start - 30) : mention.span.start]
        if token is None or mention.how is How.DEMONYM or not _LOCATED.search(lead):
            continue
        rank, away = distance(token, trigger), abs(token.i - trigger.token.i)
        inside = lead.rstrip().lower().endswith(("in", "in the"))
        if token.i < trigger.token.i and any(t.lower_ == "where" for t in tokens_between(token, trigger.token)):
            rank, inside = 1, True  # "flew to Y, where he attended the summit"
        if away <= 14 and rank <= 2 and (inside or made.kind is Kind.VISIT):
            city = gazetteer.capitals.get(mention.code) if mention.how is How.SEAT else None
            yield _Site(rank, away, city, mention.code, mention.span)


_JOURNEYS = frozenset(
    "travel fly go come head arrive visit return invite welcome trip tour journey flight depart leave bring send move "
    "shift".split()
)


_REACHES = frozenset({"reach", "extend", "export", "ship", "expand", "supply", "connect", "link"})


def _is_goal(made: Draft, place: Token) -> bool:
    """ "Discussed extending the line to Y": where something else than people goes to."""
    link = place.head
    if made.kind is Kind.VISIT:
        return False
    if "-" in {place.doc[i].text for i in (place.i - 1, place.i + 1) if 0 <= i < len(place.doc)} and place.dep_ != "pobj":
        return True  # "the A-B railway"
    if place.dep_ == "pobj" and link.lower_ == "to" and link.head.pos_ in {"VERB", "NOUN"}:
        return link.head.lemma_.lower() not in _JOURNEYS and link.head.i != made.trigger.token.i
    return any(node.tag_ == "VB" and node.lemma_ in _REACHES and node.dep_ != "ROOT" for node in islice(place.ancestors, 4))


_ASKED = re.compile(r"[’']s? (?:request|invitation|insistence|initiative|behest|suggestion|proposal)\b")


def _here(made: Draft, page: Page, gazetteer: Gazetteer) -> _Site | None:
    """ "Held talks here on Monday": the city of the dateline."""
    city = page.dateline.city if page.dateline is not None else _city_of_colon(page)
    if city is None or city not in gazetteer.cities:
        return None
    at = made.trigger.token.idx + made.scene.sentence.shift
    here = re.compile(r"\bhere\b").search(page.clean, at, min(made.scene.sentence.span.end, at + 70))
    return None if here is None else _Site(2, 0, city, gazetteer.cities[city][0].country, Span(*here.span()))


_COLON = re.compile(r"([A-ZÀ-Þ][\w’'-]{2,20}(?: [A-ZÀ-Þ][\w’'-]{2,20})?) ?: ?(?=[A-Z])")


def _city_of_colon(page: Page) -> str | None:
    """ "New Delhi: The minister": a dateline in the manner of the subcontinent."""
    body = next((s for s in page.sentences if not s.headline and not s.caption), None)
    match = None if body is None else _COLON.match(page.clean, *body.span)
    return None if match is None else match[1]


_CAPITAL_HOSTED = re.compile(r"\s*(?:The )?\w+ capital (?:\w+ )?host(?:s|ed)\b")


def _host_capital(made: Draft, page: Page, gazetteer: Gazetteer) -> _Site | None:
    """ "Y's guests were …", "The X capital hosted …": where the hosts sit."""
    capital = _CAPITAL_HOSTED.match(page.clean, made.scene.sentence.span.start) is not None
    for mention in made.scene.countries:
        seat = mention.how is How.SEAT and made.trigger.token.lemma_ == "guest"
        if (seat or (capital and mention.how is How.DEMONYM)) and mention.code in gazetteer.capitals:
            return _Site(2, 0, gazetteer.capitals[mention.code], mention.code, mention.span)
    return None


def _venue(made: Draft, page: Page) -> _Site | None:
    span = made.scene.sentence.span
    text = page.clean[span.start : span.end]
    at = made.trigger.token.idx + made.scene.sentence.shift - span.start
    for pattern, city, country in _HERE:
        for match in pattern.finditer(text):
            if abs(match.start() - at) < 120 and _AT.search(text[max(0, match.start() - 30) : match.start()]):
                return _Site(2, 0, city, country, Span(span.start + match.start(), span.start + match.end()))
    return None
