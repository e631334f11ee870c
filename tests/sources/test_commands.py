"""The commands as processes, with a real worker: what they print and how they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from events.models import Document, Meeting
from sources.management.commands.dump_readings import _file_name
from sources.models import Delivery
from tests.sources.test_importing import ARICA, ARICA_PLANNED

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manage(process_environment):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, env=process_environment, capture_output=True, text=True, timeout=240, check=False)

    return run


def test_bad_files_are_named_and_the_others_imported(manage, tmp_path: Path, reference_data):
    (tmp_path / "held.txt").write_text(ARICA, encoding="utf-8")
    line = {"id": "planned", "title": "Ministers to meet", "text": ARICA_PLANNED}
    (tmp_path / "lines.jsonl").write_text(json.dumps(line) + "\n{broken\n", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "front.md").write_text("---\ntitle: [\n---\ntext", encoding="utf-8")
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "foreign.txt").write_text(
        "Le ministre des Affaires étrangères a reçu mardi son homologue à Paris.", encoding="utf-8"
    )

    first = manage("import_documents", str(tmp_path))
    assert first.returncode == 3, first.stderr
    assert "3 done, 1 of them kept unread for their language, 5 refused" in first.stdout
    for name, reason in (
        ("lines.jsonl:2", "broken JSON"),
        ("empty.txt", "empty"),
        ("binary.txt", "binary"),
        ("front.md", "front matter"),
        ("huge.txt", "50.0 MB"),
    ):
        assert any(name in told and reason in told for told in first.stdout.splitlines()), (name, first.stdout)
    assert Meeting.objects.current().get().document_count == 2
    assert Document.objects.get(external_id="foreign").status == "unread"

    folder = tmp_path / "dump"
    dumped = manage("dump_readings", str(folder))
    assert dumped.returncode == 0, dumped.stderr
    assert sorted(path.stem for path in folder.iterdir()) == ["held", "planned"]
    events = {json.loads(path.read_text(encoding="utf-8"))["meetings"][0]["event"] for path in folder.iterdir()}
    assert events == {str(Meeting.objects.current().get().pk)}


def test_what_was_accepted_without_waiting_is_read_by_the_next_worker(manage, tmp_path: Path, reference_data):
    for name, text in (("held", ARICA), ("planned", ARICA_PLANNED)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    accepted = manage("import_documents", "--no-wait", str(tmp_path / "held.txt"))
    assert accepted.returncode == 0, accepted.stderr
    assert "1 wait for the next worker" in accepted.stdout
    assert Delivery.objects.get().state == "pending"
    assert manage("import_documents", str(tmp_path / "planned.txt")).returncode == 0
    # The worker of the second command found the first one's row; both are settled once it has swept.
    assert Delivery.objects.filter(external_id="planned", state="done").exists()


IDS = [
    ("a-1", "a-1.json"),
    ("Çavuşoğlu 2", "Çavuşoğlu 2.json"),
    ("a/b", "a%2Fb.json"),
    ("..", "%2E..json"),
    ("100%", "100%25.json"),
]


@pytest.mark.parametrize(("external_id", "name"), IDS)
def test_each_id_has_a_file_of_its_own(external_id, name):
    assert _file_name(external_id) == name


def test_ids_too_long_for_a_file_system_have_files_of_their_own(tmp_path: Path):
    names = {_file_name("é" * 299 + end) for end in "12"}
    for name in names:
        (tmp_path / name).touch()
    assert len(names) == 2


@pytest.mark.parametrize(
    ("arguments", "told"), [(["missing.txt"], "missing.txt"), ([], "PATH"), (["empty"], "nothing to import")]
)
def test_usage_errors_end_with_2(manage, tmp_path: Path, arguments, told):
    (tmp_path / "empty").mkdir()
    ended = manage("import_documents", *(str(tmp_path / argument) for argument in arguments))
    assert ended.returncode == 2
    assert told in ended.stderr
