"""One PostgreSQL cluster: made, started, stopped."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

from config.embedded import binaries, shelf
from config.embedded.accounts import Account, account_for, can_enter
from config.embedded.places import DATABASE, PORT, ROLE, EmbeddedServerError, Places

MAJOR = "18"
START_SECONDS = 60.0
"""For a start; a crash recovery is waited for as long as the server still reports that it works on it."""
FAST_STOP_SECONDS = 20.0
HARD_STOP_SECONDS = 5.0
STOPPING = (
    (signal.SIGINT, FAST_STOP_SECONDS),
    (signal.SIGQUIT, HARD_STOP_SECONDS),
    (signal.SIGKILL, HARD_STOP_SECONDS),
)
LOG_BYTES = 10_000_000
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# What a start says when the last server's processes are still on their way out.
NOT_YET_GONE = ("pre-existing shared memory block", "lock file", "could not bind Unix address")

MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
"""Bytes that the machine has."""
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}
"""For tests alone: their data outlives killed processes but need not outlive the machine."""


def buffers() -> str:
    """What the server keeps of what is read often: as EMBEDDED_POSTGRES_BUFFERS says, or an eighth of the memory, at most 1 GB.

    Taken as it fills. Whoever empties tables all the time (tests) is faster with little, for all of it is looked through.
    """
    own = os.environ.get("EMBEDDED_POSTGRES_BUFFERS") or f"{min(max(MEMORY // 8 >> 20, 128), 1024)}MB"
    if not re.fullmatch(r"[1-9]\d{0,5}MB", own):
        raise EmbeddedServerError(f"EMBEDDED_POSTGRES_BUFFERS is {own!r}: write megabytes, such as 512MB.")
    return own


@dataclass(frozen=True)
class Cluster:
    """Where a cluster lies, who runs it, with which programs."""

    places: Places
    path: Path
    account: Account | None
    programs: Path
    durable: bool

    def ensure_made(self) -> None:
        """Make the cluster with its database, all or nothing: it is renamed into place when it is complete."""
        if self.path.exists():
            self._check_version()
            return
        draft = self.path.with_name("cluster.new")
        shutil.rmtree(draft, ignore_errors=True)  # what a killed start left
        draft.mkdir(mode=0o700, parents=True)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        self._run(
            "initdb", f"--pgdata={draft}", f"--username={ROLE}", "--encoding=UTF8", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=reject", "--no-instructions", "--no-sync",
        )  # fmt: skip
        self._run(
            "postgres", "--single", "-D", str(draft), "-c", "fsync=off", "postgres",
            statements=f"CREATE DATABASE {DATABASE};\n",
        )  # fmt: skip
        if self.durable:
            self._run("initdb", f"--pgdata={draft}", "--sync-only")
        draft.rename(self.path)

    def _check_version(self) -> None:
        try:
            version = (self.path / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError as error:
            raise EmbeddedServerError(
                f"{self.path} is not a PostgreSQL cluster: move it away, or set DATA_DIR to another folder."
            ) from error
        except PermissionError as error:
            raise EmbeddedServerError(
                f"{self.path} belongs to another user: run as that user, or set DATA_DIR to another folder."
            ) from error
        if version != MAJOR:
            raise EmbeddedServerError(
                f"{self.path} was made by PostgreSQL {version}, this is {MAJOR}: move it away and import anew, or dump "
                f"it with PostgreSQL {version} and load it here."
            )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it accepts connections."""
        self.await_predecessor()
        self._make_socket_dir()
        settings = SETTINGS | {"unix_socket_directories": str(self.places.socket_dir), "port": str(PORT)}
        settings["shared_buffers"] = buffers()
        if not self.durable:
            settings |= NOT_DURABLE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        deadline = time.monotonic() + START_SECONDS
        while True:
            with _open_log(self.places.server_log) as log:
                begin = log.tell()
                process = subprocess.Popen(
                    [self.programs / "postgres", "-D", str(self.path), *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment(), cwd="/",
                    preexec_fn=self._as_child(signal.SIGINT),
                )  # fmt: skip
            if self._is_ready(process, deadline):
                return process
            said = _said(self.places.server_log, begin)
            if any(reason in said for reason in NOT_YET_GONE) and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise EmbeddedServerError(_diagnosis("PostgreSQL did not start", said, self.path))

    def _is_ready(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        """Wait for the status that the postmaster writes into its pid file; False if it ended instead."""
        while process.poll() is None:
            pid, status = self._postmaster()
            if pid == process.pid and status == "ready":
                return True
            if time.monotonic() > deadline and status != "starting":
                process.kill()
                process.wait()
                return False
            time.sleep(0.01)
        return False

    def _postmaster(self) -> tuple[int, str]:
        """Process id and status (line 8) in postmaster.pid; (0, "") without one."""
        try:
            lines = (self.path / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
        except (FileNotFoundError, IndexError, ValueError):
            return 0, ""

    def await_predecessor(self) -> None:
        """See a server off that outlived its supervisor, and clear away the pid file of one that was killed."""
        pid, _ = self._postmaster()
        if not pid:
            return
        for order, patience in ((None, HARD_STOP_SECONDS), *STOPPING):
            deadline = time.monotonic() + patience
            if order and self._is_own_postmaster(pid):
                os.kill(pid, order)
            while self._is_own_postmaster(pid):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05)
            else:
                break
        else:
            raise EmbeddedServerError(f"The PostgreSQL server {pid} on {self.path} does not stop: end it (kill {pid}).")
        # The number may since belong to some other process, at which postgres would refuse to start.
        (self.path / "postmaster.pid").unlink(missing_ok=True)

    def _is_own_postmaster(self, pid: int) -> bool:
        import psutil  # rarely needed, and slow to import

        try:
            process = psutil.Process(pid)
            return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == Path(os.path.realpath(self.path))
        except psutil.Error:
            return False

    def _make_socket_dir(self) -> None:
        """A folder that only the cluster's user can enter; its place is public, so it is not taken on trust."""
        folder = self.places.socket_dir
        uid = self.account.uid if self.account else os.geteuid()
        if folder.is_dir() and not folder.is_symlink() and os.geteuid() in {0, folder.stat().st_uid}:
            shutil.rmtree(folder)
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            raise EmbeddedServerError(
                f"{folder}, the folder for the database's socket, cannot be created ({error.strerror}): if it belongs "
                "to another user, remove it."
            ) from error
        os.chown(folder, uid, self.account.gid if self.account else os.getegid())

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Fast shutdown, then harder."""
        for order, patience in STOPPING:
            if process.poll() is not None:
                break
            process.send_signal(order)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        shutil.rmtree(self.places.socket_dir, ignore_errors=True)

    def _run(self, *command: str, statements: str = "") -> None:
        ended = subprocess.run(
            [self.programs / command[0], *command[1:]], input=statements.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env=_environment(), cwd="/", check=False,
            preexec_fn=self._as_child(signal.SIGKILL),
        )  # fmt: skip
        said = ended.stdout.decode(errors="replace")
        # A single-user server ends well even when its statement failed.
        if ended.returncode or (statements and ("ERROR:" in said or "FATAL:" in said)):
            raise EmbeddedServerError(_diagnosis(f"{command[0]} failed", said, self.path))

    def _as_child(self, at_our_death: signal.Signals) -> Callable[[], None]:
        """What a child does before it becomes its program: be its user, and get a signal should we die."""
        parent = os.getpid()

        def become() -> None:
            if self.account:
                self.account.assume()
            if sys.platform == "linux":
                # After the change of user, which would undo it.
                LIBC.prctl(PR_SET_PDEATHSIG, int(at_our_death))
                if os.getppid() != parent:
                    os._exit(1)
            os.umask(0o077)

        return become


def locate(places: Places, *, durable: bool) -> Cluster:
    """Where the cluster of this DATA_DIR lies or is to lie: in it, or, where its user cannot enter that, on the shelf."""
    path = places.cluster
    if places.location.exists():
        named = Path(places.location.read_text(encoding="utf-8").strip()) / "cluster"
        # A start that was killed may have named a folder and not made it.
        path = named if named.parent.is_dir() else path
    account = account_for(path)
    if path == places.cluster and not can_enter(places.root, account):
        if path.exists():
            raise EmbeddedServerError(
                f"The database lies in {path}, which its user {account.name if account else '?'!r} can no longer enter: "
                "let others enter the folders above it again (chmod o+x)."
            )
        path = shelf.place_for(places, account)
    if os.geteuid() == 0:
        shelf.prune(path.parent)
    return Cluster(places, path, account, binaries.runnable(account, shelf.SHELF), durable)


def _environment() -> dict[str, str]:
    """Ours without what would steer PostgreSQL or its messages, which are read here."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return own | {"LC_ALL": "C.UTF-8"}


def _open_log(path: Path) -> BufferedWriter:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    log = path.open("ab")
    log.seek(0, os.SEEK_END)
    return log


def _said(path: Path, begin: int) -> str:
    with path.open("rb") as log:
        log.seek(begin)
        return log.read().decode(errors="replace")


def _diagnosis(what: str, said: str, where: Path) -> str:
    tail = "\n".join("  " + line for line in said.strip().splitlines()[-12:])
    if "No space left on device" in said:
        return f"{what}: the disk that holds {where} is full; make room and start again.\n{tail}"
    if "Permission denied" in said:
        return f"{what}: its user may not read or write {where} or what lies above it.\n{tail}"
    return f"{what}:\n{tail}"
