"""`manage.py run`: the whole of Chancery in one command, until it is stopped."""

import io
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.admin_user import NAME, ensure_admin
from config.parent import Parent
from config.processes import Child, ProcessGivenUpError
from config.serving import ensure_server, prepare_database, release_server
from config.worker import STOP_SECONDS, beat_process, worker_process
from events.vocabulary import OPEN_STATES

DISPATCHES = settings.BASE_DIR / "seeds" / "dispatches"
READY_SECONDS = 60.0
DISPATCHES_SECONDS = 90.0
"""For reading the dispatches; what is left then is read while the web server serves."""
LOOK_SECONDS = 0.5
SERVER_LOOK_SECONDS = 2.0
WEB_STOP_SECONDS = 5.0


class Command(BaseCommand):
    help = "Runs everything: the embedded PostgreSQL, a worker, the scheduler and the web server."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.children: list[Child] = []
        signal.signal(signal.SIGINT, _interrupt)
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGHUP, _interrupt)
        try:
            self._start()
            self._watch()
        except KeyboardInterrupt:
            self._tell("Stopping.")
        except ProcessGivenUpError as error:
            raise CommandError(f"Stopped, for {error}; its messages stand above.") from error
        finally:
            self._stop()
        self._tell("Stopped.")

    def _start(self) -> None:
        _check_port(settings.BIND, settings.PORT)
        where = settings.DATA_DIR if settings.EMBEDDED_DATABASE else "the PostgreSQL of DATABASE_URL"
        self._tell(f"Database: {where}")
        ensure_server()
        prepare_database()
        self._add(worker_process())
        self._add(beat_process())
        password = ensure_admin(settings.DATA_DIR, os.environ.get("ADMIN_PASSWORD", ""))
        self._import_dispatches()
        connections.close_all()
        self.web = self._add(_web_process())
        self._await_health()
        base = f"http://{settings.BIND}:{settings.PORT}"
        self._tell(f"Chancery is at {base}/  (API {base}/api/v1/, its documentation {base}/api/docs/)")
        if password:
            self._tell(f"Admin: {base}/admin/, user {NAME}, password {password} (kept in {_kept_password()})")
        else:
            self._tell(f"Admin: {base}/admin/, user {NAME}, password in {_kept_password()}")
        self._tell("Ctrl-C stops it.")

    def _add(self, child: Child) -> Child:
        self.children.append(child)
        child.start()
        return child

    def _import_dispatches(self) -> None:
        """Where no document is stored: those of seeds/, read before the web server opens, so that it has what to show."""
        from events.models import Document
        from sources.models import Delivery

        if not DISPATCHES.is_dir() or Document.objects.exists():
            return
        self._tell("No document stored yet: importing the dispatches of seeds/")
        try:
            call_command("import_documents", str(DISPATCHES), no_wait=True, stdout=io.StringIO())
        except SystemExit as end:
            self._tell(f"Not all dispatches could be taken in (status {end.code}); the admin tells why, under Deliveries.")
        waiting = Delivery.objects.filter(state__in=OPEN_STATES)
        deadline = time.monotonic() + DISPATCHES_SECONDS
        while waiting.exists() and time.monotonic() < deadline:
            self._keep_up()
            time.sleep(0.1)
        self._tell(f"{Document.objects.count()} documents stored, {waiting.count()} still to be read")

    def _await_health(self) -> None:
        """Until the web server answers; a dead child meanwhile is started again by the usual rule."""
        deadline = time.monotonic() + READY_SECONDS
        while not _is_healthy():
            if self.web.process and self.web.process.poll() is not None:
                _check_port(settings.BIND, settings.PORT)
            self._keep_up()
            if time.monotonic() > deadline:
                raise CommandError(f"The web server does not answer within {READY_SECONDS:.0f} s.")
            time.sleep(0.1)

    def _watch(self) -> None:
        looked = time.monotonic()
        parent = Parent()
        while True:
            time.sleep(LOOK_SECONDS)
            if parent.is_stopping():
                raise KeyboardInterrupt
            if time.monotonic() - looked > SERVER_LOOK_SECONDS:
                looked = time.monotonic()
                # Starts the supervisor anew should it have been killed.
                ensure_server()
            self._keep_up()

    def _keep_up(self) -> None:
        for child in self.children:
            if child.keep_up():
                self._tell(f"The {child.name} died and was started again.")

    def _stop(self) -> None:
        """Web server, scheduler and worker in this order, and the database when we were its last user."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop(STOP_SECONDS if child.name == "worker" else WEB_STOP_SECONDS)
        release_server()

    def _tell(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _web_process() -> Child:
    return Child(
        "web server",
        [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi:application"],
    )


def _check_port(host: str, port: int) -> None:
    """Raise CommandError unless `port` can be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be listened on ({error.strerror}): stop what uses it, or set PORT= to "
                "another one, for instance `make run PORT=8001`."
            ) from error


def _is_healthy() -> bool:
    request = urllib.request.Request(f"http://{settings.BIND}:{settings.PORT}/health/")
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return bool(json.load(answer).get("status") == "ok")
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _kept_password() -> Path:
    path: Path = settings.DATA_DIR / "admin-password"
    return path
