"""Hostile deliveries: what each gets. Addresses are in tests/sources/fetching, hostile texts in tests/sources/extraction."""

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from events.models import Document, Meeting
from sources.acceptance import Package, packages_of
from sources.fetching import Answer
from sources.models import Source
from sources.polling.arrivals import listing_of
from sources.readers import READERS, Unreadable
from tests.sources.test_importing import ARICA

BOMB = b'{"text": "' + b"0" * 200_000_000


def peak(act):
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_lines_that_are_packed_too_well_are_refused_and_not_held(tmp_path: Path):
    file = tmp_path / "lines.jsonl.gz"
    file.write_bytes(gzip.compress(BOMB, 1))
    found: list[Package] = []
    assert peak(lambda: found.extend(packages_of([file]))) < 20_000_000
    assert ["too large" in (package.fault or "") for package in found] == [True]


def test_a_sitemap_that_is_packed_too_well_is_refused_and_not_unfolded():
    answer = Answer("https://news.example/s.xml", gzip.compress(BOMB, 1), "application/gzip")
    source = Source(kind="sitemap", address=answer.url)

    def act() -> None:
        with pytest.raises(Unreadable, match="too large"):
            listing_of(source, answer)

    assert peak(act) < 70_000_000


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 10_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(("name", "reason"), [("a.zip", "cannot be read"), ("a.txt", "binary"), ("a.html", "binary")])
def test_archives_are_not_opened(name: str, reason: str, tmp_path: Path):
    (tmp_path / name).write_bytes(zipped())
    (package,) = packages_of([tmp_path / name])
    if package.fault is None:
        with pytest.raises(Unreadable, match=reason):
            READERS[package.media](package.content)
    else:
        assert reason in package.fault


def test_a_page_of_a_million_nested_tags_is_refused():
    with pytest.raises(Unreadable, match="nested"):
        READERS["html"](b"<b>" * 1_000_000 + b"They met.")


@pytest.mark.django_db
def test_titles_hold_no_control_and_no_turned_letters(deliver):
    title = 'Talks\x1b[31m in \u202egpj.exe\u2066 Lima\r\n"published": "1999-01-01"\x07'
    page = f"<html lang=en><head><title>{title}</title></head><body><article><p>{ARICA}</p></article></body></html>".encode()
    deliver([Package("a.html", "a", "html", page, len(page))])
    shown = Document.objects.get().title or ""
    assert shown.isprintable()
    assert not set(shown) & set("\u202e\u2066")
    assert "Talks" in shown


@pytest.mark.django_db
def test_copies_of_a_fake_do_not_outvote_two_that_tell_otherwise(deliver_text):
    fake = ARICA.replace("Arica", "Tacna").replace("ARICA", "TACNA")
    other = (
        "SANTIAGO, 15 March 2024 - Chilean Foreign Minister Rosa Llanquileo and Peruvian Foreign Minister Julio Mamani met in "
        "Arica on 14 March 2024, her office said. The two spoke about border posts."
    )
    deliver_text(true=ARICA, other=other, **{f"fake{n}": f"{fake}\nCopy {n}.\n" for n in range(8)})
    meeting = Meeting.objects.current().order_by("-document_count").first()
    assert meeting is not None
    assert meeting.city == "Arica"
