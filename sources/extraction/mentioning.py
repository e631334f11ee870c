"""Every mention on a page: countries, organizations, places, offices, persons, days."""

from __future__ import annotations

from sources.extraction.dates import find_dates
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import CountryMention, How, Mentions, OfficeMention, OrganizationMention, Page, PlaceMention
from sources.extraction.naming import Found, Sense, find_names
from sources.extraction.office_holders import Around, Held, hold
from sources.extraction.offices import find_offices
from sources.extraction.person_origins import describe, infer_origins
from sources.extraction.person_references import refer
from sources.extraction.persons import as_person, find_in_headlines, gather, name_mentions
from sources.extraction.reading import Span

_HOW = {Sense.COUNTRY: How.NAME, Sense.DEMONYM: How.DEMONYM, Sense.SEAT: How.SEAT}


def find_mentions(page: Page, gazetteer: Gazetteer) -> Mentions:
    """Read every mention from the page's sentences."""
    founds: list[list[Found]] = [[] for _ in page.sentences]
    for found in find_names(page, gazetteer):
        founds[found.sentence].append(found)
    helds: list[list[Held]] = []
    for number, sentence in enumerate(page.sentences):
        around = Around(founds[number])
        helds.append(
            [
                hold(page.clean, office, around, number, sentence.span.start)
                for office in find_offices(page.clean, sentence.span.start, sentence.span.end)
            ]
        )
    figures = gather(page, founds, helds)
    infer_origins(describe(page, founds, gazetteer), figures, gazetteer)
    find_in_headlines(page, figures, founds)
    named = name_mentions(figures)
    referring, holders = refer(page, figures, helds, named)
    flat = [found for row in founds for found in row]
    return Mentions(
        persons=tuple(as_person(page, figure) for figure in figures),
        person_mentions=tuple(sorted([*named, *referring], key=lambda mention: mention.span)),
        offices=tuple(_office(held, holders.get(held.office.start)) for row in helds for held in row if not held.office.weak),
        countries=tuple(
            CountryMention(Span(found.start, found.end), found.values[0], _HOW[found.sense], found.sentence)
            for found in flat
            if found.sense in _HOW
        ),
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


def _office(held: Held, person: int | None) -> OfficeMention:
    office = held.office
    return OfficeMention(
        span=Span(office.start, office.end),
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
