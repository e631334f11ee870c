"""Every mention on a page: countries, organizations, places, offices, persons, days."""

from __future__ import annotations

from sources.extraction.dates import find_dates
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import CountryMention, How, Mentions, OfficeMention, OrganizationMention, Page, PlaceMention
from sources.extraction.naming import Found, Sense, find_names
from sources.extraction.office_holders import Around, Held, hold
from sources.extraction.offices import find_offices
from sources.extraction.persons import find_persons
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
    persons, person_mentions = find_persons(page, founds, helds, gazetteer)
    flat = [found for row in founds for found in row]
    return Mentions(
        persons=tuple(persons),
        person_mentions=tuple(person_mentions),
        offices=tuple(_office(held) for row in helds for held in row if not held.office.weak),
        countries=tuple(
            CountryMention(Span(found.start, found.end), found.values[0], _HOW[found.sense], found.sentence) for found in flat if found.sense in _HOW
        ),
        organizations=tuple(
            OrganizationMention(Span(found.start, found.end), found.values[0], found.sentence) for found in flat if found.sense is Sense.ORGANIZATION
        ),
        places=tuple(
            PlaceMention(Span(found.start, found.end), found.values[0], found.country, found.sentence) for found in flat if found.sense is Sense.PLACE
        ),
        dates=find_dates(page),
    )


def _office(held: Held) -> OfficeMention:
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
    )
