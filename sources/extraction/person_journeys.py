"""Words between names and countries: who met each other, who is named in one breath, which countries somebody visits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.extraction.naming import Sense
from sources.extraction.page_setting import Setting
from sources.extraction.person_candidates import Candidate

if TYPE_CHECKING:
    from sources.extraction.persons import Figure


def paired(text: str, first: Candidate, second: Candidate) -> bool:
    """ "Premier X and President Y met": they met each other."""
    lead = second.office.start if second.office and second.office.start < second.run.start else second.run.start
    return bool(AND.fullmatch(text, first.run.end, lead)) and bool(_TOGETHER.match(text, second.run.end))


_TOGETHER = re.compile(
    r"[ \n](?:also |later |again |last |have |had |will ){0,2}"
    r"(?:(?:met|meet|held (?:\w+ )?(?:talks|a meeting))\b(?! with)|talked|spoke (?:by|on|over|for)|shook hands|exchanged)"
)
AND = re.compile(r"[ \n]{1,2}and[ \n]{1,2}(?:the |Mr\.? |Mrs\.? |Ms\.? ){0,2}")
OUTWARD = re.compile(
    r"(?i)\b(?:with|on|against|to|toward|towards|in|for|from|at|into|visit|visits|visited|urged|warned|told|thanked"
    r"|invited|accused)[ \n]{1,2}(?:the[ \n])?(?:[\w-]+[ \n]){0,1}$"
)


ENCOUNTER = re.compile(
    r"(?i)\b(?:met|meets?|meeting|talks|call(?:ed)?|spoke|speaks?|told|tells|host(?:s|ed)|received|receives"
    r"|welcom(?:es|ed)|summon(?:s|ed)|counterpart|summit)\b"
)


HEIR = re.compile(r"(?i)crown prince|vice|deputy|first lady")
LISTED = re.compile(r"[ ]{0,2},?[ ]{1,2}and[ ]{1,2}|,[ ]{1,2}")
_VISIT = re.compile(
    r"(?i)\b(?:visit(?:s|ed|ing)?(?: to)?|trip to|travel(?:s|l?ed|l?ing)? to|arriv(?:es|ed|ing|al) in|fl(?:y|ew|ies"
    r"|ying) to|headed to|heads? to|go(?:es|ing)? to|stop(?:ping|ped)? in|tour of|went to|received in|guest of"
    r"|invitation to(?: visit)?)[ \n](?:the )?$"
)


def visited(setting: Setting, figure: Figure) -> set[str]:
    """Countries that the sentences naming the person tell of as visited: seldom the visitor's own."""
    codes = set()
    for candidate in [candidate for candidate in figure.candidates if candidate.acts]:
        start = setting.page.sentences[candidate.run.sentence].span.start
        for found in setting.founds[candidate.run.sentence]:
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if (
                code
                and found.start > candidate.run.end
                and _VISIT.search(setting.page.clean, max(start, found.start - 30), found.start)
            ):
                codes.add(code)
    return codes
