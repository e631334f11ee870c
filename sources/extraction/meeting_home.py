"""The government that a document speaks for, where it has one: readouts say "the President" and "our partnership"."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from sources.extraction.mentions import CountryMention, How, Mentions, Page
from sources.extraction.name_keys import name_keys
from sources.extraction.reading import Person, Span, Told

_PUBLISHERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?i)\bwhite ?house\b|\bwhitehouse\b|u\.?s\.? department of|state\.gov|defense\.gov|(?:^|//|"
            r"\.)[\w-]+\.gov(?:/|$)|\.mil\b"
        ),
        "US",
    ),
    (re.compile(r"(?i)\bgov\.uk\b|downing street|foreign, commonwealth"), "GB"),
    (re.compile(r"(?i)\belysee\.fr|\bgouv\.fr"), "FR"),
    (re.compile(r"(?i)kremlin\.ru|mid\.ru|government\.ru"), "RU"),
)
_DOMAIN = re.compile(r"(?i)//[\w.-]*\.(?:gov|go|gob|gouv|gc|govt|mfa)\.([a-z]{2})(?:/|$)")


def home_country(page: Page, mentions: Mentions, officials: Mapping[str, str]) -> Told[str] | None:
    """The country on whose behalf the document itself speaks, or None for an ordinary article."""
    for source in (page.given.publisher or "", page.given.url or "", page.text[:1500] if page.text.startswith("---") else ""):
        for pattern, code in _PUBLISHERS:
            if pattern.search(source):
                return Told(code, Span(0, 0), 0.85)
        domain = _DOMAIN.search(source)
        if domain:
            return Told({"uk": "GB"}.get(domain[1].lower(), domain[1].upper()), Span(0, 0), 0.85)
    return _by_spokesperson(page) or _by_voice(page, mentions, officials)


_SPOKEN_FOR = re.compile(
    r"\s*(?:A|The) (?:(?P<GB>(?:No\.? ?10|Number 10)(?: Downing Street)?|Downing Street)|(?P<US>White House|State Department)"
    r"|(?P<RU>Kremlin)|(?P<FR>[ÉE]lys[ée]e)(?: Palace)?) (?:spokes\w{3,7}|press (?:service|office)) said:?\s*"
)


def _by_spokesperson(page: Page) -> Told[str] | None:
    """ "A Downing Street spokesperson said:" as a line of its own before the text of a press release."""
    body = next((s for s in page.sentences if not s.headline and not s.caption), None)
    match = None if body is None else _SPOKEN_FOR.fullmatch(page.clean, *body.span)
    return None if match is None or match.lastgroup is None else Told(match.lastgroup, Span(*match.span()), 0.8)


def _by_voice(page: Page, mentions: Mentions, officials: Mapping[str, str]) -> Told[str] | None:
    """Of a short text that opens with a title and no country ("President X spoke today"): the partner of those it names."""
    body = [s for s in page.sentences if not s.headline and not s.caption]
    if not body or page.dateline is not None:
        return None
    if len(body) > 60 or sum(1 for s in body if _REPORTED.search(page.clean[s.span.start : s.span.end])) > 1:
        return None
    opening = page.clean[body[0].span.start : body[0].span.end]
    if not _OPENING.match(opening):
        return None
    openers, _ = _openers(page, mentions)
    for index in sorted(openers, key=lambda i: mentions.persons[i].span)[:1]:
        if (code := officials.get(" ".join(name_keys(mentions.persons[index].name)))) is not None:
            return Told(code, mentions.persons[index].span, 0.6)  # "President X": everybody knows whose
    partners = {p.country for p in mentions.persons if p.country}
    votes: Counter[str] = Counter()
    first: dict[str, Span] = {}
    for mention in mentions.countries:
        if mention.how is How.SEAT:
            continue
        first.setdefault(mention.code, mention.span)
        before = page.clean[max(0, mention.span.start - 22) : mention.span.start]
        after = page.clean[mention.span.end : mention.span.end + 22]
        if _JOINED_AFTER.match(after) or _JOINED_BEFORE.search(before):
            votes[mention.code] += 1
    for code in [code for code in votes if code in partners]:
        del votes[code]
    if "US" in first:
        return Told("US", first["US"], 0.6)
    # The form itself: American readouts name the President without a country and close with "###".
    if re.search(r"#{2,4}\s*$", page.text) or _AMERICAN.search(opening):
        return Told("US", body[0].span, 0.5)
    if votes:
        code, count = votes.most_common(1)[0]
        if count > 1:
            return Told(code, first[code], 0.55)
    return None


_REPORTED = re.compile(r"\b(?:said|told|says|reporters|according to|wrote|tweeted|spokesman)\b")  # an article, not a readout
_OPENING = re.compile(
    r"\s*(?:(?:Today|Yesterday|Earlier|This|On|In)\b[^.]{0,40}?,? )?(?:The )?(?:(?:Principal|Vice|Deputy|Prime|Acting|"
    r"Assistant|Under|U\.S\.) )*"
    r"(?:President|Minister|Secretary|National|Chancellor|Premier|Foreign|Homeland|Senior|APNSA|Advis[eo]r)"
)
_JOINED_AFTER = re.compile(r"[-–][A-Z]|,? and [A-Z]|’s (?:continued |steadfast |unwavering |strong )?(?:support|commitment)")
_JOINED_BEFORE = re.compile(r"(?:[a-z]{2}[-–]|\band (?:the )?|between (?:the )?)$")
_AMERICAN = re.compile(
    r"\b(?:National Security Advis[oe]r|APNSA|Vice President|Secretary of State|Homeland Security Advis[oe]r|the White House)\b"
)


def at_home(page: Page, mentions: Mentions, home: Told[str] | None, officials: Mapping[str, str]) -> Mentions:
    """In a document with a voice of its own, whose official has no country beside the name is the government's own."""
    if home is None:
        return mentions
    told = {index for index, person in enumerate(mentions.persons) if person.organization and not person.country}
    beside: dict[int, str] = {}
    named: dict[int, list[CountryMention]] = {}
    for country in mentions.countries:
        named.setdefault(country.sentence, []).append(country)
    for mention in mentions.person_mentions:
        if mention.how not in {How.NAME, How.SURNAME}:
            continue
        for country in named.get(mention.sentence, ()):
            if _beside(page, mention.span, country.span):
                beside.setdefault(mention.person, country.code)
    told |= {index for index, code in beside.items() if mentions.persons[index].country}
    openers, guest = _openers(page, mentions)
    persons = tuple(
        dataclasses.replace(person, country=officials.get(" ".join(name_keys(person.name))))
        if index == guest and index not in told
        else dataclasses.replace(person, country=home.value)
        if index in openers and index not in told
        else dataclasses.replace(person, country=beside[index])
        if person.country is None and not person.organization and index in beside
        else person
        for index, person in enumerate(mentions.persons)
    )
    return dataclasses.replace(mentions, persons=persons)


_AFTER = re.compile(r"\.?(?:, [A-Z][\w ]{2,60})? of (?:the )?$|,(?: the)? (?:[A-Z][\w]* ){0,6}of (?:the )?$")
_TITLES = re.compile(
    r"(?:’s|'s|’)?(?:[ \n]+(?:[A-Z][\w.’-]*|and|of|for|the|then-?|former|new|newly|elected|visiting|"
    r"outgoing|current|acting|caretaker|prime|vice|deputy|foreign|defen[cs]e|"
    r"minister|president|leader|premier|king|top|"
    r"diplomat|counterpart|chancellor|general|secretary|national|security|advis[eo]r|interim|opposition),?){0,10}[ \n]*"
)


def _beside(page: Page, name: Span, country: Span) -> bool:
    """Whether a country's name belongs to a person's: "Turkish Foreign Minister X", "President X of Y"."""
    if country.end <= name.start:
        gap = page.clean[country.end : name.start]
        return len(gap) <= 110 and _TITLES.fullmatch(gap) is not None and not _LISTED.search(gap)
    gap = page.clean[name.end : country.start].replace("\n", " ")
    return country.start >= name.end and len(gap) <= 80 and _AFTER.fullmatch(gap) is not None


_EACH_OTHER = re.compile(r"(?: of (?:the )?[A-Z][\w ]{2,40}?)? (?:met|spoke|talked)\b(?! (?:\w+ )?with\b)")


def _with_each_other(page: Page, name: Span, person: Person) -> bool:
    """ "President A and President B met today": the second leader is not of the same government."""
    title = page.clean[max(0, name.start - 40) : name.start]
    leads = re.search(r"\band (?:the )?(?:Prime Minister|President|Chancellor|King|Premier)(?: [A-Z][\w.’-]*){0,3} ?$", title)
    return leads is not None and person.actor and _EACH_OTHER.match(page.clean, name.end) is not None


_LISTED = re.compile(r"^[ \n]*(?:,|and)\b")


def _openers(page: Page, mentions: Mentions) -> tuple[set[int], int | None]:
    """The officials with whom a readout opens, named before "with" or "to" another side; the leader whom "and" joins to them."""
    body = next((n for n, s in enumerate(page.sentences) if not s.headline and not s.caption), None)
    found: set[int] = set()
    for mention in mentions.person_mentions:
        if mention.sentence != body:
            continue
        before = page.clean[page.sentences[body].span.start : mention.span.start]
        if found and _with_each_other(page, mention.span, mentions.persons[mention.person]):
            return found, mention.person
        if re.search(r"\b(?:with|to|hosted|welcomed|called|received|convened|joined)\b(?! the President\b)", before):
            break
        found.add(mention.person)
    return found, None


_PARTNERS = re.compile(
    r"U\.S\.[-–]|United States and |[-–]U\.S\.| and the United States|[’']s (?:leadership|government|new government)"
    r"|(?:ties|relationship|relations|partnership|friendship|cooperation) with (?:the )?$"
)


def partner_of(page: Page, mentions: Mentions, home: str) -> Told[str] | None:
    """Whose official the other side is where its words leave the country open: the country that the text joins with its own."""
    votes: Counter[str] = Counter()
    first: dict[str, Span] = {}
    joined: set[str] = set()
    for mention in mentions.countries:
        if mention.code == home:
            continue
        first.setdefault(mention.code, mention.span)
        votes[mention.code] += 1
        around = page.clean[max(0, mention.span.start - 24) : mention.span.end + 24]
        if _PARTNERS.search(around):
            votes[mention.code] += 2
            joined.add(mention.code)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][0] not in joined or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
        return None
    return Told(ranked[0][0], first[ranked[0][0]], 0.5)


_BETWEEN = re.compile(r"[-–/]|,? and (?:the )?(?:(?:People[’']s |Islamic |Socialist |Federal )?(?:Republic|Kingdom|State) of )?")


def joined_with(page: Page, mentions: Mentions, code: str) -> Told[str] | None:
    """The one country that the page joins with another: "China-US ties", "Peru and Chile"."""
    found: dict[str, Span] = {}
    for left, right in pairwise(mentions.countries):
        if (
            left.code != right.code
            and code in {left.code, right.code}
            and _BETWEEN.fullmatch(page.clean, left.span.end, right.span.start)
        ):
            other = left if right.code == code else right
            found.setdefault(other.code, other.span)
    return Told(*next(iter(found.items())), 0.5) if len(found) == 1 else None


def only_other(mentions: Mentions, code: str) -> Told[str] | None:
    """The one country besides another that the page names at all."""
    found = {m.code: m.span for m in reversed(mentions.countries) if m.code != code}
    return Told(*next(iter(found.items())), 0.4) if len(found) == 1 else None
