"""Bytes of many makes into drafts: what they tell of themselves is taken as written, never as a programming language sees it."""

from datetime import date

import pytest

from sources.readers import READERS, Unreadable, storable

FRONT = [
    ("language: no", "language", "no"),
    ("title: 1984", "title", "1984"),
    ("title: Yes", "title", "Yes"),
    ("title: ~", "title", None),
    ("published: 2023-04-25", "published", date(2023, 4, 25)),
    ("published: 2023-04-25T23:30:00+03:00", "published", date(2023, 4, 25)),
    ("date: 2023-4-5 10:00:00", "published", date(2023, 4, 5)),
    ("published: ''\ndate: 2023-04-25", "published", date(2023, 4, 25)),
]


@pytest.mark.parametrize(("front", "name", "value"), FRONT)
def test_front_matter(front, name, value):
    draft = READERS["markdown"](f"---\r\n{front}\r\n---\r\nThe ministers met.\r\n".encode())
    assert getattr(draft.given, name) == value
    assert draft.text == "The ministers met.\r\n"


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "utf-16", "idna", "punycode", "hex", "no-such"])
def test_a_page_that_declares_what_no_page_is_written_in_is_read_as_if_it_declared_nothing(charset):
    article = "<p>The ministers of the two countries met in the city on Tuesday to talk about trade. \\ud800 +2AA-</p>" * 3
    page = f'<html><head><meta charset="{charset}"></head><body><article>{article}</article></body></html>'
    draft = READERS["html"](page.encode())
    assert storable(draft.text)
    assert "The ministers of the two countries met" in draft.text


@pytest.mark.parametrize("charset", ["cp1254", "windows-1251", "windows-1250", "koi8-r", "iso-8859-1"])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_page_is_written_in_beats_what_it_declares(charset, written):
    words = "Ayşe Öğüt, Марта Белова and Zdeněk Malý met in the city’s old library on Tuesday."
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{words}</p></article></body></html>'
    assert words in READERS["html"](page.encode(written)).text


@pytest.mark.parametrize("charset", ["iso-8859-1", "latin1", "ISO_8859-1", "us-ascii"])
def test_a_page_that_declares_latin_1_is_read_as_browsers_read_it(charset):
    words = "“The city’s library is open,” said Tomás Arrau on Tuesday – and left."
    page = f'<html><head><meta charset="{charset}"></head><body><article><p>{words}</p></article></body></html>'
    assert words in READERS["html"](page.encode("cp1252")).text


@pytest.mark.parametrize("media", sorted(READERS))
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"\x00" * 9, b"---", b"{", b"<", b"\xf0\x9f", b"\xff" * 99]
)
def test_any_bytes_give_a_draft_or_a_reason(media, content):
    try:
        told = READERS[media](content).text
    except Unreadable as refusal:
        told = str(refusal)
    assert told
    assert storable(told)
