"""Offices by what they are called: one key for the ways in which documents and reference data write a title. Pure."""

from collections.abc import Iterable, Iterator

from events.names import fold

_LEFT_OUT = frozenset("a acting affairs and for his her its national of s the their".split())
_ALIKE = {"defense": "defence", "labor": "labour"}


def title_key(title: str) -> str:
    """The telling words of a title, sorted: "Minister of Foreign Affairs" and "Foreign Minister" give "foreign minister".

    Ranks stay apart: "Deputy Foreign Minister" is another office. Empty where no word tells anything.
    """
    return " ".join(sorted({_ALIKE.get(word, word) for word in fold(title).split()} - _LEFT_OUT))


def office_keys(offices: Iterable[tuple[str | None, str | None]]) -> list[str]:
    """What offices are looked up by, sorted. Each is (code of its country or slug of its organization, title)."""
    return sorted(set(_keys(offices)))


def _keys(offices: Iterable[tuple[str | None, str | None]]) -> Iterator[str]:
    for code, title in offices:
        if title and (key := title_key(title)):
            yield key
            if code:
                yield f"{code}:{key}"
