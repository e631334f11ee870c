"""Who only comments or is related: analysts, reporters, a think tank's fellows, somebody's wife."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sources.extraction.mentions import Sentence

if TYPE_CHECKING:
    from sources.extraction.person_candidates import Candidate

_NO_ACTOR = (
    r"(?:analysts?|experts?|professors?|scientists?|researchers?|fellow|scholars?|academics?|lecturers?|editors?"
    r"|reporters?|correspondents?|journalists?|writers?|authors?|columnists?|commentators?|bloggers?|historians?"
    r"|economists?|strategists?"
    r"|lawyers?|attorney|activists?|campaigners?|contractor|leaker|whistleblower|businessm[ae]n|businesswoman"
    r"|entrepreneur|billionaire|tycoon|actors?|actress|singers?|artists?|players?|coach|students?|residents?"
    r"|witness(?:es)?|survivors?|victims?|dissidents?"
    r"|observer|pollster|veteran|teacher|doctor|physician|farmer|trader|dealer|investor|photographer|presenter"
    r"|anchor|host|producer|pilot|worker|critic|consultant|translator|interpreter|engineer|executive|ceo|founder"
    r"|co-founder|owner|wife|husband|son|daughter|brother|sister|mother|father|cousin|nephew|niece)"
)
_DESCRIBED_BEFORE = re.compile(rf"(?i)\b(?:[\w-]+[ \n])?{_NO_ACTOR}(?:,)?[ \n]{{1,3}}$")
_DESCRIBED_AFTER = re.compile(
    rf"[ \n]{{0,2}}(?:\(\w[^()]{{0,30}}\))?[ \n]{{0,2}},[ \n]{{1,3}}(?:who (?:is|was)[ \n])?(?:(?:the|a|an|his|her"
    rf"|then|now|its|our)[ \n]{{1,3}})?(?:[\w’'.&/-]+[ \n]{{1,3}}){{0,7}}?(?i:{_NO_ACTOR})\b"
)
_OUTLET = re.compile(
    r"(?:Reuters|AFP|Agence France-Presse|Associated Press|\bAP\b|BBC|CNN|NPR|Al Jazeera|Bloomberg|Fox News|CNBC"
    r"|NBC|CBS|ABC News|Sky News|New York Times|Washington Post|Guardian|Times|Post|DW|France 24|Euronews|TRT|TASS"
    r"|Xinhua|CGTN|RFE|VOA)(?:[’']s?)?(?: [A-Za-z]+){0,4} ?$"
)
# A body that is neither a state's nor the states': whoever heads it comments.
_OUTSIDE = re.compile(
    r"[ \n](?:at|of|for|with|in|from)[ \n]{1,3}(?:[\w’'.&-]+[ \n]{1,3}){0,6}?(?:University|Institut\w+|Cent(?:er"
    r"|re)|[Tt]hink[- ][Tt]ank|Foundation|Watch|Amnesty|College|School|Jurists|Crisis Group|Brookings|Carnegie|Fund "
    r"of the|Programme?"
    r"|Capital|Securities|Consult\w+|Company|newspaper|magazine|Observatory|Society|Endowment|Chatham|RAND|Studies"
    r"|Research|Chamber of Commerce|Project|journal|website|firm|university|institute)\b"
)


def look_for_outsider(text: str, candidate: Candidate, sentence: Sentence) -> None:
    """Mark a candidate whom the words around describe as no actor."""
    run = candidate.run
    begin = max(sentence.span.start, run.start - 60)
    before = text[begin : run.start]
    after = text[run.end : min(sentence.span.end, run.end + 110)]
    held = candidate.office
    if (not held and _OUTLET.search(before)) or _DESCRIBED_BEFORE.search(before):
        candidate.outsider = not (held and (held.countries or held.organizations) and held.office.end == run.start - 1)
    elif (not held and _DESCRIBED_AFTER.match(after)) or (
        held
        and held.office.start > run.end
        and not held.countries
        and not held.organizations
        and _DESCRIBED_AFTER.match(after[: held.office.start - run.end + 10])
    ):
        candidate.outsider = True
    elif held and not held.countries and not held.organizations:
        tail = text[held.office.start : min(sentence.span.end, held.office.end + 90)]
        candidate.outsider = bool(_OUTSIDE.search(tail.split(",")[0]))
    if candidate.outsider:
        candidate.strong = candidate.strong or candidate.parsed
