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
_OURS = re.compile(r"\b[Oo]ur\b|\b[Ww]e\b")


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
        around = page.clean[max(0, mention.span.start - 14) : mention.span.end + 14]
        joined = bool(re.search(r"[-–]|\band\b|\bbetween\b", around))
        first.setdefault(mention.code, mention.span)
        if mention.code not in partners or joined:
            votes[mention.code] += 2 if joined else 1
    for code in [code for code in votes if code in partners and code != "US"]:
        del votes[code]
    if not votes:
        return None
    code, count = votes.most_common(1)[0]
    ours = any(_OURS.search(page.clean[s.span.start : s.span.end]) for s in body)
    return Told(code, first[code], 0.6 if ours or count > 2 else 0.5)
