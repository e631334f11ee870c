"""Offices that a country has once, so that two persons of one page do not both hold them."""

from __future__ import annotations

import re

from events.vocabulary import Level
from sources.extraction.offices import Office

_SLOTS = (
    (re.compile(r"(?i)\bvice[ -]?president"), "vice president"),
    (re.compile(r"(?i)\bdeputy (?:prime|premier)"), "deputy premier"),
    (re.compile(r"(?i)prime minister|\bpm\b|\bpremier\b|\bchancellor\b|taoiseach"), "premier"),
    (re.compile(r"(?i)\bpresident\b"), "president"),
    (re.compile(r"(?i)\b(?:king|queen|emir|amir|sultan|supreme leader|monarch|pope)\b"), "throne"),
    (re.compile(r"(?i)\bleader\b"), "leader"),
)


def slot_of(office: Office) -> str | None:
    """An office that a country has once: two persons of one page do not both hold it."""
    if office.level is Level.OFFICIAL:
        # "Assistant to the President" is no president.
        return "security adviser" if "national security advis" in office.title.lower() else None
    for pattern, slot in _SLOTS:
        if pattern.search(office.title):
            return slot
    if office.level is Level.MINISTER and office.portfolios:
        return f"minister of {office.portfolios[0]}"
    return None
