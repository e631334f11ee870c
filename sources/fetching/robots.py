"""robots.txt (RFC 9309): which paths a host does not want fetched, and how long it wants a pause. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

MOST_RULES = 2_000
LONGEST_PATTERN = 500  # characters


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for us: (pattern, whether it allows), and the pause in seconds that is asked for."""

    paths: tuple[tuple[str, bool], ...] = ()
    pause: float | None = None

    def allow(self, path: str) -> bool:
        """Whether a path with its query may be fetched: the longest pattern that fits decides, allowing before forbidding."""
        if path == "/robots.txt":
            return True
        plain = unquote(path)
        fitting = [(len(pattern), allows) for pattern, allows in self.paths if _fits(pattern, plain)]
        return max(fitting)[1] if fitting else True


def rules_for(product: str, text: str) -> Rules:
    """The rules of the groups that name the product (in small letters), else of those for all."""
    named: list[tuple[str, str]] = []
    general: list[tuple[str, str]] = []
    into: list[list[tuple[str, str]]] = []
    in_rules, is_named = True, False
    for key, value in _lines(text):
        if key == "user-agent":
            into = [] if in_rules else into
            in_rules = False
            if value == "*":
                into.append(general)
            elif value and re.split(r"[/\s]", value)[0].lower() == product:
                into.append(named)
                is_named = True
        elif key in {"allow", "disallow", "crawl-delay"}:
            in_rules = True
            for group in into:
                group.append((key, value))
    return _rules(named if is_named else general)


def _lines(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.split("#")[0].partition(":")
        if colon:
            found.append((key.strip().lower(), value.strip()))
    return found


def _rules(lines: list[tuple[str, str]]) -> Rules:
    paths = [(unquote(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
    pauses = [value for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", value)]
    kept = [(pattern, allows) for pattern, allows in paths if len(pattern) <= LONGEST_PATTERN]
    return Rules(tuple(kept[:MOST_RULES]), float(pauses[0]) if pauses else None)


def _fits(pattern: str, path: str) -> bool:
    """Whether the path begins as the pattern says; `*` is anything, `$` at its end the end. In linear steps, unlike a regex."""
    to_end = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(others):
        if to_end and number == len(others) - 1:
            return len(path) - len(part) >= at and path.endswith(part)
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not to_end or at == len(path)
