"""The files of a snapshot: gzip, written in a stream, and counted as they go to the disk."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

LEVEL = 6  # gzip: 9 takes twice the time for a hundredth of the size

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With which a cell begins that spreadsheets take for a formula (OWASP, CSV injection)."""


class _Counted(io.RawIOBase):
    """A file that knows how many bytes went into it, and their SHA-256."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self.bytes, self.sha256 = 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sha256.update(data)
        self.bytes += len(data)
        return self._file.write(data)

    def close(self) -> None:
        if not self._file.closed:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        super().close()


class File:
    """A file of lines, gzipped. The same lines give the same bytes: neither name nor time goes into the header."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counted = _Counted(path)
        self._zipped = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._counted, mtime=0)
        self._text = io.TextIOWrapper(self._zipped, encoding="utf-8", newline="")
        self.lines = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._text.close()
        self._counted.close()

    def write(self, text: str) -> None:
        """A line, with its end."""
        self._text.write(text)
        self.lines += 1

    def described(self) -> dict[str, Any]:
        """What the manifest says of it. Once it is closed."""
        return {
            "name": self._path.name,
            "media_type": "application/gzip",
            "bytes": self._counted.bytes,
            "sha256": self._counted.sha256.hexdigest(),
            "lines": self.lines,
        }


class Lines(File):
    """JSON Lines."""

    def add(self, line: Mapping[str, Any]) -> None:
        self.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


class Table(File):
    """CSV (RFC 4180): a heading, then a row each. Lists of words have a semicolon between them, all else that nests is JSON."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        super().__init__(path)
        self._columns = list(columns)
        self._writer = csv.writer(self)
        self._writer.writerow(self._columns)

    def add(self, body: Mapping[str, Any]) -> None:
        self._writer.writerow([cell(body.get(name)) for name in self._columns])


def cell(value: Any) -> str | int | float:
    """A value as a cell of a table that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and all(isinstance(each, str) and ";" not in each for each in value):
        value = ";".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULAS) else text
