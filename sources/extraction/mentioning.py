"""Every mention on a page: countries, organizations, places, offices, persons, days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sources.extraction.countries import grouped_countries, single_countries
from sources.extraction.dates import find_dates
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import CountryMention, How, Mentions, OfficeMention, OrganizationMention, Page, PlaceMention
from sources.extraction.naming import Found, Sense, find_names
from sources.extraction.office_holders import Around, Held, hold
from sources.extraction.office_sharing import settle_secretaries, share_countries
from sources.extraction.offices import find_offices
from sources.extraction.page_setting import describe
from sources.extraction.person_headlines import find_in_headlines, find_pairs, only_in_headlines
from sources.extraction.person_origins import infer_origins
from sources.extraction.person_references import refer
from sources.extraction.persons import as_person, gather, name_mentions
from sources.extraction.reading import Span


def find_mentions(page: Page, gazetteer: Gazetteer) -> Mentions:
    """Read every mention from the page's sentences."""
    founds: list[list[Found]] = [[] for _ in page.sentences]
    for found in find_names(page, gazetteer):
        founds[found.sentence].append(found)
    helds = [
        [
            hold(page.clean, office, around, number, sentence.span.start)
            for around in [Around(founds[number])]
            for office in find_offices(page.clean, *sentence.span)
        ]
        for number, sentence in enumerate(page.sentences)
    ]
    for row in helds:
        share_countries(page.clean, row)
    settle_secretaries(helds, {found.values[0] for row in founds for found in row if found.sense is Sense.ORGANIZATION})
    figures = gather(page, founds, helds, gazetteer.officials)
    infer_origins(describe(page, founds, helds, gazetteer), figures, gazetteer)
    find_in_headlines(page, figures, founds)
    find_pairs(page, figures)
    figures += only_in_headlines(page, figures, founds, gazetteer.officials)
    named = name_mentions(figures)
    referring, holders = refer(page, figures, helds, named)
    countries = single_countries(founds)
    groups = grouped_countries(
        page,
        countries,
        [(m.sentence, m.span.start, code) for m in named if (code := figures[m.person].country) and figures[m.person].actor],
    )
    _share_groups(page, helds, groups)
    flat = [found for names in founds for found in names]
    return Mentions(
        persons=tuple(as_person(page, figure) for figure in figures),
        person_mentions=tuple(sorted([*named, *referring], key=lambda mention: mention.span)),
        offices=tuple(_office(held, holders.get(held.office.start)) for row in helds for held in row if not held.office.weak),
        countries=tuple(sorted([*countries, *groups], key=lambda mention: mention.span)),
        organizations=tuple(
            OrganizationMention(Span(found.start, found.end), found.values[0], found.sentence)
            for found in flat
            if found.sense is Sense.ORGANIZATION
        ),
        places=tuple(
            PlaceMention(Span(found.start, found.end), found.values[0], found.country, found.sentence)
            for found in flat
            if found.sense is Sense.PLACE
        ),
        dates=find_dates(page),
    )


_OF_GROUP = re.compile(r"[ ](?:of|from)[ ]")
_GROUPS_OWN = re.compile(r"[’']s?[ ](?:[\w-]+[ ]){0,2}")


def _share_groups(page: Page, helds: Sequence[Sequence[Held]], groups: Sequence[CountryMention]) -> None:
    """ "Foreign ministers of the two countries", "the two countries' foreign ministers": whose ministers they are."""
    for mention in groups:
        if mention.how is not How.GROUP:
            continue
        for held in helds[mention.sentence]:
            near = _OF_GROUP.fullmatch(page.clean, held.office.end, mention.span.start) or _GROUPS_OWN.fullmatch(
                page.clean, mention.span.end, held.office.start
            )
            if near and held.office.plural and mention.code not in held.countries:
                held.countries.append(mention.code)


def _office(held: Held, person: int | None) -> OfficeMention:
    office = held.office
    return OfficeMention(
        span=Span(office.start, held.end if held.posting else office.end),  # "Ambassador to Y": Y is no side
        title=office.title,
        level=office.level,
        portfolio=office.portfolios[0] if office.portfolios else None,
        countries=tuple(held.countries),
        organizations=tuple(held.organizations),
        plural=office.plural,
        sentence=held.sentence,
        person=person,
        portfolios=tuple(office.portfolios),
    )
