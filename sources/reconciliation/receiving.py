"""Decisions of editors reach the reconciling."""

from typing import Any

from events.models import Decision


def follow(decision: Decision, **_: Any) -> None:
    """Bring the record in line with a decision, in its own transaction."""
    from sources.reconciliation.reconciler import reconcile_decision

    reconcile_decision(decision)
