"""How a record changes: only where a value differs. Versions and times of change are counted when it is published."""

from collections.abc import Mapping
from typing import Any

from django.db import models


def apply_changes(record: models.Model, values: Mapping[str, Any]) -> bool:
    """Set the values that differ and save them. Returns whether anything did."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(record, name, values[name])
    record.save(update_fields=changed)
    return True
