"""A text becomes a page: article sentences in reading order, furniture skipped, each sentence with its parse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
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

_AGENCY = r"(?:\((?:[A-Z][\w&.\s/-]{1,30})\)\.?|[A-Z][a-z]+ News Agency|/[A-Z]\w{2,20}/)"
_CITY = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{1,20}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]{0,20}){0,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH}|[a-z]{{3,4}}\.?(?= \d{{4}}))),?(?: \d{{4}})?"
_DATELINE = re.compile(
    rf"(?P<city>{_CITY})(?:\s?/\s?{_CITY})?(?P<where>(?:, [A-Z][\w.’' ]{{1,30}}| ?\([A-Z][\w ]{{1,30}}\)){{0,2}}?)"
    rf"\s?,?\s?(?P<date>{_DAY})?\s?[.,]?\s?(?:{_AGENCY}|[A-Z]{{4,14}})?\s{{0,6}}(?:--|[-–—:])\s{{0,12}}(?=[\"“‘'A-ZÀ-Þ0-9])"
)
# "NEW DELHI (Agency / Other - 19th June, 2019) The": the day within the brackets.
_BRACKETED = re.compile(
    rf"(?P<city>{_CITY}|[A-ZÀ-Þ][\w’'-]{{1,20}}(?: [A-ZÀ-Þ][\w’'-]{{1,20}}){{0,2}})(?P<where>, [A-Z][\w ]{{2,30}})?"
    rf"\s?\([A-Z][\w&. /]{{1,40}}\s?[-–—,]\s?(?P<date>{_DAY})\)\s?(?:--|[-–—:])?\s{{0,6}}(?=[\"“‘'A-ZÀ-Þ])"
)
# "June 20, 1999 COLOGNE, Germany (AGENCY) --": the day first.
_DAY_FIRST = re.compile(
    rf"(?P<date>{_DAY})\s{{1,2}}(?P<city>{_CITY})(?P<where>, [A-Z][\w.’' ]{{1,30}})?\s?{_AGENCY}\s?(?:--|[-–—:])\s{{0,6}}"
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
_DATELINES = (_DATELINE, _DAY_FIRST, _MIXED, _CLOSED, _BRACKETED)
_DAY_ONLY = re.compile(rf"(?P<date>{_DAY})\s{{0,2}}[:–—-]\s{{1,6}}(?=[\"“‘'A-ZÀ-Þ])")
_CREDIT = re.compile(r"[(\s–—-]{0,3}(?:Photo|Image|Picture|File photo|Reuters|REUTERS|AFP|AP|EPA)\b(?:[:/ ]|$)")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_BREAK = re.compile(r"[\n\r\t\x0b\x0c\x85\u2028\u2029]")
_NOT_CITY = frozenset(
    "EXCLUSIVE BREAKING UPDATE ANALYSIS OPINION EXPLAINER FACTBOX WATCH NOTE FILE VIDEO PHOTO "
    # Labels of transcripts.
    "SECRETARY MINISTER PRESIDENT AMBASSADOR SENATOR GENERAL CHANCELLOR SPOKESPERSON MODERATOR QUESTION MR MR. MS MS. MRS MRS. "
    "DR DR.".split()
)


# What one document may cost: the parser reads two to four thousand words a second. What is longer is a book, a list or hostile.
MOST_WORDS = 10_000
_TOKEN = re.compile(r"\w+|[^\w\s]|\s{2,}|[^\S ]")  # what the parser counts, nearly
_MARKUP = re.compile(r"#{1,6}[ \t]+")
_LONGEST_PARSE = 2_500  # letters that are parsed at once: walks through a parse must stay short, however odd the text


def lay_out(text: str, given: Given, model: Language) -> Page:
    """Cut a document's fixed text into the sentences of its article. The language model is called here and nowhere else."""
    cleaned = clean(text)
    article = [part for part in paragraphs(text, cleaned, given.title) if part.part is not Part.FURNITURE]
    parts = _affordable(cleaned, article)
    cleaned = _unwrapped(cleaned, parts)
    dateline = _find_dateline(cleaned, parts)
    stretches = list(_stretches(cleaned, parts, dateline))
    plain = [cleaned[spans[0].start : spans[-1].end] for _, spans in stretches]
    found: list[Sentence] = []
    for (number, spans), parse in zip(stretches, model.pipe(plain), strict=True):
        part, start = parts[number].part, spans[0].start
        for span in spans:
            view = parse.char_span(span.start - start, span.end - start, alignment_mode="expand")
            if view is None or (part is not Part.BODY and len(_WORDS.findall(cleaned, *span)) < 3):
                continue
            if part is Part.CAPTION and _CREDIT.match(cleaned, span.start):
                continue
            headline, caption = part is Part.HEADLINE, part is Part.CAPTION
            ends = tuple(token.idx + len(token) + start for token in view)
            found.append(Sentence(span, number, view, start, ends, headline=headline, caption=caption))
    return Page(
        text=text,
        given=given,
        sentences=tuple(found),
        quotations=find_quotations(text, [part.span for part in parts]),
        dateline=dateline,
        published=find_published(text, given),
        clean=cleaned,
        notes=() if parts == article else (f"only the first {MOST_WORDS:,} words of the article are read",),
    )


def _affordable(text: str, parts: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs up to `MOST_WORDS`; marks count like words, as they do for the parser."""
    kept: list[Paragraph] = []
    left = MOST_WORDS
    for part in parts:
        ends = [token.end() for token in islice(_TOKEN.finditer(text, *part.span), left + 1)]
        if len(ends) > left:
            return [*kept, Paragraph(Span(part.span.start, ends[left - 1]), part.part)] if left else kept
        left -= len(ends)
        kept.append(part)
    return kept


def _stretches(text: str, parts: Sequence[Paragraph], dateline: Dateline | None) -> Iterator[tuple[int, list[Span]]]:
    """What is parsed at once: the sentences of a paragraph, several where it is long, with the paragraph's number."""
    for number, part in enumerate(parts):
        dated = dateline is not None and part.span.start <= dateline.span.start < part.span.end
        together: list[Span] = []
        start = dateline.span.end if dated and dateline else part.span.start
        if part.part is Part.HEADLINE and (markup := _MARKUP.match(text, *part.span)):
            start = markup.end()
        for span in sentences(text, start, part.span.end):
            if together and span.end - together[0].start > _LONGEST_PARSE:
                yield number, together
                together = []
            together.append(span)
        if together:
            yield number, together


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
        match = next((found for pattern in _DATELINES if (found := pattern.match(window))), None)
        if match and _NOT_CITY.isdisjoint([match["city"], *match["city"].split()]):
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
