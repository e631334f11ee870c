"""Reading verbs of the intake."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now

from events.vocabulary import FAILED_STATES, OPEN_STATES, DeliveryState, SourceKind
from sources.pace import WINDOW

if TYPE_CHECKING:
    from sources.models import Delivery, Import, Source  # noqa: F401

UNSETTLED = (*OPEN_STATES, DeliveryState.CANCELLED)
MOST_REASONS = 20


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources."""

    def due(self) -> Self:
        """Those to be polled now, by the database's clock, the most urgent first."""
        waiting = Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=Now())
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=Now())
        polled = self.filter(waiting, free, paused=False).exclude(kind=SourceKind.MANUAL)
        return polled.order_by("-priority", F("next_poll_at").asc(nulls_first=True), "id")

    def with_counts(self) -> Self:
        """How many deliveries came from each, in all and by where they stand."""
        return self.annotate(**_counts("batch__source"))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def waiting(self) -> Self:
        """Those that may be worked on now, by the database's clock, the most urgent first."""
        due = Q(due_at__isnull=True) | Q(due_at__lte=Now())
        return self.filter(due, state=DeliveryState.PENDING).order_by("-priority", "received_at")

    def claimed(self) -> Self:
        """Those that somebody has claimed, under a lease that has not ended by the database's clock."""
        return self.filter(state=DeliveryState.RUNNING, leased_until__gte=Now())

    def held_by(self, claimed: "Delivery") -> Self:
        """The delivery, while the claim that `claimed` shows holds: none once another has it, or once it is settled."""
        return self.filter(pk=claimed.pk, claims=claimed.claims, state=DeliveryState.RUNNING)

    def is_crowded(self) -> bool:
        """Whether more wait than MOST_WAITING: then no more is taken in but what an operator or editor hands in."""
        most = settings.MOST_WAITING
        return self.filter(state=DeliveryState.PENDING).order_by()[most : most + 1].exists()


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports."""

    def with_counts(self) -> Self:
        """How many deliveries each has, in all and by where they stand, and how many were settled lately (sources.pace).

        `reasons` tells why others were not done, the most frequent ones first: [{"status", "reason", "items"}].
        """
        recent = _counted("batch", settled_at__gt=Now() - WINDOW)
        failed = _deliveries("batch", state__in=FAILED_STATES).values("state", "reason").annotate(items=Count("pk"))
        ranked = failed.order_by("-items", "state", "reason")[:MOST_REASONS]
        told = JSONObject(status="state", reason="reason", items="items")
        return self.annotate(**_counts("batch"), recent=recent, reasons=ArraySubquery(ranked.values(told=told)))


def _counts(owner: str) -> dict[str, Coalesce]:
    return {
        "accepted": _counted(owner),
        "done": _counted(owner, state=DeliveryState.DONE),
        "dead": _counted(owner, state=DeliveryState.DEAD),
        "refused": _counted(owner, state=DeliveryState.REFUSED),
        "pending": _counted(owner, state__in=UNSETTLED),
    }


def _counted(owner: str, **conditions: Any) -> Coalesce:
    """How many deliveries the row has, reached through `owner`, that meet the conditions."""
    rows = _deliveries(owner, **conditions)
    return Coalesce(Subquery(rows.values(owner).annotate(number=Count("pk")).values("number")), 0)


def _deliveries(owner: str, **conditions: Any) -> models.QuerySet["Delivery"]:
    rows: models.QuerySet[Delivery] = apps.get_model("sources", "Delivery")._default_manager.all()
    return rows.filter(**{owner: OuterRef("pk")}, **conditions).order_by()
