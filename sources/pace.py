"""How fast an import goes, from what was settled in the last minute, and how long the rest will take."""

from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)


def rate(*, recent: int, started_at: datetime, now: datetime) -> float | None:
    """Documents a second; None where none was settled lately."""
    seconds = min(max((now - started_at).total_seconds(), 1.0), WINDOW.total_seconds())
    return round(recent / seconds, 2) if recent else None


def remaining(*, pending: int, per_second: float | None) -> int | None:
    """Seconds until nothing is pending; None where that cannot be told."""
    return round(pending / per_second) if per_second else None
