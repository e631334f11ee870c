"""What files and folders give: every odd one is named, none stops the others or hangs."""

import json
import os
from pathlib import Path

import pytest

from sources.acceptance import accept, open_import, packages_of, shown
from sources.models import Delivery


def test_odd_files_are_named_and_the_others_taken(tmp_path: Path):
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "blank.jsonl").write_text("\n \r\n\n")
    told = {package.external_id: package.fault for package in packages_of([tmp_path])}
    assert set(told) == {"a", "gone", "loop", "pipe", "blank"}
    assert told.pop("a") is None
    assert all(told.values())


@pytest.mark.django_db
def test_names_that_are_no_text_are_kept_as_text(tmp_path: Path):
    for name in (b"caf\xe9.txt", b"two\nlines.txt", b"\x1b[31mred.txt", "Çavuşoğlu 2.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("words")
    list(accept(batch=open_import(origin=os.fsdecode(b"caf\xe9.txt")), packages=packages_of([tmp_path])))
    ids = set(Delivery.objects.values_list("external_id", flat=True))
    assert ids == {"caf\\udce9", "two\\nlines", "\\x1b[31mred", "Çavuşoğlu 2"}


@pytest.mark.django_db
def test_long_ids_that_differ_at_their_ends_stay_different(tmp_path: Path):
    lines = [json.dumps({"id": "https://example.org/" + "a" * 400 + end, "text": "x"}) for end in "12"]
    (tmp_path / "lines.jsonl").write_text("\n".join(lines))
    list(accept(batch=open_import(origin="test"), packages=packages_of([tmp_path])))
    ids = set(Delivery.objects.values_list("external_id", flat=True))
    assert len(ids) == 2
    assert all(len(external_id) == 300 for external_id in ids)


@pytest.mark.django_db
def test_reasons_that_quote_a_file_are_kept_as_text_and_the_files_beside_it_come_in(tmp_path: Path):
    (tmp_path / "bad.csv").write_bytes("a\x00b,\x1b[31mred\u202e\n1,2\n".encode())
    (tmp_path / "good.txt").write_text("words")
    list(accept(batch=open_import(origin="test"), packages=packages_of([tmp_path])))
    bad, good = Delivery.objects.order_by("external_id")
    assert (bad.state, good.state) == ("refused", "pending")
    assert bad.reason is not None
    assert "there are a\\x00b, \\x1b[31mred\\u202e. Map one" in bad.reason
    assert bad.document is not None
    assert bad.document.reason == bad.reason


@pytest.mark.parametrize(
    ("name", "expected"), [("a b", "a b"), ("a\x00b", "a\\x00b"), ("\u202egpj", "\\u202egpj"), ("é\u00a0è", "é\u00a0è")]
)
def test_what_is_shown_of_a_name(name, expected):
    assert shown(name) == expected
