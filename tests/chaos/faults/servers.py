"""The database: crashed, cut off, full; clocks that are wrong; two schedulers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from tests.chaos.faults import Fault
from tests.chaos.ground import Ground
from tests.chaos.processes import forget_connection, scheduler
from tests.chaos.settings import QUICK
from tests.chaos.stage import RESETS, Scene
from tests.chaos.stops import POINTS

CLOCK = Path(os.environ["DATA_DIR"]) / "clock.so"


def postgresql_crashed(scene: Scene) -> int:
    """As by `pg_ctl stop -m immediate`, at a point; its supervisor starts it again, and it recovers from its log."""
    with scene.stopped(POINTS[scene.chance.randrange(len(POINTS))]):
        postmaster = psutil.Process(scene.ground.postmaster())
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(20)
        scene.injured()
    forget_connection()
    return 1


def database_reset_again_and_again(scene: Scene) -> int:
    scene.submit()
    for _ in range(RESETS):
        scene.ground.database.cut()
        scene.wait(0.05, 0.2)
    scene.injured()
    return RESETS


def database_away(scene: Scene) -> int:
    scene.submit()
    scene.wait(0.0, 0.4)
    scene.ground.database.refuse()
    scene.wait(1.0, 3.0)
    scene.ground.database.accept()
    scene.injured()
    return 1


def backends_ended(scene: Scene) -> int:
    """`pg_terminate_backend` for all of the worker's, at a point."""
    with scene.stopped(POINTS[scene.chance.randrange(len(POINTS))]), scene.ground.connect() as database:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND application_name LIKE 'chancery%' AND pid <> pg_backend_pid()"
        )
        scene.injured()
    forget_connection()
    return 1


def disk_full(scene: Scene) -> int:
    """Not a byte is left while the story is read; then there is room again, and an editor replays what has died of it."""
    ballast = scene.ground.folder / "ballast"
    taken = scene.submit(tell=False)
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
        except OSError:
            pass
    from sources.sweeping import send

    send(taken)
    scene.wait(0.5, 2.0)
    ballast.unlink()
    scene.injured()
    return 1


def two_schedulers(scene: Scene) -> int:
    """Both keep the one plan; what waits unsaid is found by either."""
    second = scheduler(QUICK)
    second.start()
    try:
        scene.submit(tell=False)
        scene.injured()
        scene.took = scene.recover()
    finally:
        second.stop(2.0)
    return 1


def wrong_clock(scene: Scene) -> int:
    """The worker's clock is an hour off; what waits unsaid must be found all the same."""
    scene.submit(tell=scene.number % 2 == 0)
    scene.injured()
    return 1


def _off(seconds: int) -> dict[str, str]:
    return {"LD_PRELOAD": str(CLOCK), "CLOCK_OFF": str(seconds)}


def _needs_compiler(_: Ground) -> str | None:
    compiler = shutil.which("cc")
    if compiler is None:
        return "no C compiler for the clock"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", CLOCK, Path(__file__).parents[1] / "clock.c"], check=True)
    return None


def _needs_embedded(ground: Ground) -> str | None:
    return None if ground.is_embedded else "the server belongs to others"


def _needs_tmpfs(ground: Ground) -> str | None:
    return None if ground.on_tmpfs else "no disk of its own: needs root, who may mount"


SERVERS = [
    Fault("PostgreSQL crashed", postgresql_crashed, without=_needs_embedded),
    Fault("connections to the database reset again and again", database_reset_again_and_again, full=5),
    Fault("database away", database_away, full=5, short=0),
    Fault("backends ended", backends_ended, full=10, short=0),
    Fault("disk full", disk_full, without=_needs_tmpfs, is_replayed=True),
    Fault("two schedulers", two_schedulers, short=0),
    Fault("worker's clock an hour ahead", wrong_clock, full=10, worker=_off(3_600), without=_needs_compiler),
    Fault("worker's clock an hour behind", wrong_clock, full=10, short=0, worker=_off(-3_600), without=_needs_compiler),
]
