"""Sentence ends, by rule: the parser's own are wrong after "U.S.", initials and inside quotations, and spans follow sentences."""

from __future__ import annotations

import re

from sources.extraction.reading import Span

_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|St|Ste|Sr|Jr|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Brig|Sen|Rep|Reps|Sens|Gov"
    r"|Pres|Amb|Hon|Pte|Msgr|Sec|Dep|Asst"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|No|Nos|vs|v|Inc|Ltd"
    r"|Co|Corp|Bros|al|etc|approx|ca|cf|e\.g|i\.e|a\.m|p\.m"
    r"|Ave|Blvd|Rd|Mt|Ft|Art|Sec|Fig|Vol|pp|Ph\.D|Md|M\.D|Calif|Fla|Mass|Conn|Va|Pa|Ala|Ariz|Ark|Colo|Del|Ga|Ill"
    r"|Ind|Kan|Ky|La|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Tenn|Tex|Vt|Wash|Wis|Wyo)"
    r"|\b[A-Z]|\b(?:[A-Z]\.){1,4}[A-Z])$"
)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){1,4}[A-Z]$|\b(?:a\.m|p\.m|Jr|Sr|Inc|Ltd|Co|Corp|etc)$")
# After "U.S." or "p.m." a sentence may end: it did where the next word usually begins one.
_STARTER = re.compile(
    r"[\"“‘(]{0,2}(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|However|This|That|These|Those|There|His|Her|Its"
    r"|Their|After|Before|If|As|For|When|While|Meanwhile|Both|Earlier|Last|According|With|Also|Yet|Since|During|To"
    r"|From|By|Although|Despite|So)\b"
)
# "In Washington, D.C. Secretary Quispe said": after the city no name goes on.
_CAPITAL = re.compile(r"[\"“‘(]{0,2}[A-Z][a-z]+ (?!Circuit|Court|Council|Police)[A-Za-z]")
# “Why not?” Quispe asked. “When?” President Tomas Rojas of Chile told reporters.
_ATTRIBUTED = re.compile(
    r"\s{1,3}(?!(?:He|She|They|It|We|I)\b)[A-Z][\w’'-]{0,20}\.?(?: (?:[A-Z][\w’'-]{0,20}\.?|of|the|al|bin|for|and)){0,7} "
    r"(?:(?:later|then|also|reportedly) )?(?:said|asked|told|wrote|added|tweeted|posted|exclaimed|declared|replied|warned"
    r"|shouted|joked|quipped|continued|stated|noted|concluded|insisted|demanded|recalled|remarked)\b"
)
_END = re.compile(r"[.!?…]{1,4}[\"'”’»)\]]{0,4}(?=\s)|[\"”](?=\s{1,3}[\"“])")
# No newsroom writes longer sentences; what has no ends (lists, tables, hostile text) is cut, so that no sentence costs more.
_LONGEST = 1000
_NEXT = re.compile(r"\s{1,40}[\"“‘'«(\[—–-]{0,3}\s?[A-ZÀ-ÖØ-Þ0-9Ѐ-Я]")


def sentences(text: str, start: int, end: int) -> list[Span]:
    """Cut text[start:end] at its sentence ends; white space around a sentence is left out."""
    found, at = [], start
    for match in _END.finditer(text, start, end):
        if match.start() < at or not _NEXT.match(text, match.end(), end) or not _ends(text, at, match, end):
            continue
        found += _pieces(text, _trim(text, at, match.end()))
        at = match.end()
    found += _pieces(text, _trim(text, at, end))
    return found


def _pieces(text: str, span: Span) -> list[Span]:
    """The sentence, cut between words where it is too long; nothing where it is empty."""
    found, (at, end) = [], span
    while end - at > _LONGEST:
        cut = max(text.rfind(" ", at, at + _LONGEST), text.rfind("\n", at, at + _LONGEST))
        cut = cut if cut > at else at + _LONGEST
        found.append(_trim(text, at, cut))
        at = cut
    found.append(_trim(text, at, end))
    return [piece for piece in found if piece.end > piece.start]


def _ends(text: str, at: int, match: re.Match[str], end: int) -> bool:
    """Whether what looks like the end of a sentence is one."""
    mark = match.group()
    if mark[0] != "." or mark.startswith(".."):
        # "Really?" he said goes on in small letters, which `_NEXT` has ruled out already; "..." may stand within a sentence.
        return not (len(mark) > 1 and _ATTRIBUTED.match(text, match.end(), end))
    before = text[max(at, match.start() - 24) : match.start()]
    follows = text[match.end() : min(end, match.end() + 40)].lstrip()
    if len(mark) > 1:
        return True
    if _DOTTED.search(before):
        return bool(_STARTER.match(follows)) or (before.endswith("D.C") and bool(_CAPITAL.match(follows)))
    return not _ABBREVIATION.search(before)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
