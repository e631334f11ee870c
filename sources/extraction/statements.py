"""Statements: speech with a source, each with its exact stretch of the text, its speaker and the meeting that it belongs to.

The unit of reading is what quotation marks hold together: a sentence, or the run of sentences of one quotation. A unit with an
attribution is a statement, or one for each speaker where it tells of several. A unit without attribution that goes on
quoting belongs to the statement before it in its paragraph, or across paragraphs where the quotation was never closed;
quoted anew in a paragraph of its own, it is a statement of whoever spoke last.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from events.vocabulary import StatementKind
from sources.extraction import statements_cues as cues
from sources.extraction.mentions import DateMention, Mentions, Page, Quotation
from sources.extraction.reading import MeetingClaim, Span, StatementClaim
from sources.extraction.statements_attributions import Attribution, Form, find_attributions
from sources.extraction.statements_cast import Speaker
from sources.extraction.statements_cues import Speech
from sources.extraction.statements_meetings import day_of, link_meetings
from sources.extraction.statements_spans import Unit, clause_span, cut_units, direct_quotes
from sources.extraction.statements_speakers import Speakers
from sources.extraction.statements_verbs import Quoted

_TWEET = re.compile(r"[—–-]{1,2}\s(?P<name>[^\n()@]{2,60}) \((?P<handle>@\w{1,15})\)(?:\s[A-Z][a-z]{2,8} \d{1,2}, \d{4})?\s*$")
_COLON = re.compile(r"\s{0,2}:\s{1,3}(?=[\"“‘'«„])")
# What is left of the link to a clause that was cut off: ", but", " while"
_LINK_BEHIND = re.compile(
    r"[,;\s–—-]{0,4}(?:\b(?:and|but|while|though|although|as|whereas|after|because|despite|or)\b)?[\s,]{0,3}$"
)
_MOSTLY = 0.6  # part of a unit that must be quoted for it to go on quoting
_SURE = {Speech.SAY: 0.95, Speech.MEDIA: 0.85, Speech.STANCE: 0.85, Speech.NAMING: 0.85, Speech.CLAUSE: 0.75, Speech.QUOTE: 0.7}


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is told to speak, in which sentence and by which words (None: "Name: “…”")."""

    sentence: int
    told: Attribution | None
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement in the making."""

    span: Span
    speaker: Speaker
    sentence: int  # where it is attributed
    attribution: Attribution | None
    confidence: float
    direct: bool = False  # quoted without marks: a tweet set off as a paragraph


def claim_statements(page: Page, mentions: Mentions, meetings: tuple[MeetingClaim, ...]) -> tuple[StatementClaim, ...]:
    """All statements of the page in reading order, none told twice."""
    drafts = _draft(page, mentions)
    quotes = direct_quotes(page, mentions)
    starts = [quotation.span.start for quotation in quotes]
    days: dict[int, list[DateMention]] = {}
    for mention in mentions.dates:
        days.setdefault(mention.sentence, []).append(mention)
    claims: list[StatementClaim] = []
    attributions: list[Attribution | None] = []
    seen: set[str] = set()
    for draft in sorted(drafts, key=lambda draft: draft.span):
        words = " ".join(page.text[draft.span.start : draft.span.end].split())
        if len(words) < 8 or words in seen:
            continue
        seen.add(words)
        first = max(0, bisect_right(starts, draft.span.start) - 1)
        last = bisect_left(starts, draft.span.end)
        inner = tuple(quotation.inner for quotation in quotes[first:last] if _within(quotation, draft.span))
        kind = StatementKind.DIRECT if inner or draft.direct else StatementKind.INDIRECT
        claims.append(_claim(page, mentions, draft, kind, inner, days.get(draft.sentence, [])))
        attributions.append(draft.attribution)
    return link_meetings(page, mentions, meetings, tuple(claims), attributions)


def _within(quotation: Quotation, span: Span) -> bool:
    return span.start <= quotation.span.start < span.end or (
        quotation.open and quotation.span.start < span.end and span.start < quotation.span.end
    )


def _claim(
    page: Page, mentions: Mentions, draft: Draft, kind: StatementKind, quotes: tuple[Span, ...], days: list[DateMention]
) -> StatementClaim:
    speaker = draft.speaker
    role = mentions.persons[speaker.person].role if speaker.person is not None else None
    return StatementClaim(
        span=draft.span,
        kind=kind,
        speaker=speaker.person,
        institution=speaker.institution,
        office=role,
        country=speaker.country,
        organization=speaker.organization,
        speaker_span=speaker.span,
        quotes=quotes,
        day=day_of(days, page.sentences[draft.sentence], draft.attribution),
        confidence=round(min(0.99, draft.confidence * (1.0 if not quotes else 1.03)), 2),
    )


def _draft(page: Page, mentions: Mentions) -> list[Draft]:
    speakers = Speakers(page, mentions)
    drafts: list[Draft] = []
    units = cut_units(page)
    before: Unit | None = None
    at = 0
    while at < len(units):
        unit = units[at]
        run = [other for other in units[at : at + 12] if other.paragraph == unit.paragraph]
        tweet = _tweet(page, mentions, speakers, run) if before is None or before.paragraph != unit.paragraph else None
        if tweet is not None:
            drafts.append(tweet)
            speakers.remember(unit.sentences[-1], tweet.speaker)
            at, before = at + len(run), run[-1]
            continue
        here = _of_unit(page, speakers, unit)
        if here:
            drafts.extend(here)
        elif unit.quoted >= _MOSTLY:
            _go_on(page, speakers, drafts, unit, before)
        at, before = at + 1, unit
    return drafts


def _of_unit(page: Page, speakers: Speakers, unit: Unit) -> list[Draft]:
    """The statements that are attributed within the unit: one for each speaker."""
    found = _without_carriers(_voices(page, speakers, unit))
    several = len({voice.speaker.key for voice in found}) > 1
    clauses = [None if voice.told is None else clause_span(page, page.sentences[voice.sentence], voice.told) for voice in found]
    drafts: dict[tuple[str, int | str], Draft] = {}
    for voice, clause in zip(found, clauses, strict=True):
        span = clause
        if span is None:
            others = [other for other in clauses if other is not None]
            span = _rest(page, unit, voice, others) if several else unit.span
        sure = 0.8 if voice.told is None else _SURE[voice.told.speech] * (1.0 if voice.told.content else 0.93)
        draft = Draft(span, voice.speaker, voice.sentence, voice.told, sure * voice.speaker.confidence)
        if voice.told is None or voice.speaker.outlet:
            speakers.remember(voice.sentence, voice.speaker)
        known = drafts.get(voice.speaker.key)
        if known is not None:
            # The same speaker again in one unit: the wider stretch of the two.
            both = Span(min(known.span.start, span.start), max(known.span.end, span.end))
            drafts[voice.speaker.key] = replace(known, span=both)
        elif all(other.span != span for other in drafts.values()):
            drafts[voice.speaker.key] = draft
    return list(drafts.values())


def _voices(page: Page, speakers: Speakers, unit: Unit) -> list[Voice]:
    """Everybody who is told to speak in the unit."""
    found: list[Voice] = []
    quoted = Quoted(unit.quoted_tokens, unit.has_quotes or page.text[unit.span.end - 1] == ":")
    for number in unit.sentences:
        colon = _colon(page, speakers, number)
        if colon is not None:
            found.append(Voice(number, None, colon))
            continue
        sentence = page.sentences[number]
        if sentence.caption:
            continue
        for attribution in find_attributions(list(sentence.parse), quoted):
            speaker = speakers.resolve(attribution.source, number)
            if speaker is not None and _makes_a_statement(attribution, speaker):
                found.append(Voice(number, attribution, speaker))
                if not speaker.outlet:
                    speakers.remember(number, speaker)
    return found


def _makes_a_statement(attribution: Attribution, speaker: Speaker) -> bool:
    """Whether verb and source together are speech, not the article's own story."""
    if speaker.known:
        return not (speaker.outlet and attribution.speech in (Speech.STANCE, Speech.NAMING, Speech.QUOTE))
    return False


def _without_carriers(found: list[Voice]) -> list[Voice]:
    """Leave out outlets where somebody else speaks through them, and "according to his office" beside "he"."""
    if len(found) < 2:
        return found
    found = [voice for voice in found if not voice.speaker.outlet] or found
    according = [voice for voice in found if voice.told is not None and voice.told.form is Form.ACCORDING]
    spoken = [voice for voice in found if voice not in according]
    if not according or not spoken:
        return found
    passed_on = according[0]
    own = [voice for voice in spoken if voice.speaker.person is not None and _own_office(voice.speaker, passed_on.speaker)]
    return own or [voice for voice in spoken if _said_before(voice.told, passed_on.told)] or according


def _said_before(spoken: Attribution | None, according: Attribution | None) -> bool:
    """Whether quoted words are attributed before "according to" only tells by whom they were passed on."""
    if spoken is None or according is None:
        return spoken is None
    return (
        spoken.speech is Speech.SAY
        and spoken.form is not Form.PASSIVE
        and spoken.anchor.lemma_ in cues.PLAIN
        and (spoken.anchor.i < according.anchor.i)
    )


def _own_office(person: Speaker, office: Speaker) -> bool:
    """Whether an institution is the person's own."""
    return office.person == person.person or (
        office.institution is not None and "office" in office.institution and office.country == person.country
    )


def _rest(page: Page, unit: Unit, voice: Voice, others: Sequence[Span]) -> Span:
    """The unit without the clauses of other speakers before and behind the voice's own words."""
    sentence = page.sentences[voice.sentence]
    start, end = unit.span
    anchor = sentence.span.start if voice.told is None else voice.told.anchor.idx + sentence.shift
    for other in others:
        if other.start > anchor:
            end = min(end, other.start)
        elif other.end <= anchor:
            start = max(start, other.end)
    words = _LINK_BEHIND.sub("", page.text[start:end])
    lead = len(words) - len(words.lstrip(" ,;"))
    return Span(start + lead, start + len(words))


def _colon(page: Page, speakers: Speakers, number: int) -> Speaker | None:
    """ "Name: “quoted words”"."""
    sentence = page.sentences[number]
    for match in _COLON.finditer(page.text, sentence.span.start, sentence.span.end):
        if match.start() - sentence.span.start > 120:
            return None
        named = speakers.at(number, max(sentence.span.start, match.start() - 45), match.start())
        if named is not None and named.span.end == match.start():
            before = page.text[sentence.span.start : named.span.start].strip()
            if not before or sentence.caption or not any(token.pos_ == "VERB" for token in sentence.parse[:6]):
                return named
        return None
    return None


def _tweet(page: Page, mentions: Mentions, speakers: Speakers, run: list[Unit]) -> Draft | None:
    """A tweet set off as a paragraph, signed "— Name (@handle) June 5, 2019"."""
    end = run[-1].span.end
    match = _TWEET.search(page.text, max(run[0].span.start, end - 140), end)
    if match is None:
        return None
    number = run[-1].sentences[-1]
    start, stop = match.span("name")
    speaker = speakers.at(number, start, stop)
    if speaker is None:
        codes = {m.code for m in mentions.countries if start <= m.span.start < stop}
        country = next(iter(codes)) if len(codes) == 1 else None
        speaker = Speaker(Span(start, stop), institution=match["name"].strip(), country=country, confidence=0.8)
    return Draft(Span(run[0].span.start, end), speaker, number, None, 0.9 * speaker.confidence, direct=True)


def _go_on(page: Page, speakers: Speakers, drafts: list[Draft], unit: Unit, before: Unit | None) -> None:
    """A unit that only quotes: part of the statement before it, or a statement of whoever spoke last."""
    last = drafts[-1] if drafts else None
    number = unit.sentences[0]
    follows = last is not None and before is not None and last.span.end >= before.span.end - 2
    if (
        last is not None
        and before is not None
        and follows
        and (before.paragraph == unit.paragraph or before.leaves_open or page.text[before.span.end - 1] == ":")
    ):
        drafts[-1] = replace(last, span=Span(last.span.start, unit.span.end))
        return
    if before is not None and before.paragraph == unit.paragraph:
        if last is not None and number - last.sentence <= 2:
            drafts.append(Draft(unit.span, last.speaker, number, None, 0.6 * last.speaker.confidence))
        return
    if last is not None and number - last.sentence <= 6:
        drafts.append(Draft(unit.span, last.speaker, number, None, 0.7 * last.speaker.confidence))
        speakers.remember(number, last.speaker)
