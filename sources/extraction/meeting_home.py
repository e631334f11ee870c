"""The government that a document speaks for, where it has one: readouts say "the President" and "our partnership"."""

from __future__ import annotations

import re
from collections import Counter

from sources.extraction.mentions import How, Mentions, Page
from sources.extraction.reading import Span, Told

_PUBLISHERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\bwhite ?house\b|\bwhitehouse\b|u\.?s\.? department of|state\.gov|defense\.gov|(?:^|//|\.)[\w-]+\.gov(?:/|$)|\.mil\b"), "US"),
    (re.compile(r"(?i)\bgov\.uk\b|downing street|foreign, commonwealth"), "GB"),
    (re.compile(r"(?i)\belysee\.fr|\bgouv\.fr"), "FR"),
    (re.compile(r"(?i)kremlin\.ru|mid\.ru|government\.ru"), "RU"),
)
_DOMAIN = re.compile(r"(?i)//[\w.-]*\.(?:gov|go|gob|gouv|gc|govt|mfa)\.([a-z]{2})(?:/|$)")


def home_country(page: Page, mentions: Mentions) -> Told[str] | None:
    """The country on whose behalf the document itself speaks, or None for an ordinary article."""
    for source in (page.given.publisher or "", page.given.url or "", page.text[:1500] if page.text.startswith("---") else ""):
        for pattern, code in _PUBLISHERS:
            if pattern.search(source):
                return Told(code, Span(0, 0), 0.85)
        domain = _DOMAIN.search(source)
        if domain:
            return Told({"uk": "GB"}.get(domain[1].lower(), domain[1].upper()), Span(0, 0), 0.85)
    return _by_voice(page, mentions)


def _by_voice(page: Page, mentions: Mentions) -> Told[str] | None:
    """A short text that opens with a title and no country ("President X spoke today with …"): the partner of the partner it names."""
    body = [s for s in page.sentences if not s.headline and not s.caption]
    if not body or page.dateline is not None:
        return None
    opening = page.clean[body[0].span.start : body[0].span.end]
    if not re.match(r"\s*(?:Today,? |Yesterday,? |On \w+,? )?(?:The )?(?:Vice |Deputy |Prime |Acting )?(?:President|Minister|Secretary|National|Chancellor|Premier|Foreign|Principal|Homeland|Assistant|Senior|Under)", opening):
        return None
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
    if "US" in first and (not votes or votes["US"] >= max(votes.values()) or votes["US"] > 1):
        return Told("US", first["US"], 0.6)
    if votes:
        code, count = votes.most_common(1)[0]
        if count > 1:
            return Told(code, first[code], 0.55)
    # The form itself: American readouts name the President without a country and close with "###".
    if re.search(r"#{2,4}\s*$", page.text) or _AMERICAN.search(opening):
        return Told("US", body[0].span, 0.5)
    return None


_JOINED_AFTER = re.compile(r"[-–][A-Z]|,? and [A-Z]|’s (?:continued |steadfast |unwavering |strong )?(?:support|commitment)")
_JOINED_BEFORE = re.compile(r"(?:[a-z]{2}[-–]|\band (?:the )?|between (?:the )?)$")
_AMERICAN = re.compile(r"\b(?:National Security Advis[oe]r|APNSA|Vice President|Secretary of State|Homeland Security Advis[oe]r|the White House)\b")
