"""Who can take part: the persons, office holders, countries and organizations of a sentence, and which of them a word reaches.

Two ways lead from a word of encounter to its parties: the parse (subject, object, "with", "between") and, since parses of long
names and titles break often, the words in between themselves: nothing but names, titles, commas, "and", days and places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from spacy.tokens import Token

from events.vocabulary import Level, Portfolio
from sources.extraction.dates import token_at
from sources.extraction.mentions import (
    CountryMention,
    DateMention,
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

M = TypeVar("M", CountryMention, DateMention, OfficeMention, OrganizationMention, PersonMention, PlaceMention)

_SPEAKS_ONLY = re.compile(
    r"(?i)spokes|press secretary|journalist|reporter|editor|analyst|professor|expert|author|correspondent|historian|researcher"
)
_BODIES = frozenset(
    "official officials delegation delegations negotiator negotiators diplomat diplomats representative representatives team teams minister "  # noqa: E501
    "ministers leader leaders president presidents side sides envoy envoys counterpart counterparts government governments authorities "  # noqa: E501
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


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that is mentioned in it."""

    number: int
    sentence: Sentence
    actors: tuple[Actor, ...]
    places: tuple[PlaceMention, ...]
    countries: tuple[CountryMention, ...]
    organizations: tuple[OrganizationMention, ...]
    dates: tuple[DateMention, ...]
    gaps: frozenset[int]  # numbers of tokens of days and places
    skipped: frozenset[int]  # numbers of tokens of days, places and offices: nothing to stop at

    def text(self, page: Page) -> str:
        return page.clean[self.sentence.span.start : self.sentence.span.end]


def scenes(page: Page, mentions: Mentions) -> list[Scene]:
    """Every sentence of the page as a scene, in reading order."""
    persons = _by_sentence(mentions.person_mentions)
    offices = _by_sentence(mentions.offices)
    countries = _by_sentence(mentions.countries)
    organizations = _by_sentence(mentions.organizations)
    places = _by_sentence(mentions.places)
    dates = _by_sentence(mentions.dates)
    found = []
    for number, sentence in enumerate(page.sentences):
        actors = sorted(
            [
                *_person_actors(page.clean, sentence, persons[number], mentions),
                *_office_actors(page.clean, sentence, offices[number], countries[number]),
                *_country_actors(page.clean, sentence, countries[number], persons[number], offices[number], places[number]),
                *_movement_actors(sentence, page),
                *_organization_actors(page.clean, sentence, organizations[number], persons[number], offices[number]),
            ],
            key=lambda a: a.first,
        )
        passed = [*(m.span for m in offices[number]), *(m.span for m in countries[number])]
        between = [*(m.span for m in places[number]), *(m.span for m in dates[number])]
        gaps = {i for span in between for i in _numbers(sentence, span)}
        skipped = gaps | {i for span in passed for i in _numbers(sentence, span)}
        taken = {i for a in actors for i in range(a.first, a.last + 1)}
        found.append(
            Scene(
                number, sentence, tuple(actors), tuple(places[number]), tuple(countries[number]),
                tuple(organizations[number]), tuple(dates[number]), frozenset(gaps), frozenset(skipped - taken),
            )
        )  # fmt: skip
    return found


def _by_sentence(found: tuple[M, ...]) -> dict[int, list[M]]:
    grouped: dict[int, list[M]] = defaultdict(list)
    for mention in found:
        grouped[mention.sentence].append(mention)
    return grouped


def _ends(sentence: Sentence, span: Span) -> tuple[Token, Token] | None:
    first, last = token_at(sentence, span.start), token_at(sentence, max(span.start, span.end - 1))
    return None if first is None or last is None or last.i < first.i else (first, last)


def _numbers(sentence: Sentence, span: Span) -> range:
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


def _person_actors(text: str, sentence: Sentence, found: list[PersonMention], mentions: Mentions) -> list[Actor]:
    actors = []
    for mention in found:
        person = mentions.persons[mention.person]
        ends = _ends(sentence, mention.span)
        if ends is None or not person.actor or (person.role and _SPEAKS_ONLY.search(person.role)):
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


def _office_actors(text: str, sentence: Sentence, found: list[OfficeMention], countries: Sequence[CountryMention]) -> list[Actor]:
    actors = []
    for mention in found:
        ends = _ends(sentence, mention.span)
        if mention.person is not None or ends is None or _SPEAKS_ONLY.search(mention.title):
            continue
        level, portfolios = classify(mention.title)
        if mention.level is not None:
            level = Level(mention.level)
        if mention.portfolio is not None and not portfolios and level is not Level.LEADER:
            portfolios = (Portfolio(mention.portfolio),)
        codes = mention.countries
        if mention.plural:
            codes = tuple(dict.fromkeys((*codes, *_listed_countries(text, mention.span, countries))))
        actors.append(
            Actor(
                mention.span, ends[0].i, ends[1].i, _head(*ends), codes, mention.organizations, None,
                level, portfolios, How.OFFICE, mention.plural,
            )
        )  # fmt: skip
    return actors


def _covered(span: Span, others: list[Span]) -> bool:
    return any(o.start <= span.start and span.end <= o.end for o in others)


def _country_actors(
    text: str,
    sentence: Sentence,
    found: list[CountryMention],
    persons: list[PersonMention],
    offices: list[OfficeMention],
    places: list[PlaceMention],
) -> list[Actor]:
    taken = [*(m.span for m in persons), *(m.span for m in offices), *(m.span for m in places)]
    holders = {i for span in [*(m.span for m in persons), *(m.span for m in offices)] for i in _numbers(sentence, span)}
    actors = []
    for mention in found:
        ends = _ends(sentence, mention.span)
        if ends is None or _covered(mention.span, taken):
            continue
        head = _head(*ends)
        if mention.how is not How.GROUP and _belongs(head, holders):
            continue
        if mention.how is How.DEMONYM and not _acts(head) and not _COLLEAGUES.match(text, mention.span.end):
            continue
        if any(0 <= mention.span.start - p.span.end <= 3 for p in places):
            continue  # "Tokyo, Japan"
        if _BROKERS.match(text, mention.span.end):
            continue
        actors.append(Actor(mention.span, ends[0].i, ends[1].i, head, (mention.code,), how=mention.how))
    return actors


def _organization_actors(
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
        if _BROKERS.match(text, mention.span.end):
            continue
        actors.append(Actor(mention.span, ends[0].i, ends[1].i, _head(*ends), (), (mention.slug,)))
    return actors


# "Finnish, Swedish and Danish colleagues".
_COLLEAGUES = re.compile(
    r"(?:(?:, (?:and )?| and )[A-Z][\w-]{2,20}){0,5} (?:[a-z]{2,12} ){0,2}"
    r"(?:colleagues?|counterparts?|opposite numbers?|peers?|guests?|visitors?|delegations?|envoys?|officials|ministers|"
    r"diplomats|negotiators)\b"
)
# "EU and U.S.-facilitated talks", "Oman's capital": no party there.
_BROKERS = re.compile(
    r"(?:,? and [A-Z][\w.]{0,12})?[ -](?:facilitated|brokered|mediated|backed|sponsored|proposed)\b|[’']s? capital\b"
)

# Armed movements that speak for a country's side at talks, as newsrooms name them.
_MOVEMENTS = re.compile(r"\b(?:(?P<YE>Houthis?|Huthis?)|(?P<AF>Taliban)|(?P<PS>Hamas|Palestinian Authority)|(?P<LB>Hezbollah))\b")


def _movement_actors(sentence: Sentence, page: Page) -> list[Actor]:
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


# ---- reach ----

_OPEN_DEPS = frozenset(
    {"conj", "appos", "compound", "poss", "amod", "nmod", "pobj", "flat", "nummod", "dep", "cc", "punct", "dobj", "obj"}
)
_OPEN_PREPS = frozenset(
    {"of", "from", "with", "between", "among", "amongst", "including", "alongside", "and", "plus", "by", "along", "as"}
)
_PASSED = frozenset(
    "with between among amongst of from and , & including alongside plus the a an his her its their both 's ’s ' ( ) / – — - "
    "as well by newly visiting then today also separately together jointly briefly again first second leaders mr mr. mrs. ms. his. "  # noqa: E501
    "along either all other another fellow former new top senior some several each”".split()
)
_STOPS = frozenset(
    "on about over to for amid despite against during after before since that who which where when while but through regarding "
    "concerning without toward towards into whose if because until following ahead : ;".split()
)


def under(root: Token, actors: tuple[Actor, ...]) -> list[Actor]:
    """The actors that the parse puts below a token without a clause or a topic in between."""
    return [actor for actor in actors if _climbs(actor, root)]


def _climbs(actor: Actor, root: Token) -> bool:
    node = actor.head
    for _ in range(12):
        if node.i == root.i or actor.first <= root.i <= actor.last:
            return True
        if node.dep_ == "poss" and actor.person is not None and node.head.i != root.i and node.head.dep_ == "appos":
            return False
        if (node.dep_ == "prep" and node.lower_ in _OPEN_PREPS) or node.dep_ in _OPEN_DEPS or node.dep_ == "agent":
            node = node.head
        else:
            return False
    return False


def rightward(token: Token, scene: Scene, needs: frozenset[str] = frozenset()) -> list[Actor]:  # noqa: C901
    """The actors that follow a word directly. `needs`: prepositions of which one must come first ("talks with")."""
    by_first: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_first[actor.first].append(actor)
    end = scene.sentence.parse.end
    found: list[Actor] = []
    ready = not needs
    fillers = 0
    broken = False  # a day or place stands between: what follows without "with" or "and" is of another clause
    i = token.i + 1
    while i < end:
        word = token.doc[i]
        actors = by_first.get(i)
        if actors:
            if broken:
                break
            after = token.doc[max(a.last for a in actors)]
            if found and actors[0].person is not None and after.i + 1 < end and after.nbor(1).lower_ in {"'s", "’s"}:
                break  # "Raul, Fidel's brother": a relative, not a guest
            if ready:
                found.extend(actors)
            elif not found and fillers > 3:
                break
            i = max(actor.last for actor in actors) + 1
            fillers = 0
            continue
        lower = word.lower_
        if lower in needs:
            ready = True
        if lower in {"with", "between", "and", "among", "including", "alongside", ",", "by"}:
            broken = False
        elif i in scene.gaps and (found or token.lemma_.lower() not in {"receive", "welcome", "host", "greet"}):
            broken = True
        if lower in {"sidelines", "margins", "sideline"}:
            break
        if (
            i in scene.skipped
            or lower in _PASSED
            or (lower in {"to", "for"} and i - 1 in scene.skipped and i + 1 in scene.skipped)
            or (lower in {"in", "at", "on"} and _placed(word, scene))
        ):
            pass
        elif lower in _STOPS or (word.pos_ in {"VERB", "AUX"} and word.tag_ != "VBN") or lower in {".", "in", "at"}:
            resumed = _resume(token, i, end, scene)
            if resumed is None:
                break
            i = resumed
            broken = False
            continue
        else:
            fillers += 1
            if fillers > 7:
                break
        i += 1
    return found


def _placed(word: Token, scene: Scene) -> bool:
    """Whether a preposition opens a place or a day: "in Moscow", "at the Presidential Palace in Hanoi", "on Tuesday"."""
    places = {i for m in scene.places for i in _numbers(scene.sentence, m.span)}
    for i in range(word.i + 1, min(word.i + 7, scene.sentence.parse.end)):
        if any(a.first <= i <= a.last for a in scene.actors if a.organizations or a.person is not None):
            return False
        if i in scene.skipped or i in places:
            return True
        other = word.doc[i]
        if other.lower_ in {"sidelines", "margins", "sideline"}:
            return False
        if other.pos_ in {"VERB", "AUX"} or other.lower_ in {"with", ",", "and"}:
            return False
        if other.lower_ in {
            "palace",
            "house",
            "office",
            "kremlin",
            "ministry",
            "hotel",
            "airport",
            "residence",
            "margins",
            "sidelines",
            "hall",
        }:
            return True
    return False


def _resume(token: Token, start: int, end: int, scene: Scene) -> int | None:
    """After a topic or a place: a later "with" or "between" that hangs on the word itself ("talks on X with Y")."""
    owners = {token.i, token.head.i if token.dep_ in {"dobj", "obj", "nsubj", "nsubjpass", "pobj"} else token.i}
    for i in range(start + 1, min(end, start + 30)):
        word = token.doc[i]
        if word.lower_ in {"who", "which", "that", "whose"} or (word.tag_ in {"VBD", "VBZ", "VBP"} and word.i not in owners):
            return None
        if (
            word.lower_ == "between"
            and token.pos_ in {"NOUN", "PROPN"}
            and (word.head.i in owners or word.head.i in scene.gaps or word.head.tag_ == "VBN")
        ):
            return i
        if word.lower_ == "with" and word.dep_ == "prep" and (word.head.i in owners or word.head.head.i in owners):
            return i
    return None


def leftward(token: Token, scene: Scene) -> list[Actor]:
    """The actors in the noun phrase before an encounter noun: "Obama-Putin talks", "Assad's first meeting", "the US-Russia summit"."""  # noqa: E501
    by_last: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_last[actor.last].append(actor)
    start = scene.sentence.parse.start
    found: list[Actor] = []
    fillers = 0
    i = token.i - 1
    while i >= start:
        actors = by_last.get(i)
        word = token.doc[i]
        if actors:
            actor = actors[0]
            if (
                not found
                and fillers
                and not _possessive(word, token)
                and actor.how is not How.DEMONYM
                and word.nbor(1).lower_ not in {"-", "–"}
            ) and actor.head.dep_ not in {"compound", "nmod", "amod", "poss"}:
                break
            found.extend(actors)
            i = min(a.first for a in actors) - 1
            fillers = 0
            continue
        if word.lower_ in {"-", "–", "—", "/", "'s", "’s", "'", "’", "and", ","} and (found or word.lower_ not in {",", "and"}):
            pass
        elif word.lower_ in {"the", "a", "an", "of"}:
            break
        elif word.pos_ in {"ADJ", "NUM", "NOUN", "PROPN"} or word.tag_ in {"VBN", "VBG"} or i in scene.skipped:
            fillers += 1
            if fillers > 5:
                break
        else:
            break
        i -= 1
    return found[::-1]


def _possessive(word: Token, upto: Token) -> bool:
    nxt = word.nbor(1) if word.i + 1 < len(word.doc) else word
    return nxt.lower_ in {"'s", "’s", "'", "’"} and nxt.i < upto.i


_AND = frozenset({"and", "&"})
_BETWEEN = frozenset({"his", "her", "its", "their", "the", "visiting", "of", "'s", "’s", "’", "'", "also", ","})


def joined_before(verb: Token, scene: Scene) -> list[Actor]:
    """ "A and his counterpart B met": the actors that stand before a verb joined by "and", whatever the parse makes of them."""
    by_last: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_last[actor.last].append(actor)
    found: list[Actor] = []
    joined = fillers = 0
    i = verb.i - 1
    while i >= scene.sentence.parse.start:
        word = verb.doc[i]
        if actors := by_last.get(i):
            found.extend(a for a in actors if a.how is not How.PRONOUN)
            i = min(a.first for a in actors) - 1
            fillers = 0
            continue
        lower = word.lower_
        if lower in _AND and found:
            joined += 1
        elif lower in _BETWEEN or i in scene.skipped:
            if lower == "," and not joined and found:
                break
        elif lower in {"on", "had", "have", "has", "today", "yesterday", "both"} and not found:
            pass
        elif word.pos_ in {"ADJ", "NOUN", "PROPN"} and fillers < 5:
            fillers += 1
        else:
            break
        i -= 1
    return found[::-1] if joined and len(found) > 1 else []


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or inherited: "visited X and met Y", "is due to meet Y", "officials meeting in Z"."""
    node = verb
    for _ in range(8):
        own = next((c for c in node.children if c.dep_ in {"nsubj", "nsubjpass", "csubj"}), None)
        if own is not None:
            if own.lower_ in {"who", "which", "that"} and node.dep_ == "relcl":
                return node.head
            return own
        if node.dep_ in {"relcl", "acl"}:
            return node.head
        if (
            node.dep_ in {"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "aux", "acomp", "oprd", "attr", "dobj", "dep"}
            and node.head.i != node.i
        ):
            node = node.head
            continue
        return None
    return None


def before_verb(verb: Token, scene: Scene) -> list[Actor]:
    """Without a subject in the parse: the actors nearest before the verb, up to the verb before it."""
    found: list[Actor] = []
    start = scene.sentence.parse.start
    for i in range(verb.i - 1, start - 1, -1):
        word = verb.doc[i]
        actors = [a for a in scene.actors if a.first == i]
        if actors:
            found.extend(actors)
        elif (
            word.pos_ == "VERB" and word.tag_ in {"VBD", "VBZ", "VBP"} and not any(a.first <= i <= a.last for a in scene.actors)
        ) or word.lower_ in {";", ":", "“", "”", '"'}:
            break
    return found[::-1]
