"""Where the words of a search stand in what a record shows: as offsets, so that nobody's text is taken for markup.

PostgreSQL itself marks the words, by the rules by which it found them, in the form in which it has read the text: transliterated
to ASCII. Each mark is led back to the letters that it came from.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from django.db import connection

from events.api.kinds import Flag
from events.api.parameters import Parameter
from events.search import CONFIG, plain

HIGHLIGHT = Parameter(
    "highlight",
    Flag(),
    "Tell where the words of `q` stand: each record has `highlights`, a list of `pointer` (JSON Pointer to a text of the "
    "record), `start` and `end` (code points of that text, end exclusive).",
    needs="q",
    default=False,
    example=True,
)
OPEN, CLOSE = "\x02", "\x03"
_OPTIONS = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"

Record = dict[str, Any]
Texts = Iterator[tuple[str, str | None]]
"""Pointers and texts."""


def _meeting(record: Record) -> Texts:
    yield "/title", record["title"]
    yield "/city", record["city"]
    for i, told in enumerate(record["participants"]):
        yield f"/participants/{i}/person/name", told["person"]["name"]


SEARCHED: dict[str, Callable[[Record], Texts]] = {
    "meetings": _meeting,
    "statements": lambda record: iter([("/text", record["text"])]),
    "documents": lambda record: iter([("/title", record["title"])]),
}
"""By resource, which texts of a record a search looks into and the record shows."""


def highlights(resource: str, records: Sequence[Record], question: str) -> list[list[dict[str, Any]]]:
    """Of each record, where the words of the question stand; one query for all."""
    texts = [(i, pointer, text) for i, record in enumerate(records) for pointer, text in SEARCHED[resource](record) if text]
    found: list[list[dict[str, Any]]] = [[] for _ in records]
    for (i, pointer, text), marked in zip(texts, _marked([text for *_, text in texts], question), strict=True):
        found[i] += [{"pointer": pointer, "start": start, "end": end} for start, end in _spans(text, marked)]
    return found


def _readable(text: str) -> str:
    """As the search reads it, letter for letter of `_lengths`."""
    return plain(text.replace(OPEN, " ").replace(CLOSE, " "))


def _marked(texts: Sequence[str], question: str) -> list[str]:
    """The texts in ASCII with marks around the words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline(%s::regconfig, text, websearch_to_tsquery(%s::regconfig, %s), %s)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS told(text, place) ORDER BY place",
            [CONFIG, CONFIG, plain(question), _OPTIONS, [_readable(text) for text in texts]],
        )
        return [marked for (marked,) in cursor.fetchall()]


def _spans(text: str, marked: str) -> Iterator[tuple[int, int]]:
    """The marked stretches as code points of the text; none where the marked text is not the same."""
    if marked.replace(OPEN, "").replace(CLOSE, "") != _readable(text):
        return
    # Which letter of the text each letter of the ASCII comes from, and the end.
    sizes = list(accumulate((len(plain(letter)) for letter in text), initial=0))
    origin = [i for i, (start, end) in enumerate(pairwise(sizes)) for _ in range(start, end)]
    at = start = 0
    for letter in marked:
        if letter == OPEN:
            start = at
        elif letter == CLOSE:
            yield origin[start], origin[at - 1] + 1
        else:
            at += 1
