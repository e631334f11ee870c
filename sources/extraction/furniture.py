"""Which stretches of a crawled page are article and which are furniture: menus, weather, captions, sign-up boxes, other stories.

Nothing is cut out of the text: a stretch that is furniture is merely not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sources.extraction.reading import Span


class Part(StrEnum):
    """What a paragraph is on its page."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the page that belongs together, and what it is."""

    span: Span
    part: Part


# Length-preserving repairs of what crawlers leave: the copy that is parsed has every letter at its place in the fixed text.
_REPAIRS = (
    (re.compile(r"&nbsp;|&#160;"), lambda found: " " * len(found)),
    (re.compile(r"&amp;|&#38;"), lambda found: "&" + " " * (len(found) - 1)),
    (re.compile(r"&quot;|&#34;"), lambda found: '"' + " " * (len(found) - 1)),
    (re.compile(r"&(?:#39|apos|rsquo|lsquo);"), lambda found: "'" + " " * (len(found) - 1)),
    (re.compile("Â(?=[\\s\u00a0]|$)|[\u00a0\u2007\u202f\u200b\ufeff]"), lambda found: " " * len(found)),
    (re.compile(r"\\(?=[_#*\[\]'\"])"), lambda found: " " * len(found)),
    # A drop cap on a line of its own: "P\nresident" is read as " President".
    (re.compile(r"(?m)^([A-Z])\n(?=[a-z]{2})"), lambda found: " " + found[0]),
)


def clean(text: str) -> str:
    """The text with crawlers' leavings blanked, letter for letter as long as the text itself."""
    for pattern, repair in _REPAIRS:
        text = pattern.sub(lambda match, repair=repair: repair(match.group()), text)  # type: ignore[misc]
    return text


_END = re.compile(r"[.!?…:;][\"'”’»)\]]{0,3}$")
_MARKER = re.compile(
    r"(?i)^(?:[*#•»>\\-]{0,4}\s{0,3})(?:"
    r"advertisement|adverti[sz]ing|ads powered by|article continues (?:after|below).{0,40}|story continues.{0,40}"
    r"|story highlights?|featured stor(?:y|ies)|(?:related|recommended|editor'?s'? picks?|trending|popular"
    r"|latest)(?: (?:stories|story|articles?"
    r"|news|topics?|content|coverage|links|posts?|videos?))?:?|(?:you )?(?:may|might) also (?:like|be "
    r"interested.{0,20})"
    r"|more (?:on|from) (?:this )?.{0,30}|most (?:read|popular|viewed|shared|commented|recent|watched)(?: .{0,20})?"
    r"|read (?:next|more|also|on|this|the full).{0,60}|also (?:read|worth reading|on).{0,40}|see (?:also"
    r"|more)\b.{0,60}|don'?t miss.{0,40}"
    r"|must reads?|top (?:stories|news)|what'?s (?:new|hot)|sponsored.{0,30}|paid content|promoted.{0,20}|watch(?: "
    r"now| live)?:?"
    r"|tags?:?|keywords?:?|categor(?:y|ies):?|filed under:?.{0,60}|topics?:?|explore more.{0,40}|next(?: article| "
    r"story)?|previous.{0,20}"
    r"|share(?: (?:this|article|on|via).{0,40})?|follow(?: us.{0,30})?|print|email|e-mail|comments?|view comments"
    r"|leave a (?:comment|reply)"
    r"|bookmark|whatsapp|telegram|facebook|twitter|linkedin|instagram|youtube|reddit|copy link|sign (?:up|in|me "
    r"up).{0,80}|log ?in"
    r"|subscribe.{0,80}|newsletters?|search.{0,30}|menu|home|skip to.{0,40}|back to top.{0,20}|loading.{0,20}|join"
    r"|content is loading.{0,20}|thanks for sharing.{0,5}|small|medium|large|writer:|published ?:?.{0,40}|fast"
    r"|image|photo|gallery|video|audio"
    r")\s*$"
)
_OTHER_STORIES = re.compile(
    r"(?i)^(?:[*#•»>\s-]{0,4})(?:related|recommended|featured stor|more (?:on|from)|most (?:read|popular|viewed"
    r"|shared|commented|watched)|read (?:next|more|also)"
    r"|also (?:read|worth)|see also|editor'?s'? picks?|trending|you (?:may|might)|top (?:stories|news)|latest "
    r"(?:stories|news)|must reads?"
    r"|don'?t miss|tags?\b|keywords?\b|popular|story highlights)"
)
_FURNITURE = re.compile(
    r"(?i)\b(?:sign(?:ing)? up (?:for|to|with|,)|by (?:signing up|providing (?:an|your) e|clicking|subscribing"
    r"|continuing|using)|newsletters?\b"
    r"|terms (?:of (?:use|service)|(?:&|and|&\s{1,6}) ?conditions)|privacy (?:policy|notice|statement)"
    r"|cookies?\b.{0,40}(?:use|accept|polic|consent)|all rights reserved|©|copyright\b|(?:c) 20\d\d"
    r"|click here|tap here|subscri(?:be|ber|ption)\b|your (?:inbox|subscription|browser|email|comment|account"
    r"|device)|unsubscribe"
    r"|please (?:try again|enable|log in|sign|enter|support|consider|visit)|follow us|follow @?\w{2,30} on|download "
    r"(?:the|our)|get (?:the|our) (?:latest|pick|cna|app|top|best|daily|breaking)"
    r"|whatsapp channel|telegram channel|javascript|read (?:a summary|the full (?:story|article)|more (?:at|about"
    r"|on))|this (?:audio|content) is (?:generated|provided)"
    r"|you can now listen|use of (?:materials|this site|cookies)|gift \d|share the best|media playback|adblock|view "
    r"comments|playback is unsupported|get bite-sized|give it a try"
    r"|marketing and promotions|related corporations|have read and agree|exclusive insights|billed at|per month"
    r"|\$\d{1,3}\.\d\d/month"
    r"|reprint permission|permission to (?:use|reprint)|listen to article|share this article|your consent|berhasil "
    r"di salin|report a typo|contact us at|write to us|send us)"
)
_CAPTION = re.compile(
    r"(?:\((?:Photo|Image|Picture|File photo|FILE PHOTO|AFP|AP|Reuters|REUTERS|EPA|Getty)\b[^()]{0,100}\)"
    r"|\b(?:REUTERS|AFP|AP|EPA|EFE|Xinhua|ANTARA|Reuters|TASS|Sputnik|Getty Images|Anadolu)\s?/\s?[\w .,'/-]{1,60}"
    r"|/(?:REUTERS|AFP|AP|EPA|Reuters|Getty Images|Pool|File Photo|Handout)\b.{0,30}"
    r"|\b(?:AP|AFP|EPA|Reuters|REUTERS)? ?(?:FILE )?PHOTO\b.{0,20}|[—–-] ?(?:Reuters|AFP|AP|EPA|Xinhua|Bernama"
    r"|Agencies) ?(?:photo|pic)?"
    r"|(?:Photo|Image|Picture|Photograph)(?: credit)?s?(?: by| ?:| courtesy| ©).{0,80}|via (?:REUTERS|Reuters|AP"
    r"|AFP|Getty Images)\)?"
    r"|(?:handout|file photo|Getty Images|Shutterstock)\)?)[.)\s]*$"
)
_CAPTION_START = re.compile(
    r"(?:Image (?:copyright|caption|source)|Media caption|Enlarge this image|FILE ?(?:PHOTO)?\s?[-:–—]|File photo"
    r"|Photo ?:|Caption ?:|In this (?:file |handout )?"
    r"(?:photo|image|picture)|\(?(?:From )?[Ll]eft to right)"
)
_CAPTION_SIGNS = re.compile(
    r"\((?:left|right|L|R|C|center|centre|not pictured|file|front|back|seated|second left|2nd [LR]|from left)\)|, "
    r"(?:left|right|center|centre),|pictured (?:left|right)"
)
_CREDIT_INSIDE = re.compile(r"\b(?:REUTERS|AFP|AP|EPA)/[A-Z]\w+|\((?:Photo|Image|AFP|AP|EPA|Reuters|REUTERS)\s?[:/]")
_BYLINE = re.compile(
    r"(?i)^(?:by|reporting by|editing by|\(?reporting|additional reporting|writing by|with (?:assistance|reporting) "
    r"(?:by|from)|source ?:|writer ?:|author ?:|compiled by|edited by"
    r"|[—–â-]{1,2}\s{0,2}(?:with|by|reporting|additional|agencies|reuters|afp|ap)\b|editor[ -]in[ -]chief|our "
    r"correspondent|staff (?:writer|reporter))"
)
_STAMP = re.compile(
    r"(?i)^(?:\(?(?:updated?|published|posted|last modified|first published|created|modified|date)\b.{0,60}|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? .{0,40}\d{4}.{0,30}|.{0,12}\b20\d\d\b.{0,24}"
    r"|\d{1,2}[:.]\d\d.{0,20}|\d{4}-\d\d-\d\d.{0,20}|[\d.,\s°/|CF%-]{1,30})$"
)
_KEYED = re.compile(
    r"^(Title|Date|Category|Tags|Slug|Src|Source|Author|URL|Url|Publisher|Published|Modified|Summary|Keywords|Lang"
    r"|Language|Section|Byline|Link)\s?:\s?(.*)$"
)
_YAML_KEY = re.compile(r"^([A-Za-z_][\w-]{0,40})\s?:\s?(.*)$")
_HANGING = re.compile(
    r"(?:\b(?:of|the|in|and|on|by|at|including|for|to|with|from|a|an|that|as|or|but|is|are|was|were|be|than|between"
    r"|into|over|its|their|his|her|has|have|had|will|not|said|Mr|Mrs|Ms|"
    r"President|Minister|Secretary|U\.S\.|who|which|after|before|when|amid|while|about|against|under|until|across"
    r"|via|The|A|An|In|On|At|With)"
    r"|[,(\"“‘&–—-]|’s|'s)$"
)
_CONTINUES = re.compile(r"[a-z0-9,;)\]’”%/…]|\.(?:$|\s)|-->?$")
# "Quispe added:" before a paragraph of quoted words.
_INTRODUCES = re.compile(
    r"\b(?:said|says|added|adds|told|wrote|writes|tweeted|continued|stressed|stated|noted|warned|asked|replied"
    r"|explained|declared)\b[^.]{0,60}:$"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def paragraphs(text: str, cleaned: str, title: str | None) -> tuple[Paragraph, ...]:
    """Every paragraph of the page in order, with what it is. `cleaned` is `clean(text)`."""
    front, start = _front_matter(cleaned)
    blocks = list(_blocks(cleaned, start))
    parts = _classify(cleaned, blocks, title, bool(front))
    return (*front, *(Paragraph(block, part) for block, part in zip(blocks, parts, strict=True)))


def _lines(text: str, start: int) -> list[Span]:
    """The lines of the text without the white space around them; empty lines are empty spans."""
    lines, at = [], start
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        first, last = at, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        lines.append(Span(first, last))
        at = stop + 1
    return lines


def _front_matter(text: str) -> tuple[tuple[Paragraph, ...], int]:
    """The head of a delivered file (YAML between dashes, or "Key: value" lines): its title as a headline, and where it ends."""
    lines = _lines(text, 0)
    at = next((i for i, line in enumerate(lines) if line.end > line.start), len(lines))
    if at == len(lines):
        return (), 0
    title: Span | None = None
    if text[lines[at].start : lines[at].end] == "---":
        for i in range(at + 1, min(at + 60, len(lines))):
            row = text[lines[i].start : lines[i].end]
            if row == "---":
                return ((Paragraph(title, Part.HEADLINE),) if title else ()), lines[i].end
            key = _YAML_KEY.match(row)
            if key and key[1].lower() in {"title", "headline"} and key[2]:
                first, last = lines[i].start + key.start(2), lines[i].end
                if text[first] in "'\"" and last - first > 1:
                    first, last = first + 1, last - (text[last - 1] in "'\"")
                title = Span(first, last)
        return (), 0
    keyed = 0
    while at + keyed < len(lines):
        line = lines[at + keyed]
        key = _KEYED.match(text[line.start : line.end])
        if not key:
            break
        if key[1] == "Title" and key[2]:
            title = Span(line.start + key.start(2), line.end)
        keyed += 1
    if keyed < 2:
        return (), 0
    return ((Paragraph(title, Part.HEADLINE),) if title else ()), lines[at + keyed - 1].end


def _blocks(text: str, start: int) -> Iterable[Span]:
    """Lines joined to paragraphs where a line goes on in the next."""
    lines = _lines(text, start)
    wrapped = _is_wrapped(lines)
    block: Span | None = None
    previous = Span(0, 0)
    for line in lines:
        if line.end == line.start:
            if block:
                yield block
            block = None
            continue
        if block and _goes_on(text, previous, line, wrapped):
            block = Span(block.start, line.end)
        else:
            if block:
                yield block
            block = line
        previous = line
    if block:
        yield block


def _is_wrapped(lines: Sequence[Span]) -> bool:
    """Whether the page is set in lines of at most 60 to 100 letters, with empty lines between paragraphs."""
    filled = [line.end - line.start for line in lines if line.end > line.start]
    if not filled or 6 * sum(length > 120 for length in filled) > len(filled):  # a line may hold a long address
        return False
    pairs = sum(a.end > a.start and b.end > b.start for a, b in pairwise(lines))
    long = sum(55 <= length <= 100 for length in filled)
    return long >= 3 and pairs >= 2 and 2 * long >= len(filled)


def _goes_on(text: str, previous: Span, line: Span, wrapped: bool) -> bool:
    before, after = text[previous.start : previous.end], text[line.start : line.end]
    if _MARKER.match(before) or _MARKER.match(after) or after.startswith("-->") or before.startswith("-->"):
        return False
    if wrapped:
        return previous.end - previous.start >= 45
    if _CAPTION.search(before):
        return False
    if after[0] in ",;.)" or before.endswith("…") or after == "…":
        return True
    if _END.search(before):
        return False
    if _HANGING.search(before):
        return True
    # A menu is a column of short lines; running text that goes on in small letters follows a line of some length.
    return bool(_CONTINUES.match(after)) and (len(before) >= 25 or len(after) >= 25 or len(after) <= 3)


def _classify(text: str, blocks: Sequence[Span], title: str | None, titled: bool) -> list[Part]:
    rows = [text[block.start : block.end] for block in blocks]
    parts = [_first_look(row) for row in rows]
    bodies = [i for i, part in enumerate(parts) if part is Part.BODY]
    if not bodies:
        # A page without one sentence: a lone title still tells something.
        return [Part.HEADLINE if len(_WORD.findall(row)) >= 4 and not _FURNITURE.search(row) else Part.FURNITURE for row in rows]
    vocabulary = _content(" ".join(rows[i] for i in bodies))
    others = False
    for i, row in enumerate(rows):
        if _OTHER_STORIES.match(row) and len(row) < 60:
            others, parts[i] = True, Part.FURNITURE
            continue
        if parts[i] is Part.BODY:
            others = False
            continue
        if parts[i] is Part.HEADLINE:
            among = bodies[0] < i < bodies[-1]
            if others or i > bodies[-1] or not _belongs(row, vocabulary, title) or (among and _in_list(rows, i)):
                parts[i] = Part.FURNITURE
    return parts


def _first_look(row: str) -> Part:
    words = len(_WORD.findall(row))
    if not words or _MARKER.match(row) or _BYLINE.match(row) or (_STAMP.match(row) and words < 9):
        return Part.FURNITURE
    if _CAPTION_START.match(row) or _CAPTION.search(row) or (_CREDIT_INSIDE.search(row) and words < 90):
        return Part.CAPTION if words >= 5 else Part.FURNITURE
    if _CAPTION_SIGNS.search(row) and words < 50:
        return Part.CAPTION
    if _FURNITURE.search(row) and words < 60:
        return Part.FURNITURE
    ends = bool(_END.search(row))
    if (ends and words >= 6) or words >= 22:
        return Part.BODY
    if ends and words >= 2 and row[0] in "\"“‘'«" and row.rstrip()[-1] not in ":;":
        return Part.BODY
    if ends and words >= 3 and not row.endswith((":", ";", "…")) and any(w[0].islower() for w in _WORD.findall(row)):
        return Part.BODY
    if _INTRODUCES.search(row):
        return Part.BODY
    return Part.HEADLINE if words >= 2 and len(row) <= 200 else Part.FURNITURE


def _content(row: str) -> set[str]:
    """Stems of the words that carry content: their first five letters."""
    return {word.lower()[:5] for word in _WORD.findall(row) if len(word) >= 4 or (word.isupper() and len(word) >= 2)}


def _belongs(row: str, vocabulary: set[str], title: str | None) -> bool:
    """Whether a headline is of this article: most of its words that carry content stand in the article too."""
    if title and row.strip() == title.strip():
        return True
    words = _content(row)
    lower = sum(word[0].islower() for word in _WORD.findall(row))
    if len(_WORD.findall(row)) < 4 and not lower:
        return False
    return bool(words) and len(words & vocabulary) >= 0.5 * len(words)


def _in_list(rows: Sequence[str], at: int) -> bool:
    """Whether a line stands among other lines that are no sentences: a list of stories or links."""
    around = [*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2]]
    return all(not _END.search(row) and len(row) < 140 for row in around)
