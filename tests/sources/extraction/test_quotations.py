"""Quotation marks of all kinds: what stands between them, and what only looks like them."""

import time

import pytest

from sources.extraction.quotations import find_quotations
from sources.extraction.reading import Span


def quoted(text):
    """The inner words of every quotation of a text whose lines are paragraphs; "…" appended where a mark is missing."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Span(at, at + len(line)))
        at += len(line) + 1
    found = find_quotations(text, paragraphs)
    for quotation in found:
        assert text[quotation.span.start : quotation.span.end].find(text[quotation.inner.start : quotation.inner.end]) >= 0
    return [text[q.inner.start : q.inner.end] + ("…" if q.open else "") for q in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We shall talk,” she said.", ["We shall talk,"]),
        ('"We shall talk," she said.', ["We shall talk,"]),
        ("‘We shall talk,’ she said.", ["We shall talk,"]),
        ("'We shall talk,' she said.", ["We shall talk,"]),
        ("«We shall talk», she said.", ["We shall talk"]),
        ("« We shall talk », she said.", ["We shall talk"]),
        ("„We shall talk“, she said.", ["We shall talk"]),
        ("„We shall talk”, she said.", ["We shall talk"]),
        ("”We shall talk,” she said.", ["We shall talk,"]),
        ("``We shall talk,'' she said.", ["We shall talk,"]),
        ("’’We shall talk,’’ she said.", ["We shall talk,"]),
        ("&quot;We shall talk,&quot; she said.", ["We shall talk,"]),
        ("&ldquo;We shall talk,&rdquo; she said.", ["We shall talk,"]),
        # mixed within the family
        ('"We shall talk,” she said.', ["We shall talk,"]),
        ('“We shall talk," she said.', ["We shall talk,"]),
        # parts and several of them
        ('He spoke of a "fresh start" and of "old friends".', ["fresh start", "old friends"]),
        ('He spoke of a "fresh start", "old friends" and more.', ["fresh start", "old friends"]),
        ('The talks ("frank and open") went on.', ["frank and open"]),
        ('The talks—"frank and open"—went on.', ["frank and open"]),
        ('The talks - "frank and open" - went on.', ["frank and open"]),
        # split
        ("“We shall talk,” she said, “and we shall agree.”", ["We shall talk,", "and we shall agree."]),
        ('"Never," she said. "Not even then."', ["Never,", "Not even then."]),
        # nested
        ("“They told us ‘not yet’ again,” she said.", ["They told us ‘not yet’ again,", "not yet"]),
        ("\"They told us 'not yet' again,\" she said.", ["They told us 'not yet' again,", "not yet"]),
        ("'They told us \"not yet\" again,' she said.", ['They told us "not yet" again,', "not yet"]),
        ("“They said, ‘Not yet.’”", ["They said, ‘Not yet.’", "Not yet."]),
        ("“They said “not yet” again,” she said.", ["They said “not yet” again,", "not yet"]),
        # apostrophes
        ("It's the ministers' talks, and Peru's envoy didn't come.", []),
        ("It’s the ministers’ talks, and Peru’s envoy didn’t come.", []),
        ("“It’s Peru’s turn,” she said.", ["It’s Peru’s turn,"]),
        ("'It's Peru's turn,' she said.", ["It's Peru's turn,"]),
        ("‘It’s the ministers’ turn to talk,’ she said.", ["It’s the ministers’ turn to talk,"]),
        ("In the '90s, and again in the ’80s, they met.", []),
        ("Rock 'n' roll at the embassy.", []),
        ("The states' governors' meeting.", []),
        ("The room is 5' wide and 6\" deep.", []),
        ("‘Peace talks,’ the papers called them; the envoys’ talks went on.", ["Peace talks,"]),
        ('""We shall talk,"" she said.', ["We shall talk,"]),
        # unbalanced
        ("“We shall talk. We shall agree.", ["We shall talk. We shall agree.…"]),
        ('She said: "We shall talk. We shall agree.', ["We shall talk. We shall agree.…"]),
        ("The “fresh start with Lima is over. Nobody came.", ["fresh start with Lima is over.…"]),
        ("We shall talk,” she said.", ["We shall talk,…"]),
        ("It rained. We shall talk,” she said.", ["We shall talk,…"]),
        ('"We met. "They left," he said.', ["We met.…", "They left,"]),
        ("\"I said, 'You must not.'", ["I said, 'You must not.'…", "You must not."]),
        # empty ones and noise
        ('The "" mark.', []),
        ("No marks at all.", []),
        ("", []),
    ],
)
def test_marks(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We met.\n“We talked.\n“We agreed,” she said.", ["We met.…", "We talked.…", "We agreed,"]),
        ('"We met," she said.\n"We talked."', ["We met,", "We talked."]),
        ("‘We met.\n‘We agreed,’ she said.", ["We met.…", "We agreed,"]),
        ("“We met.\nWe talked.”", ["We met.…", "We talked.…"]),
        ("“We met.”\nThey talked.", ["We met."]),
    ],
)
def test_over_paragraphs(text, expected):
    assert quoted(text) == expected


def test_spans_hold_the_marks():
    text = "She called it «done» today."
    (quotation,) = find_quotations(text, [Span(0, len(text))])
    assert text[quotation.span.start : quotation.span.end] == "«done»"


@pytest.mark.parametrize("hostile", ['"' * 100_000, "'a " * 100_000, "“" * 100_000, "‘a” " * 50_000, "\" a '" * 50_000])
def test_hostile_marks_take_linear_time(hostile):
    began = time.process_time()
    find_quotations(hostile, [Span(0, len(hostile))])
    assert time.process_time() - began < 5
