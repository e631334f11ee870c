"""What a fault finds: workers and a scheduler that run, a story that is submitted, and the counts that tell how it went."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError

from events.vocabulary import DeliveryState, ImportStatus
from sources.acceptance import Package, accept, open_import
from sources.models import Delivery, Import
from sources.sweeping import send
from tests.chaos.ground import Ground
from tests.chaos.processes import Worker, forget_connection, scheduler
from tests.chaos.record import nothing_left_to_publish
from tests.chaos.settings import QUICK
from tests.chaos.stops import Point, Stop
from tests.chaos.stories import packages

LATE_SECONDS, LOST_SECONDS = 60.0, 120.0
RESETS = 16  # of connections, one after the other


class Stage:
    """Two processes of a worker and a scheduler; `environment` of the worker changes with what is to happen."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.environment: dict[str, str] = {}
        self.worker = Worker(QUICK)
        self.beat = scheduler(QUICK)
        self.beat.start()
        self.worker.start()
        self.worker.await_ready()

    def change_worker(self, environment: Mapping[str, str]) -> None:
        """Have a worker with these settings beside the usual ones."""
        if environment != self.environment:
            self.worker.stop()
            self.environment = dict(environment)
            self.worker = Worker({**QUICK, **environment})
            self.worker.start()
            self.worker.await_ready()

    def keep_up(self) -> None:
        """As `run` does: what has died is started again."""
        if not self.worker.child.is_alive():
            self.worker.start()
        if not self.beat.is_alive():
            self.beat.start()

    def close(self) -> None:
        self.beat.stop(2.0)
        self.worker.stop()


class Scene:
    """One trial. `chance` draws the same numbers in each run."""

    def __init__(self, stage: Stage, number: int) -> None:
        self.stage, self.ground, self.number = stage, stage.ground, number
        self.chance = random.Random(number)
        self.submitted = 0
        self.batches: list[UUID] = []
        self.injured_at = 0.0
        self.took: float | None = None  # seconds to recover, where the fault itself waits for that

    def submit(self, some: list[Package] | None = None, *, tell: bool = True) -> list[Delivery]:
        """Accept the story's documents, or these, and tell the broker of them."""
        batch = open_import(origin=f"story {self.number}")
        self.batches.append(batch.pk)
        taken = []
        for deliveries in accept(batch=batch, packages=packages(self.number) if some is None else some):
            taken += deliveries
            self.submitted += len(deliveries)
            if tell:
                send(deliveries)
        return taken

    def wait(self, least: float, most: float) -> None:
        """Some time, so that a fault hits now this stage and now that one."""
        time.sleep(self.chance.uniform(least, most))

    @contextmanager
    def stopped(self, point: Point) -> Iterator[None]:
        """The story is submitted, and within the block a worker stands at the point."""
        taken = self.submit(tell=False)
        stop = Stop(self.ground, point)
        try:
            send(taken)
            stop.await_somebody()
            yield
        finally:
            stop.release()

    def injured(self) -> None:
        """From now on it is to recover."""
        self.injured_at = time.monotonic()

    def recover(self) -> float:
        """Wait until all that was submitted is settled and published. Returns the seconds it took; infinity if it never was."""
        injured_at = self.injured_at or time.monotonic()
        while time.monotonic() < injured_at + LOST_SECONDS:
            self.stage.keep_up()
            try:
                if self.is_settled():
                    return time.monotonic() - injured_at
            except DatabaseError:
                forget_connection()
            time.sleep(0.05)
        return float("inf")

    def is_settled(self) -> bool:
        open_ones = Delivery.objects.filter(state__in=[DeliveryState.PENDING, DeliveryState.RUNNING])
        running = Import.objects.filter(pk__in=self.batches).exclude(status=ImportStatus.DONE)
        return not open_ones.exists() and not running.exists() and nothing_left_to_publish()

    def is_done_with_one(self) -> bool:
        return Delivery.objects.filter(batch__in=self.batches, state=DeliveryState.DONE).exists()

    def dead(self) -> list[UUID]:
        """The deliveries that failed three times."""
        return list(Delivery.objects.filter(batch__in=self.batches, state=DeliveryState.DEAD).values_list("pk", flat=True))

    def unaccounted(self) -> int:
        """How many of the accepted ones are neither done, nor dead or refused with a reason, nor waiting."""
        told = 0
        for batch in Import.objects.filter(pk__in=self.batches).with_counts():
            told += sum(getattr(batch, state) for state in ("done", "dead", "refused", "pending"))
        return self.submitted - told
