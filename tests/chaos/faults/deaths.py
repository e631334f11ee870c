"""Processes that die: of the pool, the worker, and what SIGTERM makes of one that works."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from tests.chaos.faults import Fault
from tests.chaos.stage import Scene
from tests.chaos.stops import POINTS, RECORD, SECONDS, Point


def pool_killed_at(point: Point) -> Callable[[Scene], int]:
    def act(scene: Scene) -> int:
        with scene.stopped(point):
            scene.stage.worker.kill_pool()
            scene.injured()
        return 1

    return act


def connections_ended_at(point: Point) -> Callable[[Scene], int]:
    """The worker lives, but all that connects it with the database is cut."""

    def act(scene: Scene) -> int:
        with scene.stopped(point):
            scene.ground.database.cut()
            scene.injured()
        return 1

    return act


def pool_killed(scene: Scene) -> int:
    scene.submit()
    scene.wait(0.0, 0.6)
    scene.stage.worker.kill_pool()
    scene.injured()
    return 1


def worker_killed(*, with_pool: bool) -> Callable[[Scene], int]:
    """At the points, one after the other."""

    def act(scene: Scene) -> int:
        with scene.stopped(POINTS[scene.chance.randrange(len(POINTS))]):
            scene.stage.worker.kill(with_pool=with_pool)
            scene.injured()
            scene.stage.worker.start()
        return 1

    return act


def killed_before_the_message_is_acknowledged(scene: Scene) -> int:
    """The broker hears nothing of a delivery that is done: it gives the message out again."""
    with scene.stopped(RECORD):
        scene.ground.broker.hold()
    deadline = time.monotonic() + SECONDS
    while not scene.is_done_with_one():
        assert time.monotonic() < deadline, "nothing is done while the broker is held up"
        time.sleep(0.05)
    scene.stage.worker.kill(with_pool=True)
    scene.ground.broker.hold(False)
    scene.injured()
    scene.stage.worker.start()
    scene.stage.worker.await_ready()
    return 1


def terminated(scene: Scene) -> int:
    """The worker is told to stop while it works, and another is started once it has."""
    scene.submit()
    scene.wait(0.0, 0.5)
    scene.stage.worker.child.ask_to_stop()
    scene.injured()
    scene.stage.worker.stop()
    scene.stage.worker.start()
    return 1


def stopped_beyond_its_lease(scene: Scene) -> int:
    """SIGSTOP at a point, another worker meanwhile, SIGCONT once the story is settled without the first."""
    sleeper = scene.stage.worker
    with scene.stopped(POINTS[scene.chance.randrange(len(POINTS))]):
        sleeper.order(signal.SIGSTOP)
        scene.injured()
    other = type(sleeper)(sleeper.environment)
    other.start()
    scene.took = scene.recover()
    sleeper.order(signal.SIGCONT)
    scene.wait(0.5, 1.0)
    sleeper.stop()
    scene.stage.worker = other
    return 1


SHORT = (POINTS[0], POINTS[1], POINTS[7], POINTS[14])
"""Points that the short run tries: one in each transaction."""

POINTED = [Fault(f"pool killed: {p.name}", pool_killed_at(p), full=4, short=int(p in SHORT)) for p in POINTS]
CUT = [Fault(f"connection reset: {p.name}", connections_ended_at(p), full=2, short=int(p is RECORD)) for p in POINTS]
DEATHS = [
    *POINTED,
    *CUT,
    Fault("pool killed at any moment", pool_killed),
    Fault("worker killed with its pool, at a point", worker_killed(with_pool=True)),
    Fault("worker killed, its pool left alone, at a point", worker_killed(with_pool=False), short=0),
    Fault("worker killed before it acknowledges", killed_before_the_message_is_acknowledged, short=0),
    Fault("SIGTERM in the middle", terminated),
    Fault("worker stopped beyond its lease and continued", stopped_beyond_its_lease,
          worker={"LEASE_SECONDS": "3", "IDLE_TRANSACTION_SECONDS": "2"}),
]  # fmt: skip
