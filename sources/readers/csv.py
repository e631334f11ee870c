"""CSV: a document a row. Columns are known by their headings; a mapping names those that are called otherwise."""

import codecs
import csv
import io
import json
from collections import deque
from collections.abc import Iterator, Mapping
from typing import IO

from sources.readers.draft import Part, Unreadable

KEYS = ("id", "url", "title", "publisher", "published", "language", "text")
LONGEST_HEAD = 100_000  # bytes
MOST_COLUMNS = 500
MOST_LINES = 20_000  # of a row: a quotation mark that is never closed takes all that follows for its cell
MOST_REREAD = 20  # rows of the largest size, all in all: files can be made whose every line seems to begin a row that never ends
_DAMAGE = "\udcff"  # where bytes are no text: half a surrogate pair, which nothing else decodes to
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

csv.field_size_limit(max(csv.field_size_limit(), 2**31 - 1))  # of the process, so only ever raised: rows are bounded here
codecs.register_error("chancery-csv", lambda error: (_DAMAGE, error.end))  # type: ignore[attr-defined]


def columns_of(text: str) -> dict[str, str]:
    """A mapping of columns as people write it. ValueError in words for them."""
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, sign, heading = (part.strip() for part in pair.partition("="))
        if key not in KEYS or not sign or not heading:
            raise ValueError(f"Columns are written text=HEADING, separated by commas, for {', '.join(KEYS)}; not {pair[:60]!r}.")
        found[key] = heading
    return found


def split(file: IO[bytes], limit: int, columns: Mapping[str, str] | None = None) -> Iterator[Part]:
    """The rows as JSON documents. `columns`: which heading each of KEYS has in this file; for the others their own name.

    A row is text, whatever it begins with: `=1+1` stays that. One that cannot be read is refused by itself, and reading goes on
    with the next line. Until a row has as many columns again as the one before had, lines may be what is left of the broken one,
    and are refused too.
    """
    head = file.read(LONGEST_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Unreadable("the file is empty")
    rows = _Rows(file, head, limit)
    reader = csv.reader(rows, _dialect(head, rows.encoding), strict=True)
    try:
        headings = next(reader, [])
    except csv.Error as error:
        raise Unreadable(f"broken CSV, its headings cannot be read: {error}") from error
    if rows.is_damaged:
        raise Unreadable(f"broken CSV: its headings are not valid {rows.encoding.upper()}")
    wanted, width, is_astray = _wanted(headings, columns or {}), len(headings), False
    while True:
        rows.begin()
        try:
            row = next(reader, None)
        except csv.Error as error:
            is_astray, fault = True, f"broken CSV: {error}"
            if not rows.go_back():
                fault += "; too much is broken, and nothing is read from here on"
            yield Part(rows.place, None, "json", b"", rows.size, fault)
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if is_astray and len(row) != width:
            fault = f"the row has {len(row)} columns instead of {width}, and one before it is broken: it may be a part of that"
            yield Part(rows.place, None, "json", b"", rows.size, fault)
            continue
        is_astray, part = False, _part(row, wanted, rows)
        width = len(row) if part.fault is None else width
        yield part


class _Rows:
    """The lines of the file as text. Of what one row takes no more than `limit` characters are let through.

    `is_damaged`: the row holds bytes that are no text.
    """

    def __init__(self, file: IO[bytes], head: bytes, limit: int) -> None:
        self.encoding = next((name for mark, name in _ENCODINGS if head.startswith(mark)), "utf-8")
        self.limit, self.number, self.size, self.is_damaged, self._begun = limit, 0, 0, False, 1
        self._text = io.TextIOWrapper(io.BufferedReader(_Chained(head, file)), self.encoding, "chancery-csv", newline="")
        self._taken: list[str] = []  # lines of this row
        self._again: deque[str] = deque()  # lines that are read once more
        self._left = MOST_REREAD * limit

    def begin(self) -> None:
        """A new row begins with the next line."""
        self.size, self.is_damaged = 0, False
        self._taken.clear()
        self._begun = self.number + 1

    def go_back(self) -> bool:
        """The row is broken, and is its first line alone: the others are read again. False once that was too much."""
        self._left -= self.size
        first, *others = self._taken
        self.size, self.number = len(first), self._begun
        self._again.extendleft(reversed(others))
        return self._left >= 0

    @property
    def place(self) -> int:
        """The line on which the row begins."""
        return self._begun

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._line()
        if not line or self._left < 0:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        self.is_damaged |= _DAMAGE in line
        self._taken.append(line)
        if self.size > self.limit:
            raise csv.Error(f"a row of more than {self.limit:,} characters (is a quotation mark not closed?)")
        if len(self._taken) > MOST_LINES:
            raise csv.Error(f"a row of more than {MOST_LINES:,} lines (is a quotation mark not closed?)")
        return line

    def _line(self) -> str:
        """The next line of the file; of a longer one than a row may have no more is held."""
        line = rest = self._text.readline(self.limit + 1)
        while len(line) > self.limit and rest and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(self.limit + 1)
        return line


class _Chained(io.RawIOBase):
    """What was read already, and then the rest of the file."""

    def __init__(self, head: bytes, file: IO[bytes]) -> None:
        self._head, self._file = io.BytesIO(head), file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._head.read(len(buffer)) or self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _dialect(head: bytes, encoding: str) -> type[csv.Dialect]:
    first = head.decode(encoding, "replace").split("\n")[0]
    delimiter = max(",;\t|", key=lambda sign: first.count(sign))

    class Found(csv.excel):
        pass

    Found.delimiter = delimiter
    return Found


def _wanted(headings: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Which column each key is in; `Unreadable` where there is no text."""
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(f"more than {MOST_COLUMNS} columns")
    unknown = set(columns) - set(KEYS)
    if unknown:
        raise Unreadable(f"columns are mapped for {', '.join(KEYS)}, not for {', '.join(sorted(map(str, unknown)))[:100]}")
    places = {heading.strip().lower(): place for place, heading in reversed(list(enumerate(headings)))}
    found = {}
    for key in KEYS:
        heading = str(columns.get(key, key)).strip().lower()
        if heading in places:
            found[key] = places[heading]
        elif key in columns:
            raise Unreadable(f"there is no column {columns[key]!r}; there are {', '.join(headings)[:300]}")
    if "text" not in found:
        raise Unreadable(f"no column is called text; there are {', '.join(headings)[:300]}. Map one: text=HEADING")
    return found


def _part(row: list[str], wanted: Mapping[str, int], rows: _Rows) -> Part:
    fields = {key: row[place] for key, place in wanted.items() if place < len(row) and row[place].strip()}
    fault = None if len(row) > max(wanted.values()) else f"the row has {len(row)} columns, too few for its headings"
    if rows.is_damaged:
        return Part(rows.place, None, "json", b"", rows.size, f"broken CSV: the row is not valid {rows.encoding.upper()}")
    external_id = " ".join(fields["id"].split()) if "id" in fields else None
    content = json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Part(rows.place, external_id, "json", content, rows.size, fault)
