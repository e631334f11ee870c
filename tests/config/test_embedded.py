"""The embedded PostgreSQL: shared by the commands on one DATA_DIR, stopped by the last, and hard to break."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from config.embedded import session, shelf
from config.embedded.places import EmbeddedServerError, Places
from tests.config.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
# Uses a server until its input ends, as any command does for its life.
USER = (
    "import sys; from pathlib import Path; from config.embedded import session;"
    "session.acquire(Path(sys.argv[1]), durable=False); print('ready', flush=True);"
    "sys.stdin.read(); session.release_all()"
)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
NOBODY = pwd.getpwnam("nobody")
AS_NOBODY: dict[str, Any] = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []}


class User:
    """A process that uses the server of a DATA_DIR."""

    def __init__(self, data_dir: Path, python: str = sys.executable, **options: Any) -> None:
        self.process = subprocess.Popen(
            [python, "-c", USER, str(data_dir)], cwd=PROJECT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def wait_ready(self) -> "User":
        assert self.process.stdout
        if self.process.stdout.readline() != "ready\n":
            raise AssertionError(self.process.communicate()[1])
        return self

    def leave(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, outside pytest's own closed one."""
    path = Path(tempfile.mkdtemp(prefix="chancery-embedded-"))
    path.chmod(0o755)
    yield path
    for lock in list(path.glob("*/postgres/users.lock")):
        session.remove(lock.parents[1])
    shutil.rmtree(path)


@pytest.fixture
def use(folder: Path) -> Iterator[Callable[..., User]]:
    users: list[User] = []

    def start(name: str = "var", **options: Any) -> User:
        users.append(User(folder / name, **options))
        return users[-1]

    yield start
    for user in users:
        if user.process.poll() is None:
            user.process.communicate(timeout=60)
        for pipe in (user.process.stdin, user.process.stdout, user.process.stderr):
            assert pipe
            pipe.close()


def ask(data_dir: Path, statement: LiteralString) -> object:
    with psycopg.connect(make_conninfo(**session.conninfo(data_dir)), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def state(data_dir: Path) -> dict[str, Any]:
    return dict(json.loads(Places(data_dir).state.read_text()))


def is_gone(pid: int) -> bool:
    """Whether the process has ended, its parent having been told of it or not."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_the_second_user_shares_the_server_and_the_last_one_stops_it(folder: Path, use: Callable[..., User]) -> None:
    first = use().wait_ready()
    postgres = state(folder / "var")["postgres"]
    ask(folder / "var", "CREATE TABLE kept (word text)")
    second = use().wait_ready()
    assert state(folder / "var")["postgres"] == postgres
    first.leave()
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0
    second.leave()
    # The last one waited for it.
    assert is_gone(postgres)
    assert not Places(folder / "var").socket_dir.exists()
    use().wait_ready()
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0


def test_many_at_once_on_a_fresh_folder_start_one_server(folder: Path, use: Callable[..., User]) -> None:
    users = [use() for _ in range(5)]
    for user in users:
        user.wait_ready()
    assert len([p for p in psutil.process_iter(["cmdline"]) if str(folder / "var") in (p.info["cmdline"] or [])
                and "config.embedded" in p.info["cmdline"]]) == 1  # fmt: skip
    for user in users:
        assert user.process.stdin
        user.process.stdin.close()
    for user in users:
        assert user.process.wait(60) == 0
    assert not session.is_running(folder / "var")


def test_two_folders_have_two_servers(folder: Path, use: Callable[..., User]) -> None:
    use("one").wait_ready()
    use("two").wait_ready()
    ask(folder / "one", "CREATE TABLE only_here (word text)")
    assert ask(folder / "two", "SELECT to_regclass('only_here')") is None


def test_the_server_knows_the_letters_of_all_alphabets(folder: Path, use: Callable[..., User]) -> None:
    use().wait_ready()
    ask(folder / "var", "CREATE EXTENSION pg_trgm")
    assert ask(folder / "var", "SELECT similarity('Çavuşoğlu', 'Çavuşoğlu')") == 1
    assert ask(folder / "var", "SELECT lower('МОСКВА') || lower('Ç')") == "москваç"
    assert ask(folder / "var", "SHOW listen_addresses") == ""


def test_a_killed_postgres_is_started_again(folder: Path, use: Callable[..., User]) -> None:
    use().wait_ready()
    ask(folder / "var", "CREATE TABLE kept (word text)")
    before = state(folder / "var")["postgres"]
    kill(before)
    wait_until(lambda: state(folder / "var").get("postgres") not in (before, None), "a new postgres")
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0


def test_a_killed_supervisor_takes_postgres_along_and_the_next_command_starts_both(
    folder: Path, use: Callable[..., User]
) -> None:
    first = use().wait_ready()
    before = state(folder / "var")
    ask(folder / "var", "CREATE TABLE kept (word text)")
    kill(before["pid"])
    use().wait_ready()
    assert state(folder / "var")["pid"] != before["pid"]
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0
    assert is_gone(before["postgres"])
    first.leave()
    assert session.is_running(folder / "var")


def test_everything_killed_at_once_leaves_nothing_broken(folder: Path, use: Callable[..., User]) -> None:
    user = use().wait_ready()
    ask(folder / "var", "CREATE TABLE kept (word text)")
    before = state(folder / "var")
    for pid in (before["pid"], before["postgres"], user.process.pid):
        kill(pid)
    use().wait_ready()
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0


def test_a_killed_last_user_still_stops_the_server(folder: Path, use: Callable[..., User]) -> None:
    user = use().wait_ready()
    postgres = state(folder / "var")["postgres"]
    kill(user.process.pid)
    wait_until(lambda: is_gone(postgres), "the server stopped")


def test_a_pid_file_that_names_a_stranger_does_not_stand_in_the_way(folder: Path, use: Callable[..., User]) -> None:
    use().wait_ready().leave()
    cluster = Places(folder / "var").cluster
    if not cluster.exists():
        cluster = Path(Places(folder / "var").location.read_text().strip()) / "cluster"
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **(AS_NOBODY if os.geteuid() == 0 else {}))
    try:
        # The number of the killed server, given by the system to another process of the same user.
        (cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster}\n1\n5432\n/tmp\n\n\nready\n")
        use().wait_ready()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_made_cluster_is_made_anew(folder: Path, use: Callable[..., User]) -> None:
    half = Places(folder / "var").root / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    use().wait_ready()
    assert not half.exists()


def test_a_removed_folder_ends_its_server_and_a_new_one_is_fresh(folder: Path, use: Callable[..., User]) -> None:
    use().wait_ready()
    ask(folder / "var", "CREATE TABLE gone (word text)")
    shutil.rmtree(folder / "var")
    use().wait_ready()
    assert ask(folder / "var", "SELECT to_regclass('gone')") is None


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda cluster: (cluster / "PG_VERSION").write_text("13\n"), "made by PostgreSQL 13"),
        (lambda cluster: (cluster / "PG_VERSION").unlink(), "not a PostgreSQL cluster"),
        (lambda cluster: (cluster / "postgresql.conf").write_text("no_such_setting = 1\n"), "no_such_setting"),
    ],
)
def test_a_cluster_that_cannot_start_says_why(
    folder: Path, use: Callable[..., User], damage: Callable[[Path], object], said: str
) -> None:
    use().wait_ready().leave()
    damage(Places(folder / "var").cluster)
    with pytest.raises(EmbeddedServerError, match=said):
        session.acquire(folder / "var", durable=False)


def test_the_memory_of_the_server_is_as_told(folder: Path, use: Callable[..., User], monkeypatch) -> None:
    monkeypatch.setenv("EMBEDDED_POSTGRES_BUFFERS", "plenty")
    with pytest.raises(EmbeddedServerError, match="'plenty': write megabytes"):
        session.acquire(folder / "var", durable=False)
    monkeypatch.setenv("EMBEDDED_POSTGRES_BUFFERS", "48MB")
    use().wait_ready()
    assert ask(folder / "var", "SHOW shared_buffers") == "48MB"


def open_python() -> str:
    """An interpreter like ours that everybody may run; ours may lie in root's closed home."""
    for path in (sys.executable, shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")):
        try:
            subprocess.run([str(path), "-c", ""], cwd=PROJECT, check=True, **AS_NOBODY)
        except (OSError, subprocess.SubprocessError):
            continue
        return str(path)
    pytest.skip("no interpreter here, or not this checkout, is open to an ordinary user")


@as_root
def test_an_ordinary_user_has_the_server_as_himself(folder: Path, use: Callable[..., User]) -> None:
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    packages = sysconfig.get_path("purelib")
    user = use(python=open_python(), env=os.environ | {"PYTHONPATH": f"{PROJECT}:{packages}"}, **AS_NOBODY)
    user.wait_ready()
    assert psutil.Process(state(folder / "var")["pid"]).uids().real == NOBODY.pw_uid
    # Root joins in.
    second = use().wait_ready()
    assert ask(folder / "var", "SELECT 1") == 1
    second.leave()


@as_root
def test_root_under_a_closed_folder_keeps_the_cluster_where_its_user_can_go(folder: Path, use: Callable[..., User]) -> None:
    folder.chmod(0o700)
    user = use().wait_ready()
    place = Path(Places(folder / "var").location.read_text().strip())
    assert place.parent == shelf.SHELF
    assert psutil.Process(state(folder / "var")["postgres"]).uids().real == NOBODY.pw_uid
    ask(folder / "var", "CREATE TABLE kept (word text)")
    user.leave()
    again = use().wait_ready()
    assert ask(folder / "var", "SELECT count(*) FROM kept") == 0
    again.leave()
    assert folder.stat().st_mode & 0o777 == 0o700
    # A fresh DATA_DIR means a fresh cluster, and the abandoned one goes.
    shutil.rmtree(folder / "var")
    use().wait_ready()
    assert ask(folder / "var", "SELECT to_regclass('kept')") is None
    assert not place.exists()
