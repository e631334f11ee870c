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
from sources.extraction.mentions import DateMention, Mentions, Page, Quotation
from sources.extraction.reading import MeetingClaim, Span, StatementClaim
from sources.extraction.statements_attributions import Attribution
from sources.extraction.statements_cast import Speaker
from sources.extraction.statements_certainty import CARRIED_ON, GUESSED, MEANT, NAMED, SAID, UNCLEAR, WITHOUT_CONTENT
from sources.extraction.statements_cues import Speech
from sources.extraction.statements_meetings import day_of, link_meetings
from sources.extraction.statements_spans import Unit, clause_span, cut_units, direct_quotes, joined
from sources.extraction.statements_speakers import Speakers
from sources.extraction.statements_transcripts import Turn, find_turns
from sources.extraction.statements_voices import Voice, find_voices

_TWEET = re.compile(r"[—–-]{1,2}\s(?P<name>[^\n()@]{2,60}) \((?P<handle>@\w{1,15})\)(?:\s[A-Z][a-z]{2,8} \d{1,2}, \d{4})?\s*$")
# What is left of the link to a clause that was cut off: ", but", " while"
_LINK_BEHIND = re.compile(
    r"[,;\s–—-]{0,4}(?:\b(?:and|but|while|though|although|as|whereas|after|because|despite|or)\b)?[\s,]{0,3}$"
)
_UP_TO_NAME = re.compile(r"[\s,]{1,3}(?:[A-Za-z’'.-]{1,20} ){0,5}")  # an office may stand before the name
_NAMED_WITHIN = 90  # characters
_MOSTLY = 0.6  # part of a unit that must be quoted for it to go on quoting


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
        confidence=round(draft.confidence, 2),
    )


def _draft(page: Page, mentions: Mentions) -> list[Draft]:
    speakers = Speakers(page, mentions)
    drafts: list[Draft] = []
    units = cut_units(page)
    turns = {turn.units.start: turn for turn in find_turns(page, mentions, units)}
    before: Unit | None = None
    at = 0
    while at < len(units):
        unit = units[at]
        if at in turns:
            drafts.extend(_of_turn(speakers, turns[at], unit.sentences[0]))
            at = turns[at].units.stop
            before = units[at - 1]
            continue
        run = [other for other in units[at : at + 12] if other.paragraph == unit.paragraph]
        tweet = _tweet(page, mentions, speakers, run) if before is None or before.paragraph != unit.paragraph else None
        if tweet is not None:
            drafts.append(tweet)
            speakers.remember(unit.sentences[-1], tweet.speaker)
            at, before = at + len(run), run[-1]
            continue
        here = _of_unit(page, speakers, unit)
        alone = before is None or not (before.paragraph == unit.paragraph or _leads_on(page, before))
        while not here and alone and unit.leaves_open and at + 1 < len(units) and units[at + 1].begins_quoted:
            # A quotation of several paragraphs: its speaker may stand in a later one.
            at += 1
            here = _of_unit(page, speakers, units[at])
            here[:1] = [replace(draft, span=Span(unit.span.start, draft.span.end)) for draft in here[:1]]
            unit = joined(unit, units[at])
        if not here and unit.begins_quoted and unit.quoted >= _MOSTLY:
            here = _by_name_behind(page, speakers, unit)
        if here:
            drafts.extend(here)
        elif unit.quoted >= _MOSTLY:
            _go_on(page, speakers, drafts, unit, before)
        at, before = at + 1, unit
    return drafts


def _of_turn(speakers: Speakers, turn: Turn, number: int) -> list[Draft]:
    """A turn of a transcript as one statement; none where a reporter asks."""
    if turn.person is not None:
        speaker = speakers.of_person(turn.person, turn.name, NAMED)
    elif turn.office:
        speaker = Speaker(turn.name, institution=speakers.page.text[slice(*turn.name)], confidence=GUESSED)
    else:
        return []
    speakers.remember(number, speaker)
    return [Draft(turn.span, speaker, number, None, SAID * speaker.confidence, direct=True)]


def _by_name_behind(page: Page, speakers: Speakers, unit: Unit) -> list[Draft]:
    """ "“…,” Quispe let the press know": whoever is named right behind the quoted words, whatever the verb."""
    end, number = unit.quotations[0].end, unit.sentences[-1]
    named = speakers.at(number, end, min(unit.span.end, end + _NAMED_WITHIN))
    if named is None or not _UP_TO_NAME.fullmatch(page.text, end, named.span.start):
        return []
    speakers.remember(number, named)
    return [Draft(unit.span, named, number, None, CARRIED_ON * named.confidence)]


def _leads_on(page: Page, before: Unit) -> bool:
    """Whether the paragraph before left its quotation open, or announces one: "Quispe added:"."""
    return before.leaves_open or page.text[before.span.end - 1] == ":"


def _of_unit(page: Page, speakers: Speakers, unit: Unit) -> list[Draft]:
    """The statements that are attributed within the unit: one for each speaker."""
    found = find_voices(page, speakers, unit)
    several = len({voice.speaker.key for voice in found}) > 1
    clauses = [
        None if voice.told is None else clause_span(page, unit, page.sentences[voice.sentence], voice.told) for voice in found
    ]
    drafts: dict[tuple[str, int | str], Draft] = {}
    for voice, clause in zip(found, clauses, strict=True):
        span = clause
        if span is None:
            others = [other for other in clauses if other is not None]
            span = _rest(page, unit, voice, others) if several else unit.span
        sure = SAID if voice.told is None else _sure(voice.told)
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


def _sure(told: Attribution) -> float:
    """How sure it is that the words tell speech."""
    return (SAID if told.speech is Speech.SAY else MEANT) * (1.0 if told.content else WITHOUT_CONTENT)


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
        speaker = Speaker(Span(start, stop), institution=match["name"].strip(), country=country, confidence=UNCLEAR)
    return Draft(Span(run[0].span.start, end), speaker, number, None, SAID * speaker.confidence, direct=True)


def _go_on(page: Page, speakers: Speakers, drafts: list[Draft], unit: Unit, before: Unit | None) -> None:
    """A unit that only quotes: part of the statement before it, or a statement of whoever spoke last."""
    last = drafts[-1] if drafts else None
    number = unit.sentences[0]
    follows = last is not None and before is not None and last.span.end >= before.span.end - 2
    if last is not None and before is not None and follows and (before.paragraph == unit.paragraph or _leads_on(page, before)):
        drafts[-1] = replace(last, span=Span(last.span.start, unit.span.end))
        return
    if before is not None and before.paragraph == unit.paragraph:
        if last is not None and number - last.sentence <= 2:
            drafts.append(Draft(unit.span, last.speaker, number, None, CARRIED_ON * last.speaker.confidence))
        return
    if last is not None and number - last.sentence <= 6:
        drafts.append(Draft(unit.span, last.speaker, number, None, CARRIED_ON * last.speaker.confidence))
        speakers.remember(number, last.speaker)
