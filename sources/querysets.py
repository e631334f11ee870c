"""Reading verbs of the intake."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from events.vocabulary import DeliveryState

if TYPE_CHECKING:
    from sources.models import Import  # noqa: F401


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports."""

    def with_counts(self) -> Self:
        """How many deliveries each has, in all and by where they stand."""
        return self.annotate(
            accepted=self._counted(),
            done=self._counted(DeliveryState.DONE),
            dead=self._counted(DeliveryState.DEAD),
            refused=self._counted(DeliveryState.REFUSED),
            pending=self._counted(DeliveryState.PENDING, DeliveryState.RUNNING),
        )

    def _counted(self, *states: DeliveryState) -> Coalesce:
        deliveries: Any = self.model._meta.get_field("deliveries").related_model
        rows = deliveries.objects.filter(batch=OuterRef("pk")).order_by()
        rows = rows.filter(state__in=states) if states else rows
        return Coalesce(Subquery(rows.values("batch").annotate(number=Count("pk")).values("number")), 0)
