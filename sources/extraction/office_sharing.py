"""Offices that stand together: whose they are goes for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from sources.extraction.office_holders import Held

_SERVES = re.compile(r"[ ](?:to|of|for)[ ](?:the[ ])?")
_COORDINATED = re.compile(r"(?:[ ,]{1,2}and[ ]|,[ ]|[ ]as well as[ ])(?:the[ ])?")


def share_countries(text: str, helds: Sequence[Held]) -> None:
    """ "Defence ministers and intelligence chiefs of A and B": countries go for all."""
    forward = list(pairwise(helds))
    for aide, chief in reversed(forward):
        # "Head of Cabinet to the President of B": whoever serves an office belongs where that does.
        if not aide.countries and not aide.organizations and _SERVES.fullmatch(text, aide.office.end, chief.start):
            aide.countries, aide.organizations, aide.end = (
                list(chief.countries),
                list(chief.organizations),
                max(aide.end, chief.end, chief.office.end),
            )
    for peer, title in forward:
        # "His Syrian counterpart, President X": the title behind is of the same country.
        if (
            peer.office.counterpart
            and peer.countries
            and not title.countries
            and not title.organizations
            and _APPOSED.fullmatch(text, peer.office.end, title.office.start)
        ):
            title.countries = list(peer.countries)
    for pairs in (forward, [(second, first) for first, second in reversed(forward)]):
        for one, other in pairs:
            first, second = (one, other) if one.office.start < other.office.start else (other, one)
            shared = one.office.plural and other.office.plural and one.countries and not other.countries
            if (
                shared
                and second.start >= second.office.start
                and _COORDINATED.fullmatch(text, first.office.end, second.office.start)
            ):
                other.countries, other.organizations = list(one.countries), list(one.organizations)


_SECRETARY = re.compile(r"(?i)(?:former |then-?)?secretary[- ]general")


# Other bodies whose heads are called so.
_SECRETARIATS = frozenset(
    "nato asean arab-league oas gcc osce oic oecd commonwealth sco cis csto opec caricom council-of-europe saarc".split()
)


def settle_secretaries(helds: Sequence[Sequence[Held]], named: Set[str]) -> None:
    """The Secretary-General of no body in particular is that of the United Nations, where the page names no other such body."""
    if named & _SECRETARIATS:
        return
    secretaries = [held for row in helds for held in row if _SECRETARY.fullmatch(held.office.title)]
    if {body for held in secretaries for body in held.organizations} <= {"un"}:
        for held in secretaries:
            if not held.organizations and not held.countries and held.possessor is None:
                held.organizations = ["un"]


_APPOSED = re.compile(r",?[ ](?:the[ ])?")
