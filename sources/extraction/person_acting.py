"""Whether a person is a political or diplomatic actor, by titles and by what the page tells them to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from events.vocabulary import Level

if TYPE_CHECKING:
    from sources.extraction.persons import Figure

# Heads of titles that make an official of a state or its parliament even where no country stands beside them.
_OFFICIAL_HEAD = re.compile(
    r"(?i)(?:spokes\w+|advis[eo]r|aide|ambassador|envoy|senator|general|admiral|marshal|negotiator|official"
    r"|diplomat|lawmaker|congress\w+|legislator|deputy|commander|chief of staff|coordinator|secretary|governor"
    r"|mayor|speaker"
    r"|counsel|commissioner|mediator|MP|representative|colonel|lieutenant|ayatollah|consul.*|rapporteur|emissary"
    r"|attorney.*|prosecutor|leader"
    r"|\w+ general|\w+ admiral|field marshal|first lady|sheikh|predecessor|successor|counterpart|prince|princess"
    r"|parliamentarian|cardinal|archbishop|patriarch)s?"
)
_STATE_BODY = re.compile(
    r"(?i)\b(?:national|state|assembly|parliament\w*|council|ministry|department|administration|government|party"
    r"|house|senate|congress|committee|central bank|reserve|police|military|army|armed forces|navy|intelligence"
    r"|security|foreign|presidential|general staff|knesset|duma|court|cabinet|republic)\b"
)


def acts(figure: Figure) -> bool:
    """An office, a country, an honorific or an encounter makes an actor; an analyst or a relative is none."""
    if any(c.outsider for c in figure.candidates) and not any(
        c.office and (c.country or c.organization) and c.office.office.level is not Level.OFFICIAL for c in figure.candidates
    ):
        return False
    if figure.held:
        office = figure.held.office
        if (
            office.level is not Level.OFFICIAL
            or figure.country
            or figure.organization
            or figure.held.home
            or figure.held.possessor
        ):
            return True
        return bool(_OFFICIAL_HEAD.fullmatch(office.head) or _STATE_BODY.search(office.title))
    if figure.country:
        return True
    if any(c.run.honoured for c in figure.candidates):
        return True
    if any(c.strong for c in figure.candidates):
        return True
    if any(c.meets for c in figure.candidates):
        return True
    return len(figure.keys) == 1
