"""Trials: a record grows story by story while faults happen, and after each it must be what it is without faults."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from sources.retrying import try_again
from tests.chaos.faults import Fault
from tests.chaos.ground import Ground
from tests.chaos.processes import forget_connection
from tests.chaos.record import Dump, begin_anew, dump, keep_base
from tests.chaos.stage import LATE_SECONDS, Scene, Stage
from tests.chaos.stories import CHAPTER

MINUTES = 55
"""For all trials, at most."""


@dataclass
class Tally:
    """What came of all trials of one fault. `lost` and `doubled` count entries of the record and deliveries."""

    fault: Fault
    skipped: str | None
    planned: int
    trials: int = 0
    faults: int = 0
    dead: int = 0
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(s > LATE_SECONDS for s in self.seconds)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.late or self.broken)


class Trials:
    """The stage, and what the record is after each story where nothing happens."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        keep_base()
        self.stage = Stage(ground)
        self.told = 0  # stories of this chapter
        self.number = 0
        self.expected = [dump(), *(self._undisturbed(number) for number in range(CHAPTER))]

    def _undisturbed(self, number: int) -> Dump:
        scene = Scene(self.stage, number)
        scene.submit()
        if scene.recover() == float("inf"):
            raise RuntimeError("even without a fault the stories are not read")
        return dump()

    def run(self, faults: Sequence[Fault], counts: Sequence[int]) -> Iterator[Tally]:
        """All trials, those of one worker together and mixed evenly. Yields a tally after each of its trials."""
        tallies = [Tally(fault, fault.without(self.ground), count) for fault, count in zip(faults, counts, strict=True)]
        plan = [
            ((i + 0.5) / tally.planned, number)
            for number, tally in enumerate(tallies)
            if not tally.skipped
            for i in range(tally.planned)
        ]
        # Those of the usual worker come last: where the time is up before them, it is so for all kinds alike.
        environments = list(dict.fromkeys(tuple(f.worker.items()) for f in sorted(faults, key=lambda f: not f.worker)))
        plan.sort(key=lambda place: (environments.index(tuple(faults[place[1]].worker.items())), place))
        yield from (tally for tally in tallies if tally.skipped)
        until = monotonic() + MINUTES * 60
        for _, number in plan:
            if monotonic() > until:
                print("time is up", flush=True)
                return
            self._try(tallies[number])
            yield tallies[number]

    def _try(self, tally: Tally) -> None:
        self.stage.change_worker(tally.fault.worker)
        if self.told == 0 or self.told == CHAPTER:
            begin_anew()
            self.told = 0
        self.number += 1
        scene = Scene(self.stage, self.told)
        scene.chance.seed(self.number)
        try:
            tally.faults += tally.fault.act(scene)
            seconds = scene.recover() if scene.took is None else scene.took
            tally.trials += 1
            tally.seconds.append(seconds)
            dead = scene.dead()
            tally.dead += len(dead)
            if dead and tally.fault.is_replayed:
                try_again(ids=dead)
                scene.recover()
            self.told += 1
            is_over = max(seconds, scene.recover()) < float("inf")
            self._compare(tally, scene)
            if not is_over:
                self._clear_up()
        except Exception:
            tally.broken.append(traceback.format_exc())
            self._clear_up()

    def _compare(self, tally: Tally, scene: Scene) -> None:
        stands = dump()
        missing, beyond = self.expected[self.told] - stands, stands - self.expected[self.told]
        unaccounted = scene.unaccounted()
        tally.lost += missing.total() + max(unaccounted, 0)
        tally.doubled += beyond.total() + max(-unaccounted, 0)
        if missing or beyond or unaccounted:
            where = f"{tally.fault.name}, trial {tally.trials}: {unaccounted} unaccounted for"
            print("\n".join([where, *(f"  - {t}" for t in missing), *(f"  + {t}" for t in beyond)]), flush=True)
            self.told = CHAPTER

    def _clear_up(self) -> None:
        """After a trial that broke: all is there again, the worker is another, and the next begins with an empty record."""
        self.ground.broker.hold(False)
        self.ground.broker.accept()
        self.ground.database.accept()
        forget_connection()
        self.stage.worker.stop()
        self.stage.worker.start()
        self.stage.worker.await_ready()
        Scene(self.stage, 0).recover()
        self.told = CHAPTER
