"""Names of the gazetteer on the page, each judged by the words around it: a country, its government, a place, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sources.extraction.gazetteer import Gazetteer, Kind, Named
from sources.extraction.mentions import Page


class Sense(StrEnum):
    """What a name means where it stands."""

    COUNTRY = "country"
    DEMONYM = "demonym"
    SEAT = "seat"
    ORGANIZATION = "organization"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Found:
    """A name on the page, in its sense. `value` is an alpha-2 code, a slug, or a city."""

    start: int
    end: int
    sense: Sense
    values: tuple[str, ...]
    sentence: int
    country: str | None = None  # of a place


# Words that, after a country or demonym and with a capital, keep the country meant: offices and bodies of its government.
_GOVERNMENT = (
    r"(?:President|Vice|Prime|PM|Premier|Chancellor|King|Queen|Emir|Sultan|Crown|Prince|Princess|Supreme|Leader"
    r"|Minister|Deputy|Foreign|External|Defen[cs]e|Finance"
    r"|Interior|Trade|Energy|Oil|Economy|Commerce|Home|Internal|Health|Justice|Agriculture|Transport|Environment"
    r"|Education|Culture|Labou?r|Treasury|State|Secretary"
    r"|Ambassador|Embassy|Consul|Consulate|Ministry|Ministries|Government|Parliament|Senate|Senator|Sen\.|Congress"
    r"|Congressman|Rep\.|House|Cabinet|Council|National|Federal|Central|Special"
    r"|Envoy|Army|Navy|Air|Armed|General|Gen\.|Lt\.|Lieutenant|Col\.|Colonel|Major|Maj\.|Adm\.|Admiral|Field"
    r"|Marshal|Chief|Head|Speaker|First|Second|Acting|Interim|Under|Undersecretary|Assistant|Attorney"
    r"|Mr|Mrs|Ms|Dr|Sheikh|Ayatollah|Republic|Arab|Embassy|Department|Presidency|Presidential|Military|Security"
    r"|Intelligence|Treasury|Commander|Governor|Chairman|Commissioner|Representative|Permanent|Mission|Delegation"
    r"|Ex-|Former|Democratic|Opposition|Communist|Republican|Revolutionary|High|Authority|Side|Climate|Nuclear"
    r"|Citizens?|Nationals?|Investment|Strategic|Presidents?|Ministers?|Leaders?|Officials?|Diplomats?|Counterpart"
    r"|Top|Counselor|Counsellor)"
)
_GOVERNED = re.compile(rf"[ \n]{{1,3}}{_GOVERNMENT}\b")
_CAPITAL_FOLLOWS = re.compile(r"[ \n]{1,3}(?:&\s{1,5})?([A-Z][\w’'-]*)")
# A name that goes on with one of these is no country: newspapers, broadcasters, companies, teams, streets, schools.
_NAMED_AFTER = re.compile(
    r"[ \n]{1,3}(?:\w{1,15} )?(?:Daily|Times|Post|Herald|Globe|News|Today|Tribune|Mail|Star|Observer|Gazette"
    r"|Journal|Chronicle|Inquirer|Mirror|Telegraph|Television|TV|Radio|Press|Review"
    r"|Monitor|Broadcasting|Media|Network|Weekly|Standard|Insider|Express|Global Television|Airlines?|Airways|Bank"
    r"|Group|Inc|Ltd|Corp\w*|Company|Motors?|Steel|University|College|School|Institute"
    r"|Institution|Museum|Hospital|Theat(?:er|re)|Opera|Orchestra|Ballet|Street|Avenue|Road|Boulevard|Square|Bridge"
    r"|Lane|Hotel|Restaurant|Club|United|City FC|FC|Cup|Open|Grand Prix|League|Rangers"
    r"|Olympics?|Games|Festival|Film|Marathon|Observatory|Foundation|Society|Association|Federation of|Red C\w+"
    r"|Medical|Chamber|Stock|Exchange|Petroleum|Oil Company|Orthodox|Catholic|Church|Dream|Airport"
    r"|Sea|Ocean|Strait|Gulf|Delta|Basin|Desert|Canal|Peninsula|Island|Islands|Mountains?|Valley|River|Exim|Harbour"
    r"|Railway|Standard|Shepherd|Revolution|Idol)\b"
)
_PLAIN_AFTER = re.compile(
    r"(?i)[ \n]{1,3}(?:coffee|delight|baths?|carpets?|rugs?|tea|food|cuisine|dish(?:es)?|restaurants?|toast|fries"
    r"|kiss|pastry|cheese|chocolate|cigars?|nuts?|cats?|dogs?|shepherds?|roulette|salad|dressing"
    r"|vodka|whisky|wine|beer|leather|silk|porcelain|opera|ballet|literature|language|grammar|lessons?|classes"
    r"|speakers?|speaking|word|translation|version|edition|subtitles|alphabet|sweatshop|studies|wall"
    r"|standoff|letters?|numerals?|bull(?:dog)?|mastiff|doll|windows?|doors?|horn|muffins?|breakfast|striker"
    r"|midfielder|goalkeeper|footballer|champions?|coach|players?"
    r"|team(?! (?:was |is |were )?(?:led|headed|represented|arrived|left|of|in|included)\b)"
    r"|squad|fans|captain|novel|novelist"
    r"|author|poet|singer|actor|actress|film|movie|director|band|song|artist|painter|tennis|football|soccer|rugby"
    r"|cricket|hockey)\b"
)
_NAMED_BEFORE = re.compile(
    r"(?:\b(?:CNN|BBC|Bank|University|Institute|Museum|Church|Voice|Radio|Air|Gulf|Sea|Miss|Team|FC|AC|Real|Strait|Straits"
    r"|Journal|Times|Herald|Hotel|South|Little|Port|Fort|New|Mount|San|Lake|Latin|Central|North|Meso) (?:of )?|@|#)$"
)
_LANGUAGE_BEFORE = re.compile(
    r"(?i)\b(?:in|into|from|spoke|speaks?|speaking|spoken|fluent|native|learn(?:ed|ing)?|translated?|written)(?: "
    r"fluent| broken| his native| her native| native)? $"
)
_LANGUAGES = frozenset(
    "English French Spanish Arabic Russian Chinese Turkish German Portuguese Persian Hebrew Korean Japanese Italian "
    "Ukrainian Polish Greek Hindi Urdu Vietnamese Thai Serbian Dutch Swedish".split()
)
_LANGUAGE_AFTER = re.compile(r"\s{0,2}(?:[.,;:)\"”]|$|and\b|or\b|on\b|at\b|to reporters|language)")

_LOCATIVE = re.compile(
    r"(?i)(?:\b(?:in|inside|near|outside|around|through|via|at|across|within|downtown|central|visit(?:s|ed|ing)?"
    r"|tours?|toured|left|leaves?|leaving|reach(?:es|ed|ing)?|departed|host city|(?:the )?capital(?: city)?(?: of)?"
    r"|city of|town of|port of|streets of|suburbs? of|outskirts of|airport of|mayor of|stop in|capital,)"
    r"|\b(?:visits?|trips?|travel(?:l?ed|s|l?ing)?|fl(?:y|ew|ies|ying|own)|head(?:s|ed|ing)?|return(?:s|ed|ing)?"
    r"|com(?:e|es|ing)|came|go(?:es|ing|ne)?|went|invited(?: him| her| them)?|invitation|arriv(?:e|es|ed|ing|al)"
    r"|back|journey|tour|flights?"
    r"|pilgrimage|delegations?|sent|dispatched|moved|move|drove|take (?:him|her|them)|took (?:him|her|them)|bring "
    r"(?:him|her|them)|stopover|welcomed?(?: \w+){0,3}|envoys?|on his way|on her way|en route|relocated?|official "
    r"visit|state visit) (?:back )?to"
    r"|\b(?:flight|reporting|returned|returns|returning|arrived|arriving|back|flew|reports?|travell?ed|coming|came"
    r"|departed|left|broadcast|km|kilomet(?:er|re)s|miles) (?:\w+ )?from)"
    r"(?: the)?(?: (?:Russian|Turkish|Syrian|Chinese|Iranian|Saudi|Egyptian|German|French|British|Belgian|Swiss"
    r"|[A-Z]\w+(?:n|sh|ese|i|ch)))?(?: capital| city| port city| resort)?(?: of)?,? $"
)
_SEAT_TIES = re.compile(
    r"(?i)\b(?:ties|relations|relationship|talks|negotiations|dialogue|contacts|cooperation|partnership|tensions?"
    r"|rift|war|between|with|against|by|closer|accused|accuses|accusing|pressure on|urged|urges|warned|criticis"
    r"|told|for|that|of) $"
)
_PLACE_AFTER = re.compile(
    r"(?:[’']s (?:airport|streets?|suburbs?|outskirts|international airport|\w+ (?:Palace|Square|Airport|Hotel)"
    r"|mayor|city|downtown|residents)|[ \n](?:airport|hotel|suburb|neighbou?rhood|resident|residents|street|streets"
    r"|summit|meeting|meetings|talks|visit|trip|conference|round|process"
    r"|format|forum|studio|bureau|mayor|time|newsroom|school|university|university’s|mosque|cathedral|court"
    r"|stadium)\b|-based\b|-born\b)"
)
_NUMBERED = re.compile(r"^\s?\d")


def find_names(page: Page, gazetteer: Gazetteer) -> tuple[Found, ...]:
    """Every country, organization and place named in the page's sentences, in reading order."""
    found: list[Found] = []
    for number, sentence in enumerate(page.sentences):
        for name in gazetteer.names.find(page.clean, sentence.span.start, sentence.span.end):
            found.extend(_judge(page, gazetteer, name, number))
    return tuple(_without_shared_seats(page.clean, found))


# Bodies that stand for one government only on pages that speak of its country.
_SHARED_SEATS = frozenset({"Foreign Office"})


def _without_shared_seats(text: str, found: Sequence[Found]) -> list[Found]:
    shared = [f.sense is Sense.SEAT and text[f.start : f.end] in _SHARED_SEATS for f in found]
    spoken = {f.values[0] for f, is_shared in zip(found, shared, strict=True) if not is_shared and f.sense is not Sense.PLACE}
    return [f for f, is_shared in zip(found, shared, strict=True) if not is_shared or f.values[0] in spoken]


def _judge(page: Page, gazetteer: Gazetteer, name: Named, sentence: int) -> Iterator[Found]:
    text = page.clean
    bounds = page.sentences[sentence].span
    written = name.name
    before = text[max(bounds.start, name.start - 60) : name.start].replace("\n", " ")
    after = text[name.end : min(bounds.end, name.end + 60)].replace("\n", " ")
    kinds = name.kinds
    if Kind.ORGANIZATION in kinds and not (_is_word(before, after)):
        yield Found(name.start, name.end, Sense.ORGANIZATION, (gazetteer.organizations[written],), sentence)
        return
    if _part_of_longer(before, after):
        return
    if Kind.COUNTRY in kinds:
        yield Found(name.start, name.end, Sense.COUNTRY, (gazetteer.countries[written],), sentence)
    elif Kind.DEMONYM in kinds:
        if not _is_language(written, before, after) and not _PLAIN_AFTER.match(after):
            yield Found(name.start, name.end, Sense.DEMONYM, gazetteer.demonyms[written], sentence)
    elif Kind.SEAT in kinds:
        yield _seat_or_place(gazetteer, name, written, (before, after), sentence)
    elif Kind.CITY in kinds:
        city = gazetteer.cities[written][0]
        if city.common and not re.search(r"(?i)\b(?:in|near|at|to|from|outside|of) $", before):
            return
        if _CAPITAL_FOLLOWS.match(after) and not _GOVERNED.match(after):
            return
        if re.search(r"[A-Z][\w’'-]* $", before) and not re.search(r"(?:^|[.!?:] )[A-Z]\w* $", before):
            return
        yield Found(
            name.start, name.end, Sense.PLACE, (city.name,), sentence, _told_country(gazetteer, written, after) or city.country
        )


def _is_word(before: str, after: str) -> bool:
    """Whether an organization's letters are only part of another word."""
    return bool(re.search(r"[\w@#]$", before)) or bool(re.match(r"\w", after))


def _part_of_longer(before: str, after: str) -> bool:
    """Whether a name belongs to that of a newspaper, a company, a street, a team …"""
    if _NAMED_AFTER.match(after) or _NAMED_BEFORE.search(before[-20:]):
        return True
    if re.search(r"\w-$", before) and not re.search(r"[A-Z][\w.]*-$", before):
        return bool(re.search(r"\b(?:non|anti|pro|ex|mid|pre|post)-$", before) is None)
    return False


def _is_language(written: str, before: str, after: str) -> bool:
    return written in _LANGUAGES and bool(_LANGUAGE_BEFORE.search(before)) and bool(_LANGUAGE_AFTER.match(after))


def _told_country(gazetteer: Gazetteer, written: str, after: str) -> str | None:
    """The country that stands behind a city: "Minsk, Belarus"."""
    match = re.match(r",\s{1,3}([A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})", after)
    if not match:
        return None
    words = match[1].split()
    for count in range(len(words), 0, -1):
        code = gazetteer.countries.get(" ".join(words[:count]))
        if code:
            return code
    return None


def _seat_or_place(gazetteer: Gazetteer, name: Named, written: str, around: tuple[str, str], sentence: int) -> Found:
    """Whether the seat of a government stands for the government ("Ankara said") or for itself ("in Ankara")."""
    before, after = around
    code = gazetteer.seats[written]
    place = (
        (before == "" and re.match(r" ?:", after) is not None)  # "New Delhi: The minister": where the report is from
        or bool(_LOCATIVE.search(before))
        or bool(_PLACE_AFTER.match(after))
        or _told_country(gazetteer, written, after) is not None
    )
    if place:
        city = gazetteer.cities[written][0].name if written in gazetteer.cities else gazetteer.capitals.get(code, written)
        return Found(name.start, name.end, Sense.PLACE, (city,), sentence, code)
    return Found(name.start, name.end, Sense.SEAT, (code,), sentence)
