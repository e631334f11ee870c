"""How manage.py runs a command: with the embedded server up, migrated and given the reference data where it needs that."""

import os
import signal
import sys
import traceback
import warnings

from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands
from django.db import OperationalError

from config.embedded.places import EmbeddedServerError

OK, CRASH, USAGE = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
UNHEARD = 128 + signal.SIGPIPE

WITHOUT_DATABASE = {
    "help", "version", "check", "collectstatic", "findstatic", "compilemessages", "makemessages", "diffsettings",
    "makemigrations", "squashmigrations", "optimizemigration", "spectacular", "startapp", "startproject", "testserver",
    "sendtestemail", "run",
}  # fmt: skip
"""Commands that start no server; `run` sees to it itself."""
WITHOUT_PREPARATION = {
    "migrate", "prepare", "showmigrations", "sqlmigrate", "sqlflush", "sqlsequencereset", "flush", "dbshell", "inspectdb",
    "test",
}  # fmt: skip
"""Commands that act on the schema as they find it, or bring it about."""


def main(arguments: list[str]) -> int:
    """Run a command. Returns 0, 1 for a crash, 2 for a usage error; commands exit with 3 where something was refused.

    Whoever reads the output may have enough before its end, as `head` does: that is no fault.
    """
    try:
        try:
            return _run(arguments)
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left at its own end
        return UNHEARD


def _run(arguments: list[str]) -> int:
    command = arguments[1] if len(arguments) > 1 else "help"
    try:
        import django

        django.setup()
        if command not in get_commands() and command not in {"--help", "-h", "--version", "help", "version"}:
            print(f"manage.py: unknown command {command!r}; `manage.py help` lists them", file=sys.stderr)
            return USAGE
        if _needs_server(command, arguments[2:]):
            return _run_with_server(command, arguments)
        # Without a server the history cannot be compared, which is a warning only.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        ManagementUtility(arguments).execute()
    except (ImproperlyConfigured, EmbeddedServerError) as error:
        print(f"manage.py {command}: {error}", file=sys.stderr)
        return CRASH
    except KeyboardInterrupt:
        return INTERRUPTED
    return OK


def _needs_server(command: str, options: list[str]) -> bool:
    if command.startswith("-") or "--help" in options or "-h" in options:
        return False
    return command not in WITHOUT_DATABASE or (command == "check" and "--database" in options)


def _run_with_server(command: str, arguments: list[str]) -> int:
    from django.conf import settings

    from config.serving import ensure_server, prepare_database, release_server

    # A command in the background of a shell inherits SIGINT ignored; both signals end it in an orderly way.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        ensure_server()
        try:
            # An external database is migrated when somebody says so: `manage.py prepare`, or `run`.
            if settings.EMBEDDED_DATABASE and command not in WITHOUT_PREPARATION:
                prepare_database(reference_data=True)
            ManagementUtility(arguments).execute()
        except OperationalError as error:
            if os.environ.get("DEBUG"):
                traceback.print_exc()
            print(f"manage.py {command}: the database failed: {str(error).strip()}", file=sys.stderr)
            return CRASH
    finally:
        release_server()
    return OK


def _on_terminate(number: int, frame: object) -> None:
    sys.exit(128 + number)
