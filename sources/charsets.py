"""What the labels of charsets mean, whether a host or a page gives them."""

import codecs

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Byte order marks: what begins with one is written so, whatever else it is said to be (HTML, 13.2.3.2)."""

# Labels whose charset is read as the larger one that browsers take them for (WHATWG Encoding): pages are written for those.
_MEANT = {"iso8859-1": "cp1252", "iso8859-9": "cp1254"}
# Python's codecs that are no charsets of pages, or that mean other things than their names say.
_NO_CHARSETS = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})


def codec_of(label: str) -> str | None:
    """The name of Python's codec for the label; None where it is none that pages are written in."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else _MEANT.get(name, name)
