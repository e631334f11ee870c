"""What is done to a scene. Each fault is one function; its table tells how often, and with which worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.chaos.ground import Ground
from tests.chaos.stage import Scene


def _nothing(_: Ground) -> str | None:
    return None


@dataclass(frozen=True)
class Fault:
    """`act` injures and returns how many faults that were; `full` and `short`: how many trials.

    `without`: why it cannot be had on this ground, or None. `is_replayed`: an editor puts back what has died of it.
    """

    name: str
    act: Callable[[Scene], int]
    full: int = 20
    short: int = 1
    worker: Mapping[str, str] = field(default_factory=dict)
    without: Callable[[Ground], str | None] = _nothing
    is_replayed: bool = False
