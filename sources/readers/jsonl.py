"""JSON Lines: a document a line."""

import json
from collections.abc import Iterator
from typing import IO

from sources.readers.draft import Part, Unreadable


def split(file: IO[bytes], limit: int) -> Iterator[Part]:
    """The lines that hold something. One line at a time is held, and of one longer than `limit` bytes no more than that."""
    number = documents = 0
    while line := file.readline(limit + 1):
        number += 1
        size = len(line)
        if size > limit:
            while not line.endswith(b"\n") and (line := file.readline(limit)):
                size += len(line)
            documents += 1
            yield Part(number, None, "json", b"", size)
        elif line.strip():
            documents += 1
            yield Part(number, _id(line), "json", line.strip(), size)
    if documents == 0:
        raise Unreadable("the file is empty")


def _id(line: bytes) -> str | None:
    """The id that a line gives itself; a broken line is accepted as it is and refused by its reader, with the reason."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = fields.get("id") if isinstance(fields, dict) else None
    return str(found) if isinstance(found, str | int) and str(found).strip() else None
