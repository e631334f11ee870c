"""manage.py: each command has what it needs, starts nothing else, and tells its end by its status."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import session

PROJECT = Path(__file__).resolve().parents[2]
Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="chancery-commands-"))
    folder.chmod(0o755)
    yield folder / "var"
    session.remove(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture
def manage(data_dir: Path) -> Manage:
    def call(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        own = {"DATA_DIR": str(data_dir), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings"}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=PROJECT, env=os.environ | own | changes,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    return call


def test_a_command_on_a_fresh_folder_finds_tables_and_reference_data_and_no_document(manage: Manage) -> None:
    ask = "from events.models import Country, Document; print(Country.objects.count() > 190, Document.objects.count())"
    ended = manage("shell", "--no-imports", "-c", ask)
    assert (ended.returncode, ended.stdout.strip()) == (0, "True 0"), ended.stderr


@pytest.mark.parametrize(
    "command", ["check", "makemigrations --check --dry-run", "spectacular --file /dev/null", "help", "migrate --help", "version"]
)
def test_commands_that_need_no_database_start_none(command: str, manage: Manage, data_dir: Path) -> None:
    ended = manage(*command.split())
    assert ended.returncode == 0, ended.stderr
    assert not (data_dir / "postgres").exists()
    assert "Warning" not in ended.stderr


@pytest.mark.parametrize("command", ["no_such_command", "migrate --no-such-option"])
def test_a_usage_error_has_status_2(command: str, manage: Manage, data_dir: Path) -> None:
    ended = manage(*command.split())
    assert ended.returncode == 2
    assert command.split()[-1] in ended.stderr
    assert not (data_dir / "postgres" / "cluster").exists() or command.startswith("migrate")


@pytest.mark.parametrize("printed", ["print('word ' * 100_000)", "print('word'); raise SystemExit(3)", "print('word')"])
def test_output_that_nobody_reads_to_its_end_is_no_fault(printed: str, data_dir: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    own = {"DATA_DIR": str(data_dir), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "config.settings"}
    run = f"import sys, config.commands as c; c._run = lambda _: exec({printed!r}) or 0; sys.exit(c.main(['-', 'imports']))"
    ended = subprocess.run(
        [sys.executable, "-c", run], cwd=PROJECT, env=os.environ | own, stdout=writing, stderr=subprocess.PIPE, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_a_crash_has_status_1_and_leaves_no_server(manage: Manage, data_dir: Path) -> None:
    ended = manage("shell", "--no-imports", "-c", "raise RuntimeError('as wanted')")
    assert ended.returncode == 1
    assert "as wanted" in ended.stderr
    assert not session.is_running(data_dir)


def test_a_folder_that_cannot_be_made_is_named(manage: Manage, data_dir: Path) -> None:
    data_dir.parent.joinpath("file").write_text("")
    ended = manage("showmigrations", DATA_DIR=str(data_dir.parent / "file" / "var"), SECRET_KEY="x")
    assert ended.returncode == 1
    assert str(data_dir.parent / "file") in ended.stderr
    assert "set DATA_DIR" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_unreachable_external_database_is_told_in_a_line(manage: Manage) -> None:
    ended = manage("showmigrations", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert ended.returncode == 1
    assert "the database failed" in ended.stderr
    assert "Traceback" not in ended.stderr
