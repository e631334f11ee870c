"""What all public records share."""

from enum import StrEnum

from django.db import models
from django.utils import timezone

from events.identifiers import uuid7


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """A vocabulary as Django's choices."""
    return [(word.value, word.value.replace("_", " ")) for word in words]


def one_of(words: type[StrEnum], field: str, name: str, nullable: bool = False) -> models.CheckConstraint:
    """A named constraint: the column holds a word of the vocabulary."""
    condition = models.Q(**{f"{field}__in": [word.value for word in words]})
    if nullable:
        condition |= models.Q(**{f"{field}__isnull": True})
    return models.CheckConstraint(condition=condition, name=name)


def partial_date(field: str, name: str) -> models.CheckConstraint:
    """A named constraint: both ends of a partial date are known, in order, or neither is."""
    earliest, latest = f"{field}_earliest", f"{field}_latest"
    unknown = models.Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True})
    ordered = models.Q(**{f"{earliest}__isnull": False, f"{latest}__gte": models.F(earliest)})
    return models.CheckConstraint(condition=unknown | ordered, name=name)


class Record(models.Model):
    """A public record: a UUIDv7, when it came to be and was last changed, and a version that counts its changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
