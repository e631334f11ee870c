"""Under which user postgres runs, since it refuses to run as root, and what that user can reach."""

import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.embedded.places import EmbeddedServerError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """A user that root lends to postgres."""

    name: str
    uid: int
    gid: int

    def assume(self) -> None:
        """Become this user for good (in a child process)."""
        os.setgroups([])
        os.setgid(self.gid)
        os.setuid(self.uid)

    def can(self, check: Callable[[], object]) -> bool:
        """Whether `check` succeeds for this user, tried for real in a forked child."""
        child = os.fork()
        if child == 0:
            try:
                self.assume()
                os._exit(0 if check() is not False else 1)
            except BaseException:
                os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def account_for(cluster: Path) -> Account | None:
    """The user for postgres: None (ourselves), or, for root, the owner of the cluster or an unprivileged user.

    Raises EmbeddedServerError where root has no such user or may not become it.
    """
    if os.geteuid() != 0:
        return None
    owner = cluster.stat().st_uid if cluster.exists() else 0
    name = os.environ.get("EMBEDDED_POSTGRES_USER") or UNPRIVILEGED
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(name)
    except KeyError as error:
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and the user {owner or name!r} does not exist here: create it, name "
            "another in EMBEDDED_POSTGRES_USER, run as an ordinary user, or set DATABASE_URL to a server of your own."
        ) from error
    if entry.pw_uid == 0:
        raise EmbeddedServerError("EMBEDDED_POSTGRES_USER must name an unprivileged user: PostgreSQL refuses root.")
    account = Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    if not account.can(lambda: True):
        raise EmbeddedServerError(
            f"Root may not become the user {account.name!r} here (a container without that right?): run as an "
            "ordinary user, or set DATABASE_URL to a server of your own."
        )
    return account


def can_enter(folder: Path, account: Account | None) -> bool:
    return account is None or account.can(lambda: os.chdir(folder))
