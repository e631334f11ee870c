"""The supervisor: the process between the commands on one DATA_DIR and their PostgreSQL server.

It starts postgres, starts it again should it die, and stops it when nobody holds the users' lock any more, when DATA_DIR
is taken away, or at SIGTERM. Should it be killed itself, the kernel tells postgres to stop.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path
from subprocess import Popen

from config.embedded.cluster import Cluster, locate
from config.embedded.locks import FileLock
from config.embedded.places import EmbeddedServerError, Places, write_state

LOOK_SECONDS = 0.5
"""Between two looks at postgres and at DATA_DIR."""
OTHERS_LOOK_SECONDS = 2.0
"""For commands that only look whether the supervisor's lock is held, and so hold it for a moment."""
RESTARTS = 5
RESTART_SECONDS = 60.0
"""More than RESTARTS deaths of postgres within this time, and the supervisor gives up."""


class Supervisor:
    """Holds one server up for as long as it has users."""

    def __init__(self, places: Places, *, durable: bool) -> None:
        self.places = places
        self.durable = durable
        self.users = FileLock(places.users_lock)
        self.unused = threading.Event()
        self.told_to_stop = False

    def run(self) -> int:
        """Serve until unused. Returns 0, or 1 after a fault, which the state file tells to those who wait."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        write_state(self.places, "starting", pid=os.getpid())
        cluster: Cluster | None = None
        process: Popen[bytes] | None = None
        try:
            cluster = locate(self.places, durable=self.durable)
            cluster.ensure_made()
            process = cluster.start()
            threading.Thread(target=self._await_last_user, daemon=True).start()
            process = self._serve(cluster, process)
        except (EmbeddedServerError, OSError) as error:
            print(f"{_now()} {error}", file=sys.stderr, flush=True)
            self._say("failed", str(error))
            return 1
        finally:
            if cluster and process:
                cluster.stop(process)
        return 0

    def _serve(self, cluster: Cluster, process: Popen[bytes]) -> Popen[bytes]:
        self._say("ready", pid=os.getpid(), postgres=process.pid)
        deaths: list[float] = []
        while not self.unused.wait(LOOK_SECONDS) and not self.told_to_stop and self.users.is_current():
            if process.poll() is None:
                continue
            deaths = [death for death in deaths if time.monotonic() - death < RESTART_SECONDS] + [time.monotonic()]
            if len(deaths) > RESTARTS:
                raise EmbeddedServerError(
                    f"PostgreSQL died {len(deaths)} times within {RESTART_SECONDS:.0f} s; see {self.places.server_log}."
                )
            print(f"{_now()} postgres ended with {process.returncode}; starting it again", file=sys.stderr, flush=True)
            self._say("starting", pid=os.getpid())
            process = cluster.start()
            self._say("ready", pid=os.getpid(), postgres=process.pid)
        self._say("stopping", pid=os.getpid())
        return process

    def _say(self, status: str, message: str = "", **facts: int) -> None:
        if self.users.is_current():
            write_state(self.places, status, message, **facts)

    def _await_last_user(self) -> None:
        self.users.wait_exclusive()
        self.unused.set()

    def _on_stop(self, number: int, frame: object) -> None:
        self.told_to_stop = True


def main(arguments: list[str]) -> int:
    """Supervise the server of the DATA_DIR given as the first argument; `--not-durable` as the second is for tests."""
    places = Places(Path(arguments[0]))
    os.chdir("/")
    with FileLock(places.supervisor_lock) as own:
        try:
            own.exclusive(OTHERS_LOOK_SECONDS)
        except EmbeddedServerError:
            return 0  # another supervisor lives
        supervisor = Supervisor(places, durable="--not-durable" not in arguments[1:])
        status = supervisor.run()
        # Own lock first: whoever gets the users' lock next must find no supervisor.
        own.close()
        supervisor.users.close()
        return status


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
