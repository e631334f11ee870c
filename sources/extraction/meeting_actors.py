"""Who can take part: the persons, office holders, countries and organizations of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from events.vocabulary import Level, Portfolio
from sources.extraction.dates import token_at
from sources.extraction.mentions import (
    CountryMention,
    How,
    Mentions,
    OfficeMention,
    OrganizationMention,
    Page,
    PersonMention,
    PlaceMention,
    Sentence,
)
from sources.extraction.offices import classify
from sources.extraction.reading import Span

# Who only speaks, and who speaks for a city or a province.
_NO_ENVOY = re.compile(
    r"(?i)spokes|press secretary|journalist|reporter|editor|analyst|professor|expert|author|correspondent|historian|researcher"
    r"|\b(?:mayor|governor|senator|legislator)s?\b(?!.*bank)"
)


_BODIES = frozenset(
    "official officials delegation delegations negotiator negotiators diplomat diplomats representative "
    "representatives team teams minister "
    "ministers leader leaders president presidents side sides envoy envoys counterpart counterparts government "
    "governments authorities "
    "delegate delegates premier chief chiefs ministry ministries party parties".split()
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who can be a party. `first` and `last` are token numbers of the parse, inclusive."""

    span: Span
    first: int
    last: int
    head: Token
    countries: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    person: int | None = None
    level: Level | None = None
    portfolios: tuple[Portfolio, ...] = ()
    how: How = How.NAME
    plural: bool = False


def _ends(sentence: Sentence, span: Span) -> tuple[Token, Token] | None:
    first, last = token_at(sentence, span.start), token_at(sentence, max(span.start, span.end - 1))
    return None if first is None or last is None or last.i < first.i else (first, last)


def token_numbers(sentence: Sentence, span: Span) -> range:
    ends = _ends(sentence, span)
    return range(0) if ends is None else range(ends[0].i, ends[1].i + 1)


def _head(first: Token, last: Token) -> Token:
    """The token of a stretch whose head lies outside it."""
    for i in range(first.i, last.i + 1):
        token = first.doc[i]
        if not first.i <= token.head.i <= last.i or token.head.i == token.i:
            return token
    return last


# "The X government", "X's regime": the country's side, without the person.
_GOVERNED = re.compile(r"(?:[’']s)?\s+(?:regime|government|administration|cabinet|camp|forces|team|side|bloc)\b")


def person_actors(text: str, sentence: Sentence, found: list[PersonMention], mentions: Mentions) -> list[Actor]:
    actors = []
    for mention in found:
        person = mentions.persons[mention.person]
        ends = _ends(sentence, mention.span)
        if ends is None or not person.actor or (person.role and _NO_ENVOY.search(person.role)):
            continue
        level, portfolios = classify(person.role) if person.role else (None, ())
        actors.append(
            Actor(
                mention.span, ends[0].i, ends[1].i, _head(*ends),
                (person.country,) if person.country else (),
                (person.organization,) if person.organization else (),
                None if _GOVERNED.match(text, mention.span.end) else mention.person, level, portfolios, mention.how,
            )
        )  # fmt: skip
    return actors


_LISTED = re.compile(r"(?:,\s+(?:and\s+)?|\s+and\s+)(?:the\s+)?")


def _listed_countries(text: str, office: Span, found: Sequence[CountryMention]) -> tuple[str, ...]:
    """ "The envoys of A, B and the C": the countries that go on after the first."""
    codes: list[str] = []
    end = office.end
    for country in sorted(found, key=lambda c: c.span.start):
        if country.how is not How.NAME:
            continue
        first = office.start <= country.span.start < end <= country.span.end
        if first or (codes and country.span.start >= end and _LISTED.fullmatch(text, end, country.span.start)):
            codes.append(country.code)
            end = country.span.end
    return tuple(codes)


def office_actors(text: str, sentence: Sentence, found: list[OfficeMention], countries: Sequence[CountryMention]) -> list[Actor]:
    actors = []
    for mention in found:
        ends = _ends(sentence, mention.span)
        if mention.person is not None or ends is None or _NO_ENVOY.search(mention.title):
            continue
        level, portfolios = classify(mention.title)
        if mention.level is not None:
            level = Level(mention.level)
        if mention.portfolio is not None and not portfolios and level is not Level.LEADER:
            portfolios = (Portfolio(mention.portfolio),)
        codes = mention.countries
        if mention.plural:
            codes = tuple(dict.fromkeys((*codes, *_listed_countries(text, mention.span, countries))))
        both = any(c.how is How.GROUP and -1 <= c.span.start - mention.span.end <= 6 for c in countries)
        actors.append(
            Actor(
                mention.span, ends[0].i, ends[1].i, _head(*ends), codes, mention.organizations, None,
                level, portfolios, How.GROUP if both and len(codes) == 2 else How.OFFICE, mention.plural,
            )
        )  # fmt: skip
    return actors


def _covered(span: Span, others: list[Span]) -> bool:
    return any(o.start <= span.start and span.end <= o.end for o in others)


def country_actors(
    text: str,
    sentence: Sentence,
    found: list[CountryMention],
    persons: list[PersonMention],
    offices: list[OfficeMention],
    places: list[PlaceMention],
) -> list[Actor]:
    taken = [*(m.span for m in persons), *(m.span for m in offices), *(m.span for m in places)]
    holders = {i for span in [*(m.span for m in persons), *(m.span for m in offices)] for i in token_numbers(sentence, span)}
    quoted = any(
        text[m.span.end : m.span.end + 1] in QUOTES and m.plural for m in offices
    )  # “… attended by ministers” of A and B
    actors = []
    for mention in found:
        ends = _ends(sentence, mention.span)
        if ends is None or _covered(mention.span, taken):
            continue
        head = _head(*ends)
        if mention.how is not How.GROUP and not quoted and _belongs(head, holders):
            continue
        host = _COLLEAGUES.match(text, mention.span.end) or _CAPITAL_HOSTS.match(text, mention.span.end)
        if mention.how is How.DEMONYM and not _acts(head) and not host:
            continue
        if any(0 <= mention.span.start - p.span.end <= 3 for p in places):
            continue  # "Tokyo, Japan"
        if _BROKERS.match(text, mention.span.end):
            continue
        actors.append(Actor(mention.span, ends[0].i, ends[1].i, head, (mention.code,), how=mention.how))
    return actors


def organization_actors(
    text: str,
    sentence: Sentence,
    found: list[OrganizationMention],
    persons: list[PersonMention],
    offices: list[OfficeMention],
) -> list[Actor]:
    taken = [*(m.span for m in persons), *(m.span for m in offices)]
    actors = []
    for mention in found:
        ends = _ends(sentence, mention.span)
        if ends is None or _covered(mention.span, taken) or any(_heads(text, mention.span, span) for span in taken):
            continue
        bracketed = any(o.slug == mention.slug and text[o.span.end : mention.span.start] == " (" for o in found)
        if bracketed or _BROKERS.match(text, mention.span.end):
            continue
        actors.append(Actor(mention.span, ends[0].i, ends[1].i, _head(*ends), (), (mention.slug,)))
    return actors


# "Finnish, Swedish and Danish colleagues".
_COLLEAGUES = re.compile(
    r"(?:(?:, (?:and )?| and )[A-Z][\w-]{2,20}){0,5} (?:[a-z]{2,12} ){0,2}"
    r"(?:colleagues?|counterparts?|opposite numbers?|peers?|guests?|visitors?|delegations?|envoys?|officials|ministers|"
    r"diplomats|negotiators)\b"
)


QUOTES = ('"', "”")


_CAPITAL_HOSTS = re.compile(r" capital (?:again |also |will |once more ){0,2}(?:hosts?|hosted|received|welcomed)\b")


# "EU and U.S.-facilitated talks", "Oman's capital": no party there.
_BROKERS = re.compile(
    r"(?:,? and [A-Z][\w.]{0,12})?[ -](?:facilitated|brokered|mediated|backed|sponsored|proposed)\b|[’']s? capital\b"
)


# Armed movements that speak for a country's side at talks, as newsrooms name them.
_MOVEMENTS = re.compile(r"\b(?:(?P<YE>Houthis?|Huthis?)|(?P<AF>Taliban)|(?P<PS>Hamas|Palestinian Authority)|(?P<LB>Hezbollah))\b")


def movement_actors(sentence: Sentence, page: Page) -> list[Actor]:
    actors = []
    for match in _MOVEMENTS.finditer(page.clean, sentence.span.start, sentence.span.end):
        ends = _ends(sentence, Span(*match.span()))
        if ends is not None and match.lastgroup:
            actors.append(Actor(Span(*match.span()), ends[0].i, ends[1].i, _head(*ends), (match.lastgroup,)))
    return actors


def _heads(text: str, organization: Span, office: Span) -> bool:
    """Whether an office is of an organization: "NATO Secretary General", "president of the European Council"."""
    if organization.end <= office.start:
        return office.start - organization.end <= 3
    return re.fullmatch(r"\s{1,3}(?:of|to|for)\s{1,3}(?:the\s{1,3})?", text[office.end : organization.start]) is not None


def _belongs(token: Token, holders: set[int]) -> bool:
    """Whether a name is part of a person's or office holder's phrase: "Turkish Foreign Minister X", "President X of Y"."""
    node = token
    for _ in range(5):
        if node.dep_ in {"compound", "amod", "poss", "nmod", "pobj", "appos", "conj"} or (
            node.dep_ == "prep" and node.lower_ == "of"
        ):
            node = node.head
        else:
            break
        if node.i in holders:
            return True
    return False


def _acts(token: Token) -> bool:
    """Whether a demonym stands for a party: before "officials", before a word of encounter, joined by a hyphen."""
    node = token
    for _ in range(4):
        if node.dep_ not in {"amod", "compound", "nmod", "conj", "poss", "punct", "nsubj", "npadvmod"}:
            break
        node = node.head
        if node.lower_ in _BODIES or node.lemma_ in {
            "talk",
            "meeting",
            "summit",
            "negotiation",
            "consultation",
            "dialogue",
            "forum",
            "call",
        }:
            return True
    nxt = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return nxt in _BODIES


def count_sides(actors: Iterable[Actor]) -> int:
    return len({c for a in actors for c in a.countries} | {o for a in actors if not a.countries for o in a.organizations})


def unique(actors: list[Actor]) -> list[Actor]:
    return list(dict.fromkeys(actors))
