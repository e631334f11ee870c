"""How a public record changes: only when a value differs, and then its version and its time of change with it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone


def apply_changes(record: models.Model, values: Mapping[str, Any]) -> bool:
    """Set the values that differ and save them. Returns whether anything did; an equal record keeps its version."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(record, name, values[name])
    record.version += 1  # type: ignore[attr-defined]
    record.updated_at = timezone.now()  # type: ignore[attr-defined]
    record.save(update_fields=[*changed, "version", "updated_at"])
    return True
