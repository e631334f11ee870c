"""Runs of words that may be a person's name, and the words before a name that are none of it (Mr, General, Sheikh)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x250) if chr(code).isupper()) + "ĀĪŌŪḤṢṬẒʿ"
_WORD = rf"[{_UPPER}][^\W\d_]*(?:[’'`ʿʾ-](?![sS]\b)[^\W\d_]+)*"
_INITIAL = rf"(?:[{_UPPER}]\.(?:-?[{_UPPER}]\.)*)"
_PARTICLE = (
    r"(?:al|el|Al|El|bin|bint|ibn|ben|abu|ould|von|van|der|den|de|del|della|di|da|dos|das|do|du|la|las|los"
    r"|le|e|y|ter|ten|zu|af|av|ul|ur|ud|uz|e)"
)
_NICK = rf"(?:[\"“‘'(](?:{_WORD})[\"”’')])"
_AL = r"(?:(?:al|el|as|an|ar|at|ash|ad|az|ul|ur|e)[-–](?=[A-Z]))"
_RUN = re.compile(
    rf"(?<![\w@#&$/’'.-])(?:{_AL})?(?:{_INITIAL}|{_WORD})"
    rf"(?:[ \n]{{1,4}}(?:(?:{_PARTICLE}[ \n]{{1,3}}){{0,3}}(?:{_AL})?(?:{_INITIAL}|{_WORD})"
    rf"|{_NICK}(?=[ \n]{{1,3}}[{_UPPER}]))){{0,8}}"
    rf"(?:(?<=[ \n][JS]r)\.|,?[ \n](?:Jr|Sr)\b\.?|[ \n](?:I{{2,3}}|IV|VI{{0,3}}|IX|XI{{0,3}}|XIV|XV|XVI)\b)?"
)
# What stands before a name and is none of it.
PRENAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Brig|Sen|Rep|Gov|Amb|Hon|Msgr|Eng|Pres"
    r"|Sec)\.?|Mister|Madam|Madame|Sir|Dame|Lord|Lady|Baroness|Baron|Sheikha?|Shaikha?|Sheik|Shaykh|Sayyid|Sayyed"
    r"|Seyed|Hojatoleslam|Hojjatoleslam"
    r"|Ayatollah|Professor|Doctor|Reverend|Father|Comrade|General|Lieutenant|Colonel|Major|Captain|Commander"
    r"|Admiral|Brigadier|Marshal|Field|Sergeant|Rear|Vice|His|Her|Their|Excellency|Highness|Majesty|Royal|Holiness"
    r"|Eminence|Grand|Mufti|Maulana|Mawlana|Mawlawi|Maulvi|Molvi|Mullah|Sayed|Syed|H\.E\.?|H\.H\.?|HE|HH|HRH|HM|U|Daw|Haji|Datuk|Dato|Tan|Seri|Sri|Utama|Tun"
    r"|Datin|Ratu|Speaker|Secretary|Dato[’'`]?|Honou?rable|Honou?rary|Most|Right|Pehin|Pengiran|Chief|Alhaji|Hajia|Otunba)$"
)
STRONG = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gen|Lt|Col|Maj|Adm|Gov|Amb|Secretary|Sheikha?|Sheik|Shaikh|Sir|Ayatollah|Pope|General|Admiral"
    r"|Colonel|H\.E)\.?$"
)
# Capitalised words that begin sentences or name other things: a run is cut at them.
_STOP = frozenset(
    "The A An In On At By For From With Without And But Or Nor If When While Where Why How What Who Whose Which "
    "That This These Those There Here He She It They We You I His Her Its Their Our My Your As After Before Since "
    "Until Although Though Because "
    "However Meanwhile Moreover Both Earlier Later Last Next Then Now Today Tomorrow Yesterday Also Amid Among "
    "According Asked Despite During Following Speaking Addressing Quoting Citing Under Over About Between Against "
    "Along Apart Aside Once Only Even Just Yet So To Of Not No Yes "
    "Some Many Most Several Each Every All Any Other Another Such More Still Instead Thus Hence Therefore Further "
    "Neither Either Whether Unlike Like Than Up Out Off Into Through Within Upon Per Via Read See Watch Photo Image "
    "Expatriates Caption File Source Sources Added "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August "
    "September October November December Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec "
    "Tues Thurs God Islam Islamic Christian Jewish Muslim Muslims Sunni Shia Shiite Christmas Ramadan Easter Eid "
    "Western Eastern Northern Southern West East North South Central Far Middle Near "
    "Said Says Told Asked Welcome Welcoming Thank Thanks Dear Good Great One Two Three Four Five Six Seven Eight "
    "Nine Ten First Second Third Analysts Observers Officials Experts Critics Diplomats Reporters Analysis Opinion "
    "Exclusive Breaking Update Live Video Meet Meets Custodian".split()
)
# A run with one of these is the name of a body, a place, a plan or an event.
_BODY = frozenset(
    "Ministry Department Council Party Summit Agreement Initiative University Committee Union Organization "
    "Organisation Agency Bank Fund Conference Treaty Accord Accords Forum Group War Wars Sea Road Act Plan Building "
    "Palace Airport Street Avenue Square Park Bridge River Lake Valley Mountain Mountains Island Islands "
    "Strait Gulf Ocean Coast Province Region Republic Kingdom Federation Emirates States State Nation Nations House "
    "Senate Congress Parliament Assembly Government Administration Authority Commission Court Office Bureau "
    "Institute Institution Center Centre Foundation Society Association Company Corporation Corp Inc Ltd Group "
    "Times Post Herald News Daily Tribune Journal Guardian Television TV Radio Press Agency Media Network Channel "
    "Affairs Force Forces Army Navy Guard Guards Brigade Movement Front Alliance Coalition League Pact Protocol "
    "Resolution Charter Constitution Declaration Statement Communique Process Project Program Programme Partnership "
    "Corridor Belt "
    "Security Defense Defence Intelligence Foreign Economic Trade Energy Peace Cooperation Development Strategic "
    "Human Rights Law Order Policy Strategy Dialogue Talks Meeting Games Cup Olympics Olympic World Global "
    "International National Day Week Year Month Prize Award Station Port Base Hotel Hall Club School College "
    "Hospital Church Mosque Temple Cathedral "
    "Board Service Services Union Trust Mission Embassy Consulate Zone Area Territory Territories City County "
    "District Town Village Capital Border Line Wall Green Red Black White Blue Yellow Oval Nuclear Atomic Missile "
    "Air Space Pacific Atlantic Indian Arctic Asia Europe Africa America Americas Asian European African Arab Latin "
    "Caribbean Mediterranean Balkans Balkan "
    "Debate Treasury Pentagon Kremlin Twitter Facebook Google Instagram Telegram WhatsApp Newsroom Desk Editor "
    "Correspondent Reporter Staff Agencies Democrat Democrats Republican Republicans Democratic Communist "
    "Conservative Labour Liberal Socialist Parliamentarians Customs Relations Accord Deal Crisis Conflict "
    "Revolution Uprising Spring Genocide Holocaust Covid COVID".split()
)
_POSSESSIVE = re.compile(r"[’'`]s?$")


class NameRun(NamedTuple):
    """A stretch that may be a name. `honoured`: a title such as Mr or General stands right before it."""

    start: int
    end: int
    sentence: int
    honoured: bool
    prename: str


def words_of(name: str) -> list[str]:
    """The words of a name."""
    return re.findall(r"[^\W\d_][\w.’'-]*", name)


def lead_of(text: str, run: NameRun) -> int:
    """Where the titles right before a name begin: Mr, General, Sheikh."""
    at = run.start
    for word in reversed(run.prename.split()):
        before = text[max(0, at - 4) : at]
        edge = at - (len(before) - len(before.rstrip(" \n.,’'`")))
        if edge == at or not text.startswith(word, edge - len(word)):
            break
        at = edge - len(word)
    return at


def find_runs(text: str, start: int, end: int, sentence: int, blocked: Sequence[tuple[int, int]]) -> Iterator[NameRun]:
    """Runs of capitalised words in text[start:end], cut at blocked stretches (offices, gazetteer names) and at other words."""
    for match in _RUN.finditer(text, start, end):
        for first, last in _free(match.start(), match.end(), blocked):
            title = _ABBREVIATED.search(text, max(start, first - 14), first)
            yield from _cut(text, first, last, sentence, (title[1] or title[2]) if title else "")


def _free(start: int, end: int, blocked: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = start
    for first, last in blocked:
        if last <= at or first >= end:
            continue
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


# Words of bodies that are surnames too, by where they stand in a person's name: "Park Ji-hoon" but "Gorky Park".
_SURNAME_FIRST = frozenset({"Park"})
_SURNAME_LAST = frozenset({"Green", "Black", "White", "Day", "Price"})


# Titles only behind others ("Tan Sri", "Dato' Seri"); else they are given names.
_AFTER_TITLES = re.compile(r"(?:Seri|Sri|Utama|Most|Right|Chief)$")


def _names_a_body(name: str, place: int, count: int) -> bool:
    word = _POSSESSIVE.sub("", name)
    if (word in _SURNAME_FIRST and place == 0) or (word in _SURNAME_LAST and 0 < place == count - 1):
        return False
    return word in _BODY or name.rstrip("s") in _BODY


_PIECE = re.compile(r"\S+")
_PARTICLE_LAST = re.compile(r"\b(?:bin|bint|ibn|ben|al|Al|El|abu|Abu|ould)$")  # "bin Said": a name, whatever the word
_BEGINS_ANEW = re.compile(r"(?:Mr|Mrs|Ms)\.?|\([A-Z&-]{2,8}\)")  # "the Fund (FFW) Mr X"
# A title with its dot ends a run of capitals, so it stands before it.
_ABBREVIATED = re.compile(
    r"\b(?:(Mr|Mrs|Ms|Dr|Prof|Rev|Gen|Lt|Col|Maj|Capt|Adm|Sgt|Brig|Sen|Rep|Gov|Amb|Hon|Sec"
    r"|Pres)\.|(Dato)[’'`])[ \n]{1,2}$"
)


def _cut(text: str, start: int, end: int, sentence: int, title: str) -> Iterator[NameRun]:
    """A run without its stop words and titles, in parts."""
    part: list[tuple[int, int]] = []
    titles: list[str] = [title] if title else []
    parts: list[tuple[list[tuple[int, int]], list[str]]] = []
    for piece in _PIECE.finditer(text, start, end):
        word = _POSSESSIVE.sub("", piece.group().strip(",;:()[]\"“”‘’'"))
        if word in _STOP and not (part and _PARTICLE_LAST.search(text, part[-1][0], part[-1][1])):
            parts.append((part, titles))
            part, titles = [], []
        elif part and _BEGINS_ANEW.fullmatch(piece.group()):
            parts.append((part, titles))
            part, titles = [], [word]
        elif not part and (
            not word
            or piece.group()[0] in "-–"
            or (word[:1].islower() and not re.match(r"(?:al|el|bin|ibn|von|van|de|da|di|del|la|le|ter|ten)\b", word))
        ):
            continue
        elif not part and PRENAME.match(word) and (titles or not _AFTER_TITLES.match(word)):
            titles.append(word)
        else:
            part.append((piece.start(), piece.end()))
    parts.append((part, titles))
    for pieces, before in parts:
        if not pieces:
            continue
        first, last = pieces[0][0], pieces[-1][1]
        written = text[first:last]
        lead = len(written) - len(written.lstrip(" ,;:()[]\"“‘'’"))
        tail = re.search(r"[ ,;:()\[\]\"“”’'-]*$", written)
        first, last = first + lead, first + (tail.start() if tail else len(written))
        if last - first < 2:
            continue
        names = text[first:last].split()
        if any(_names_a_body(name, place, len(names)) for place, name in enumerate(names)) or not any(
            name[0].isupper() or re.match(r"[a-z]{1,2}[-–][A-ZÀ-Ž]", name) for name in names
        ):
            continue
        if all(name.isupper() and len(name) > 1 for name in names) and len(names) == 1 and "." not in names[0]:
            continue  # an abbreviation
        if len(names) == 1 and re.search(r"[a-z][A-Z]{2}", names[0]):
            continue  # an agency or a company: "NewsCO"
        yield NameRun(first, last, sentence, any(STRONG.match(word) for word in before), " ".join(before))
