"""Decompression as the bytes come, so that no more is unpacked than is allowed; and the charset that a host tells."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable, Iterator

from sources.charsets import MARKS, codec_of
from sources.fetching.errors import BadAnswer, TooLarge

ENCODINGS = "gzip, deflate"


def decompressed(chunks: Iterable[bytes], encoding: str | None, most: int) -> Iterator[bytes]:
    """The body after its Content-Encoding is undone. `TooLarge` once `most` bytes of it are given and there are more."""
    named = (encoding or "identity").strip().lower()
    if named == "identity":
        yield from chunks
        return
    if named not in {"gzip", "x-gzip", "deflate"}:
        raise BadAnswer(f"the body is packed as {named[:40]!r}, which was not asked for")
    got = 0
    try:
        for piece in _inflated(chunks, raw=named == "deflate", most=most + 1):
            yield piece[: most - got]
            got += len(piece)
            if got > most:
                raise TooLarge(f"more than {most:,} bytes once it is unpacked")
    except zlib.error as error:
        raise BadAnswer(f"the body is no {named}: {error}") from error


def _inflated(chunks: Iterable[bytes], raw: bool, most: int) -> Iterator[bytes]:
    """Pieces of at most `most` bytes. A gzip body may have several members; deflate may have its header or not."""
    unpack = None
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpack is None:
                headless = raw and (rest[0] & 0x0F) != 8
                unpack = zlib.decompressobj(-zlib.MAX_WBITS if headless else zlib.MAX_WBITS + 32)
            yield unpack.decompress(rest, most)
            rest = unpack.unconsumed_tail
            if unpack.eof:
                rest = unpack.unused_data.lstrip(b"\x00")
                unpack = None
    if unpack is not None:
        raise BadAnswer("the body ends in the middle of what was packed")


def in_utf8(body: bytes, charset: str | None) -> bytes:
    """The body as UTF-8 with its mark where the host names another charset that fits; a mark of its own beats that."""
    name = None if charset is None or body.startswith(MARKS) else codec_of(charset)
    if name in (None, "utf-8"):
        return body
    try:
        return codecs.BOM_UTF8 + body.decode(name).encode("utf-8")
    except (LookupError, UnicodeError, ValueError):
        return body  # what it says of itself does not hold: left to the reader, who looks at the bytes
