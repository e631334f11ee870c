"""Titles of meetings hold names of countries and organizations: where one gets another name, they are settled anew."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from events.models import Meeting
from events.models.change import TITLES, Touched
from events.services.meetings import settle_meetings
from events.services.writing import hint, writing


@writing()
def title_later(*, named: Collection[str]) -> None:
    """Have the meetings that name these countries (codes) and organizations (slugs) be settled in the background: there may be
    very many."""
    if not named:
        return
    naming = Q(country__in=named) | Q(parties__overlap=list(named)) | Q(organizations__overlap=list(named))
    meetings = Meeting.objects.current().filter(naming, claims__isnull=False).order_by().values_list("pk", flat=True).distinct()
    # Of no transaction: they are not among what this one publishes at its end.
    rows = [Touched(transaction=0, resource=TITLES, record=str(meeting), later=True) for meeting in meetings]
    Touched.objects.bulk_create(rows, batch_size=1000)
    if rows:
        transaction.on_commit(hint)


def title_some(*, most: int) -> int:
    """Settle so many of the meetings that are to get their titles anew. Returns how many there were."""
    rows = dict(Touched.objects.filter(resource=TITLES).order_by("pk").values_list("pk", "record")[:most])
    if rows:
        settle_meetings(ids=map(UUID, rows.values()))
        Touched.objects.filter(pk__in=rows).delete()
    return len(rows)
