"""What one reading of a document tells otherwise than another, both in the form of the corpora (sources.readings). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Item = dict[str, Any]
MOST = 100  # of each kind


def differences(former: dict[str, Any], present: dict[str, Any]) -> dict[str, list[Item]]:
    """By kind, each [{"about", "was", "is"}]: the fields that differ; `was` None for what is new, `is` None for what is gone."""
    found = {kind: _of_kind(former[kind], present[kind], key) for kind, key in _KEYS.items()}
    return {kind: items[:MOST] for kind, items in found.items() if items}


def _of_kind(former: list[Item], present: list[Item], key: Callable[[Item], str]) -> list[Item]:
    old, new = [_told(item) for item in former], [_told(item) for item in present]
    for item in list(old):
        if item in new:
            old.remove(item)
            new.remove(item)
    changed = []
    for item in list(new):
        twin = next((other for other in old if key(other) == key(item)), None)
        if twin is not None:
            old.remove(twin)
            new.remove(item)
            names = [name for name in item if item[name] != twin[name]]
            changed.append({"about": key(item), "was": {n: twin[n] for n in names}, "is": {n: item[n] for n in names}})
    gone = [{"about": key(item), "was": item, "is": None} for item in old]
    return [*changed, *gone, *({"about": key(item), "was": None, "is": item} for item in new)]


def _told(item: Item) -> Item:
    """Without what was settled."""
    return {name: value for name, value in item.items() if name != "event"}


_KEYS: dict[str, Callable[[Item], str]] = {
    "meetings": lambda item: ", ".join([*item["parties"], *item["organizations"]]) or "nobody",
    "statements": lambda item: str(item["text"]),
    "persons": lambda item: str(item["name"]),
}


def counted(told: dict[str, list[Item]]) -> str:
    """In a line: "1 meeting changed, 2 statements new"."""
    parts = []
    for kind, items in told.items():
        for what, number in (
            ("changed", sum(item["was"] is not None and item["is"] is not None for item in items)),
            ("new", sum(item["was"] is None for item in items)),
            ("gone", sum(item["is"] is None for item in items)),
        ):
            if number:
                parts.append(f"{number} {kind if number > 1 else kind.removesuffix('s')} {what}")
    return ", ".join(parts) or "the same"
