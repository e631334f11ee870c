"""What the database can hold."""

import re
from collections.abc import Mapping
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
DEEPEST = 100
"""Lists and objects within each other; no row of ours has ten."""


def is_storable(value: Any, deepest: int = DEEPEST) -> bool:
    """Whether all text within is without NUL and without half a surrogate pair, and nothing is nested too deep."""
    if isinstance(value, str):
        return "\0" not in value and (value.isascii() or not _SURROGATE.search(value))
    if not isinstance(value, Mapping | list | tuple):
        return True
    within = [*value, *value.values()] if isinstance(value, Mapping) else value
    return deepest > 0 and all(is_storable(each, deepest - 1) for each in within)
