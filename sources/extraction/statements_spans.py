"""The exact stretch of a statement: units that quotation marks hold together, and the clauses within them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from sources.extraction.mentions import Mentions, Page, Quotation, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_attributions import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Token

_TITLE_WORDS = frozenset("of the and in on for a an to with this".split())
_SHOWN = re.compile(r"(?:’s|'s|\bthemed|\btitled|\bentitled|\bcalled|\bnamed|\bdubbed|\bprogram|\bshow|\bfilm|\bbook)\s*$")
_MARKS = "“”\"‘’'«»„"


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences of one paragraph that quotation marks hold together; most are a single sentence."""

    span: Span
    sentences: tuple[int, ...]
    paragraph: int
    quoted: float  # the part of it that stands in quotation marks
    quoted_tokens: frozenset[int]
    quotations: tuple[Span, ...]  # those that reach into it, marks included
    leaves_open: bool  # its last quotation is not closed
    begins_quoted: bool  # with an opening mark, or within what the paragraph before left open


def cut_units(page: Page) -> list[Unit]:
    """The units of the running text and the captions, in reading order."""
    outer = _outermost(page.quotations)
    starts = [quotation.span.start for quotation in outer]
    running = _running(page, outer)
    groups: list[list[int]] = []
    for number, sentence in enumerate(page.sentences):
        if sentence.headline:
            continue
        at = bisect_right(starts, sentence.span.start) - 1
        held = at >= 0 and _is_closed(outer[at]) and outer[at].span.start < sentence.span.start < outer[at].span.end
        if groups and held and page.sentences[groups[-1][-1]].paragraph == sentence.paragraph:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [_unit(page, outer, starts, running, group) for group in groups]


def _is_closed(quotation: Quotation) -> bool:
    """Whether its closing mark stands there; its opening mark may be that of the paragraph before."""
    return quotation.span.end > quotation.inner.end


def _running(page: Page, outer: list[Quotation]) -> frozenset[int]:
    """The starts of quotations that fill their paragraph and run on into the next: “…¶ “…”."""
    return frozenset(
        quotation.span.start
        for quotation, following in pairwise(outer)
        if quotation.open
        and not _is_closed(quotation)
        and not page.text[quotation.span.end : following.span.start].strip()
        and "\n" in page.text[quotation.span.end : following.span.start]
    )


def _unit(page: Page, outer: list[Quotation], starts: list[int], running: frozenset[int], group: list[int]) -> Unit:
    sentences = [page.sentences[number] for number in group]
    span = Span(sentences[0].span.start, sentences[-1].span.end)
    first = max(0, bisect_right(starts, span.start) - 1)
    here: list[Quotation] = []
    for at in range(first, len(outer)):
        quotation = outer[at]
        if quotation.span.start >= span.end:
            break
        if quotation.span.end > span.start:
            here.append(quotation)
    held = sum(min(q.span.end, span.end) - max(q.span.start, span.start) for q in here)
    tokens = set()
    blocking = [q.span for q in here if _is_closed(q) or q.span.start in running]
    opening = [closed.start for closed in blocking]
    for sentence in sentences if blocking else ():
        for token in sentence.parse:
            place = token.idx + sentence.shift
            at = bisect_right(opening, place) - 1
            if at >= 0 and place < blocking[at].end:
                tokens.add(token.i)
    return Unit(
        span=span,
        sentences=tuple(group),
        paragraph=sentences[0].paragraph,
        quoted=held / max(1, span.end - span.start),
        quoted_tokens=frozenset(tokens),
        quotations=tuple(q.span for q in here),
        leaves_open=bool(here) and not _is_closed(here[-1]) and here[-1].span.end >= span.end - 1,
        begins_quoted=bool(here) and here[0].span.start <= span.start,
    )


def joined(first: Unit, second: Unit) -> Unit:
    """Two units of one quotation that runs over paragraphs."""
    a, b = first.span, second.span
    quoted = first.quoted * (a.end - a.start) + second.quoted * (b.end - b.start)
    return replace(
        second,
        span=Span(a.start, b.end),
        sentences=(*first.sentences, *second.sentences),
        quoted=quoted / (b.end - a.start),
        quoted_tokens=first.quoted_tokens | second.quoted_tokens,
        quotations=(*first.quotations, *second.quotations),
        begins_quoted=first.begins_quoted,
    )


def _outermost(quotations: tuple[Quotation, ...]) -> list[Quotation]:
    outer: list[Quotation] = []
    for quotation in quotations:
        if not outer or quotation.span.start >= outer[-1].span.end:
            outer.append(quotation)
    return outer


def direct_quotes(page: Page, mentions: Mentions) -> list[Quotation]:
    """The outermost quotations that hold somebody's words, not a nickname, a title or the name of a programme."""
    names = [mention.span for mention in mentions.person_mentions]
    starts = [span.start for span in names]
    kept = []
    for quotation in _outermost(page.quotations):
        at = bisect_right(starts, quotation.span.start) - 1
        if at >= 0 and names[at].start < quotation.span.start and quotation.span.end <= names[at].end:
            continue  # Juan "Juanito" Paz
        words = page.text[quotation.inner.start : quotation.inner.end].split()
        named = all(word[:1].isupper() or word[:1].isdigit() or word.lower() in _TITLE_WORDS for word in words)
        before = page.text[max(0, quotation.span.start - 20) : quotation.span.start]
        if named and words[-1][-1:] not in ".,!?" and len(words) <= 8 and (_SHOWN.search(before) or len(words) > 1):
            continue
        if named and _SHOWN.search(before) and len(words) <= 10:
            continue
        kept.append(quotation)
    return kept


def clause_span(page: Page, unit: Unit, sentence: Sentence, attribution: Attribution) -> Span | None:
    """The stretch that the attribution is confined to within its unit; None where it covers the whole."""
    clause = attribution.clause
    if clause is None:
        return None
    inside = range(sentence.parse.start, sentence.parse.end)
    tokens = [token for token in clause.subtree if token.i in inside]
    if attribution.antecedent is not None and attribution.antecedent.i in inside:
        tokens += [token for token in attribution.antecedent.subtree if token.i in inside and token.i < clause.i]
    tokens = [token for token in tokens if not _is_link(token, clause)]
    if not tokens:
        return None
    first, last = min(tokens, key=lambda token: token.i), max(tokens, key=lambda token: token.i)
    start, end = first.idx + sentence.shift, last.idx + len(last.text) + sentence.shift
    end = min(end, sentence.span.end)
    text = page.text
    while end > start and text[end - 1] in " ,;:-–—\n":
        end -= 1
    while start < end and text[start] in " ,;:-–—\n":
        start += 1
    # The end of a sentence belongs to its last clause.
    while end < sentence.span.end and text[end] in f".!?…{_MARKS})":
        end += 1
    if end - start > 0.85 * (sentence.span.end - sentence.span.start):
        return None
    for quotation in unit.quotations:
        if quotation.start < end < quotation.end:
            end = min(quotation.end, unit.span.end)  # the sentences that go on in what the clause quotes
    return Span(start, end)


def _is_link(token: Token, clause: Token) -> bool:
    """Whether the token only links the clause to the rest: "while", "and", a comma before it."""
    return token.head.i == clause.i and token.i < clause.i and token.dep_ in ("mark", "cc", "punct")
