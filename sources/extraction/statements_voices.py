"""Who is told to speak in a unit, and by which words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import Page
from sources.extraction.statements_attributions import Attribution, Form, find_attributions
from sources.extraction.statements_cast import Speaker
from sources.extraction.statements_cues import Speech
from sources.extraction.statements_spans import Unit
from sources.extraction.statements_speakers import Speakers
from sources.extraction.statements_verbs import Quoted

_COLON = re.compile(r"\s{0,2}:\s{1,3}(?=[\"“‘'«„])")


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who is told to speak, in which sentence and by which words (None: "Name: “…”")."""

    sentence: int
    told: Attribution | None
    speaker: Speaker


def find_voices(page: Page, speakers: Speakers, unit: Unit) -> list[Voice]:
    """Everybody who speaks in the unit, without those who only pass on what others say."""
    return _without_carriers(_told(page, speakers, unit))


def _told(page: Page, speakers: Speakers, unit: Unit) -> list[Voice]:
    found: list[Voice] = []
    quoted = Quoted(unit.quoted_tokens, bool(unit.quotations) or page.text[unit.span.end - 1] == ":")
    for number in unit.sentences:
        colon = _colon(page, speakers, number)
        if colon is not None:
            found.append(Voice(number, None, colon))
            continue
        sentence = page.sentences[number]
        if sentence.caption:
            continue
        here: dict[int, Speaker] = {}  # by the place of the source

        def speaks(attribution: Attribution, here: dict[int, Speaker] = here, number: int = number) -> bool:
            speaker = speakers.resolve(attribution.source, number)
            if speaker is None or not _makes_a_statement(attribution, speaker):
                return False
            here[attribution.source.i] = speaker
            return True

        for attribution in find_attributions(list(sentence.parse), quoted, speaks):
            speaker = here[attribution.source.i]
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
