"""A text becomes a page: article sentences in reading order, furniture skipped, each sentence with its parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sources.extraction.date_grammar import find_expressions
from sources.extraction.furniture import Paragraph, Part, clean, paragraphs
from sources.extraction.mentions import Dateline, Page, Sentence
from sources.extraction.publication import find_published
from sources.extraction.quotations import find_quotations
from sources.extraction.reading import DateReading, Given, Span
from sources.extraction.segmentation import sentences

if TYPE_CHECKING:
    from spacy.language import Language

_AGENCY = r"(?:\((?:[A-Z][\w&.\s/-]{1,30})\)|[A-Z][a-z]+ News Agency|/[A-Z]\w{2,20}/)"
_CITY = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{1,20}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]{0,20}){0,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH}|[a-z]{{3,4}}\.?(?= \d{{4}}))),?(?: \d{{4}})?"
_DATELINE = re.compile(
    rf"(?P<city>{_CITY})(?:\s?/\s?{_CITY})?(?P<where>(?:, [A-Z][\w.’' ]{{1,30}}| ?\([A-Z][\w ]{{1,30}}\)){{0,2}}?)"
    rf"\s?,?\s?(?P<date>{_DAY})?\s?,?\s?(?:{_AGENCY})?\s{{0,6}}(?:--|[-–—:])\s{{0,12}}(?=[\"“‘'A-ZÀ-Þ0-9])"
)
# "Kazan (Agency) – The", with the city in ordinary letters: only with the agency or the day beside it.
_MIXED = re.compile(
    rf"(?P<city>[A-ZÀ-Þ][\w’'-]{{1,20}}(?: [A-ZÀ-Þ][\w’'-]{{1,20}}){{0,2}})(?P<where>, [A-Z][a-z]{{2,20}}(?: "
    rf"[A-Z][a-z]{{2,20}})?)?"
    rf"(?:\s?,?\s(?P<date>{_DAY})\s?,?\s?(?:{_AGENCY})?|\s?,?\s?{_AGENCY})\s{{0,6}}(?:--"
    rf"|[-–—:])\s{{0,12}}(?=[\"“‘'A-ZÀ-Þ])"
)
# "MOSCOW, October 12, 2022. /Agency/. The", "New Delhi, May 2, 2022 (Agency) The": the agency closes it instead of a dash.
_CLOSED = re.compile(
    rf"(?P<city>{_CITY}|[A-ZÀ-Þ][\w’'-]{{1,20}}(?: [A-ZÀ-Þ][\w’'-]{{1,20}}){{0,2}})(?P<where>, [A-Z][\w ]{{2,30}})?"
    rf",? (?P<date>{_DAY})[.,]? {_AGENCY}\.?[-–—]{{0,2}}\s{{1,6}}(?=[\"“‘'A-ZÀ-Þ])"
)
_DAY_ONLY = re.compile(rf"(?P<date>{_DAY})\s{{0,2}}[:–—-]\s{{1,6}}(?=[\"“‘'A-ZÀ-Þ])")
_CREDIT = re.compile(r"[(\s–—-]{0,3}(?:Photo|Image|Picture|File photo|Reuters|REUTERS|AFP|AP|EPA)\b(?:[:/ ]|$)")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_BREAK = re.compile(r"[\n\r\t\x0b\x0c\x85\u2028\u2029]")
_NOT_CITY = frozenset(
    {"EXCLUSIVE", "BREAKING", "UPDATE", "ANALYSIS", "OPINION", "EXPLAINER", "FACTBOX", "WATCH", "NOTE", "FILE", "VIDEO", "PHOTO"}
)


def lay_out(text: str, given: Given, model: Language) -> Page:
    """Cut a document's fixed text into the sentences of its article. The language model is called here and nowhere else."""
    cleaned = clean(text)
    parts = [part for part in paragraphs(text, cleaned, given.title) if part.part is not Part.FURNITURE]
    cleaned = _unwrapped(cleaned, parts)
    dateline = _find_dateline(cleaned, parts)
    starts = [
        dateline.span.end if dateline and part.span.start <= dateline.span.start < part.span.end else part.span.start
        for part in parts
    ]
    plain = [cleaned[start : part.span.end] for start, part in zip(starts, parts, strict=True)]
    found: list[Sentence] = []
    for number, (start, part, parse) in enumerate(zip(starts, parts, model.pipe(plain), strict=True)):
        for span in sentences(cleaned, start, part.span.end):
            view = parse.char_span(span.start - start, span.end - start, alignment_mode="expand")
            if view is None or (part.part is not Part.BODY and len(_WORDS.findall(cleaned, *span)) < 3):
                continue
            if part.part is Part.CAPTION and _CREDIT.match(cleaned, span.start):
                continue
            found.append(
                Sentence(
                    span=span,
                    paragraph=number,
                    parse=view,
                    shift=start,
                    headline=part.part is Part.HEADLINE,
                    caption=part.part is Part.CAPTION,
                )
            )
    return Page(
        text=text,
        given=given,
        sentences=tuple(found),
        quotations=find_quotations(text, [part.span for part in parts]),
        dateline=dateline,
        published=find_published(text, given),
        clean=cleaned,
    )


def _unwrapped(text: str, parts: Sequence[Paragraph]) -> str:
    """Line breaks within article paragraphs as spaces, letter for letter: parsers take a break for the end of a sentence."""
    pieces, at = [], 0
    for part in parts:
        pieces += [text[at : part.span.start], _BREAK.sub(" ", text[part.span.start : part.span.end])]
        at = part.span.end
    return "".join([*pieces, text[at:]])


def _find_dateline(text: str, parts: list[Paragraph]) -> Dateline | None:
    """The dateline before the first paragraphs of running text, if there is one."""
    for part in [part for part in parts if part.part is Part.BODY][:3]:
        window = text[part.span.start : min(part.span.end, part.span.start + 160)].replace("\n", " ")
        match = _DATELINE.match(window) or _MIXED.match(window) or _CLOSED.match(window)
        if match and match["city"] not in _NOT_CITY:
            where = (match["where"] or "").strip(" ,()") or None
            return Dateline(
                span=Span(part.span.start, part.span.start + match.end()),
                city=_ordinary(match["city"]),
                country=None,
                date=_day(text, part.span.start + match.start("date"), part.span.start + match.end("date"))
                if match["date"]
                else None,
                where=where,
            )
        match = _DAY_ONLY.match(window)
        if match:
            span = Span(part.span.start, part.span.start + match.end())
            return Dateline(span, None, None, _day(text, span.start, part.span.start + match.end("date")))
    return None


def _day(text: str, start: int, end: int) -> DateReading | None:
    found = find_expressions(text, start, end)
    return found[0].reading if found else None


def _ordinary(city: str) -> str:
    """A city in capitals as it is written in running text."""
    return " ".join(
        word if not word.isupper() else "-".join(bit.capitalize() for bit in word.split("-")) for word in city.split()
    )
