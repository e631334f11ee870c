"""The table of a run."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from pathlib import Path

from tests.chaos.settings import SWEEP_SECONDS
from tests.chaos.trials import Tally

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
HEADINGS = ("fault", "trials", "faults", "lost", "doubled", "dead", "seconds, median", "longest")


def table(tallies: Iterable[Tally]) -> str:
    """Markdown."""
    rows = [_row(tally) for tally in tallies if tally.trials or tally.skipped or tally.broken]
    numbers = [tally for tally in tallies if tally.trials]
    total = ("**all**", *(str(sum(getattr(t, n) for t in numbers)) for n in ("trials", "faults", "lost", "doubled", "dead")))
    seconds = [s for t in numbers for s in t.seconds]
    if seconds:
        rows.append((*total, f"{statistics.median(seconds):.1f}", f"{max(seconds):.1f}"))
    lines = [HEADINGS, ("---", *["--:"] * (len(HEADINGS) - 1)), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(tally: Tally) -> tuple[str, ...]:
    if tally.skipped:
        return (tally.fault.name, f"skipped: {tally.skipped}", *[""] * (len(HEADINGS) - 2))
    counts = (tally.faults, tally.lost, tally.doubled, tally.dead)
    seconds = (statistics.median(tally.seconds), max(tally.seconds)) if tally.seconds else (0.0, 0.0)
    made = str(tally.trials) if tally.trials == tally.planned else f"{tally.trials} of {tally.planned}"
    return (tally.fault.name, made, *map(str, counts), *(f"{s:.1f}" for s in seconds))


def write_page(tallies: list[Tally], minutes: float) -> None:
    introduction = INTRODUCTION.format(sweep=SWEEP_SECONDS, minutes=minutes, beyond=30 - SWEEP_SECONDS)
    PAGE.write_text(f"{introduction}{table(tallies)}\n{END}", encoding="utf-8")


INTRODUCTION = """# Faults

What happens when a process is killed, a broker loses its data, or a disk is full? `make chaos` tries it out. It runs a real
worker of two processes, a real scheduler and a real PostgreSQL, with a database of its own. It imports short stories, three
documents of one meeting each. Meanwhile it injures what runs.

Nothing in the product knows of these trials. To stop a worker between two stages, somebody else holds the lock that it needs
next; it is killed where it waits. Connections run through relays that cut them, refuse them or hold them up.

After each trial this must hold, or the run fails:

- accepted = done + dead + refused + pending, and pending is none;
- the record equals that of a run without faults: documents, evidence, persons, meetings, statements and their published forms,
  compared without ids, versions and instants;
- all of it within 60 seconds after the fault.

*Lost* counts what is missing from the record or not accounted for, *doubled* what is there beyond. *Dead* counts
deliveries that failed three times, with the reason; what died of a full disk is put back once there is room, as an editor does.
*Seconds* is the time from the fault until all
was settled and published, the restart of what had died included. Sweeps run every {sweep} seconds here. They run every 30 where
nobody sets `SWEEP_SECONDS`, so what a sweep finds may take up to {beyond} seconds longer there.

An hour is the most that is taken: where it was up before all trials were made, the table says how many of them were.

`make chaos SHORT=1` tries a few of each kind. With `DATABASE_URL` or `CELERY_BROKER_URL` the same trials use a database of their
own on that server and queues on that broker, except those that would stop a server of others.

The last run took {minutes:.0f} minutes:

"""

END = """
Not tried: a power cut (these trials run without `fsync`), a network that swallows what is sent without an error, a clock that
jumps while it is read, and a RabbitMQ that is stopped as a whole; its queues are deleted instead.
"""
