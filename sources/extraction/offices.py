"""Offices: the table of titles with level and portfolio, and where a text names one.

Levels follow what the title means at a meeting table: heads of state and government are leaders (deputies of presidents too: they
stand in for them), members of a cabinet ministers, those just below deputy ministers, everybody else officials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from events.vocabulary import Level, Portfolio

_P = Portfolio
# Words of a title that tell its field, in the order in which they are looked for.
_FIELDS: tuple[tuple[str, Portfolio], ...] = (
    (r"foreign trade|external trade|international trade|overseas trade", _P.TRADE),
    (
        r"foreign|\bfm\b|\beam\b|external (?:affairs|relations)|diplomat|diplomacy|secretar(?:y|ies) of state(?! for)|state "
        r"department|european affairs|international relations",
        _P.FOREIGN,
    ),
    (
        r"defen[cs]e|military|armed forces|\barmy\b|chiefs? of (?:general )?staff\b(?<!house chief of staff)"
        r"|general staff|war minister|pentagon",
        _P.DEFENCE,
    ),
    (r"intelligence|spy|secret service|cia director|mossad", _P.INTELLIGENCE),
    (
        r"national security|security council|homeland security|public security|security (?:advis[eo]r|minister"
        r"|chief|affairs|secretary)",
        _P.SECURITY,
    ),
    (r"financ|treasury|exchequer|fiscal|central bank", _P.FINANCE),
    (r"trade|commerce|commercial|business secretary", _P.TRADE),
    (r"econom|industr|investment", _P.ECONOMY),
    (r"energy|\boil\b|petroleum|mineral|nuclear (?:negotiator|chief|energy)|\bgas\b", _P.ENERGY),
    (r"interior|home (?:secretary|minister|affairs)|internal affairs|police minister", _P.INTERIOR),
    (r"justice|attorneys? general|attorney-general|\blaw minister", _P.JUSTICE),
    (r"agricultur|farm|food|fisheries", _P.AGRICULTURE),
    (r"transport|railways?\b|aviation|infrastructure|shipping|highways", _P.TRANSPORT),
    (r"health", _P.HEALTH),
    (r"environment|climate|ecolog|water (?:resources|minister)", _P.ENVIRONMENT),
    (r"education|higher learning", _P.EDUCATION),
    (r"culture|cultural|tourism|sports?\b|heritage", _P.CULTURE),
    (r"science|technolog|research|digital|innovation", _P.SCIENCE),
    (r"labou?r|employment|manpower|social (?:affairs|security)", _P.LABOUR),
    (r"migration|immigration|asylum|refugee|expatriates", _P.MIGRATION),
    (r"development", _P.DEVELOPMENT),
)
_FIELD = tuple((re.compile(pattern, re.I), portfolio) for pattern, portfolio in _FIELDS)

_LEVELS: tuple[tuple[str, Level], ...] = (
    # What a longer title says of somebody near power comes before the power itself.
    (
        r"spokes(?:man|woman|person|people|men)|press secretar|advis[eo]r|\baides?\b|chiefs? of staff|counsel\b"
        r"|assistant to|assistant (?:\w+ )?secretar|private secretar|office of|\bwife\b|candidate|campaign",
        Level.OFFICIAL,
    ),
    (
        r"deputy (?:prime|speaker)|t[áa]naiste|(?:vice|first vice|first deputy)[ -](?:premier|prime minister|chancellor)",
        Level.MINISTER,
    ),
    (
        r"(?:deputy|vice|junior|assistant)[ -](?:\w+[ -]){0,4}?(?:minister|secretar)|under-?[ -]?secretar"
        r"|ministers? of state|state secretar|secretar(?:y|ies) of state for|principal secretar|deputy (?:head|chief|director"
        r"|national)|foreign secretary-level|permanent secretar",
        Level.DEPUTY_MINISTER,
    ),
    (
        r"vice[ -]chair|committee|parliament|assembly|duma|congress|national council|party (?:general "
        r")?(?:secretary|chief|leader|chairman)|party’s|opposition|rebel|separatist|religious|student|union leader"
        r"|business|community|tribal|local|house|senate|caucus|deputy leader",
        Level.OFFICIAL,
    ),
    (
        r"prime minister|\bpms?\b|premier|presidents?\b|presidency|chancellor(?! of the exchequer)|\bkings?\b"
        r"|\bqueens?\b|\bemirs?\b|\bamirs?\b|sultan|crown prince|supreme leader|heads? of (?:state|government"
        r"|delegation.{0,1}state)|monarch|\bpope\b|pontiff|taoiseach|\bleaders?\b|emperor|ruler|grand duke"
        r"|paramount|chief executive|secretar(?:y|ies)[ -]general\b|first minister|state counsell?or|vice-president"
        r"|general secretary",
        Level.LEADER,
    ),
    (
        r"ministers?\b|state councill?or|\beam\b|\bfm$|cabinet secretar"
        r"|secretar(?:y|ies) (?:of|for) (?:the )?(?:foreign (?:affairs|relations)"
        r"|external (?:affairs|relations)|national defen[cs]e|economy|finance)"
        r"|secretar(?:y|ies) of (?:state|defen[cs]e|the treasury|commerce|energy"
        r"|agriculture|homeland"
        r"|labor|health|transportation|the interior|education|war)|(?:foreign|home|defen[cs]e|treasury|commerce"
        r"|energy|agriculture|homeland security|labor|health|transportation|interior|education|justice|trade"
        r"|business|environment) secretar|attorneys?[ -]general|(?:top|chief) diplomats?|high representative"
        r"|chancellor of the exchequer|trade representative",
        Level.MINISTER,
    ),
)
_LEVEL = tuple((re.compile(pattern, re.I), level) for pattern, level in _LEVELS)

_LEAD = (
    r"(?:(?:then|ex|former|acting|interim|outgoing|incoming|caretaker|late|current|new|newly appointed|newly "
    r"elected|visiting|exiled|embattled|ousted|deposed|de facto|executive|deputy|vice|first|second|third|senior"
    r"|chief|principal|lead"
    r"|assistant|associate|special|permanent|personal|presidential|ministerial|top|main|high|joint|national|federal"
    r"|state|royal|veteran|longtime|long-time|opposition|party|military|media|press|communist party|ruling party"
    r"|hard-?line|junior|senate|house|white house|kremlin|cabinet|parliamentary|government|rebel|separatist|supreme"
    r"|revolutionary|local|regional|global|full|fellow|provisional|transitional|majority|minority|designated"
    r"|elected)[ -]){0,5}"
)
_TOPIC = (
    r"(?:(?:foreign|external|internal|international|european|home|defen[cs]e|finance|financial|treasury|economy"
    r"|economic|economics|economical|trade|commerce|commercial|industry|industrial|investment|energy|oil|petroleum"
    r"|gas|minerals?|natural resources|nuclear"
    r"|interior|security|homeland|public|justice|law|legal|agriculture|agricultural|farm|food|fisheries|transport"
    r"|transportation|infrastructure|railways?|aviation|health|healthcare|environment|environmental|climate|water"
    r"|education|culture|cultural|tourism|sports?"
    r"|science|technology|digital|information|communications?|telecommunications?|media|labou?r|employment|social"
    r"|migration|immigration|refugees?|development|planning|housing|women|youth|intelligence|spy|political|policy"
    r"|humanitarian|peace|human rights|army|naval|navy"
    r"|air force|armed forces|central bank|budget|civil|counter-?terrorism|cyber|affairs|relations|resources"
    r"|council|services?|committee|ministry|department|office|embassy|assembly|parliament|budget|coordinating"
    r"|cabinet|presidency|presidential office|communist party|party|general|press)"
    r"(?:,? (?:and|&) |, |/|[ -])){0,7}"
)
_HEAD = (
    r"(?:assistants? to the president|vice[ -]presidents?|presidents?|prime mini?sters?|(?<!\d )(?-i:PMs?\b)"
    r"|(?-i:FM(?= [A-Z])|EAM\b)|vice[ -]premiers?"
    r"|premiers?|vice[ -]ministers?"
    r"|ministers?|chancellors?|crown princes?|princess(?:es)?|princes?|kings?|queens?"
    r"|(?:emirs?|(?<=the )amirs?|sultans?)(?! (?:bin|ibn)\b)|emperors?"
    r"|pope|pontiff|monarchs?|taoiseach|t[áa]naiste"
    r"|heads? of (?:state|government|delegation|mission)|supreme leaders?|leaders?|(?:under-?[ -]?)?secretar(?:y"
    r"|ies)[ -]general|secretar(?:y|ies)-general|general secretar(?:y|ies)|(?:under-?[ -]?)secretar(?:y|ies)"
    r"|secretar(?:y|ies)|attorneys?[ -]general"
    r"|ambassadors?(?:[ -]at[ -]large)?|envoys?|high representatives?|trade representatives?|representatives?"
    r"|chargés? d[’']affaires|consuls?[ -]general|consuls?|diplomats?|negotiators?|mediators?|emissar(?:y|ies)"
    r"|delegates?"
    r"|spokes(?:man|men|woman|women|persons?|people)|advis[eo]rs?|aides?|counsell?ors?|councill?ors?|chiefs? of staff"
    r"|directors?[ -]general|directors?|chiefs?|heads?|commanders?(?:-in-chief)?|governors?|mayors?|speakers?"
    r"|chair(?:man|men|woman|person|s)?|commissioners?|senators?"
    r"|congress(?:man|woman|men)|lawmakers?|legislators?|parliamentarians?|MPs?|deput(?:y|ies)|officials?"
    r"|coordinators?|administrators?|counsel|first lad(?:y|ies)|ayatollahs?"
    r"|(?:major|lieutenant|brigadier|colonel)[ -]generals?|(?:vice|rear)[ -]admirals?"
    r"|generals?|admirals?|(?:field )?marshals?"
    r"|lieutenants?|colonels?|majors?|judges?|prosecutors?|strongm[ae]n|rulers?"
    r"|sheikhs?|cardinals?|archbishops?|bishops?|patriarchs?|imams?|presidents?-elect|presidents?-designate"
    r"|undersecretar(?:y|ies)|treasurers?|ombudsm[ae]n|rapporteurs?|inspectors?[ -]general|chief executives?"
    r"|predecessors?|successors?|counterparts?|colleagues?|peers?|opposite numbers?|ministers?-counsell?or|high commissioners?)"
)
# What may follow a title: its field ("of Foreign Affairs", "for Trade"), "to the United Nations", "to the president".
_TAIL = (
    r"(?:-(?:elect|designate)"
    r"|(?: (?:of|at) the (?-i:(?:[A-Z][\w’'-]+ (?:and )?){0,5}(?:Council|Committee|Ministry|Department|Assembly"
    r"|Parliament|Party"
    r"|Agency|Service|Commission|Office|Administration|Directorate|Bureau|Bank|Staff|Forces|Cabinet|Senate|Congress"
    r"|Authority))){1,2}"
    r"|(?: and [Mm]inister)? (?:of|for) (?:the )?(?:(?:foreign|external|internal|home"
    r"|economic|economy|european|asian|near|middle|eastern|northern|southern|african|western|north|south|east|west"
    r"|central|american|latin|pacific|hemisphere|civil|public|state|national|homeland|presidential|political"
    r"|international|regional|social|human|climate"
    r"|defen[cs]e|war|finance|treasury|interior|justice|trade|commerce|industry|energy|oil|petroleum|agriculture"
    r"|food|fisheries|transport|transportation|infrastructure|health|environment|water|education|culture|tourism"
    r"|sports?|science|technology|information|communications?|labou?r|employment|migration|immigration|refugees?"
    r"|development|planning|housing|maritime|cabinet|affairs|relations|resources|cooperation|co-operation|security"
    r"|intelligence"
    r"|expatriates|investment|research|innovation|digital|family|women|youth|children|veterans|peace|religious"
    r"|emergency|emergencies|situations|state|government|staff|delegation|mission|parliament|natural|mines"
    r"|integration|diaspora|policy|services?|council|commission|armed forces|military|army|navy|air force|near-eastern"
    r"|Foreign Relations|Department|Administration|Office|Committee|Board|agency|union|bureau|department|office"
    r"|directorate|Asia|Europe|Africa|abroad|exchequer|rolls|secretariat|general|party)"
    r"(?:,? (?:and|&) (?:the |for )?|, |/|-| (?:of|for) (?:the )?(?=[A-Z])| |(?=\W|$))){1,10})?"
)
_OFFICE = re.compile(
    rf"(?<![\w’'@#])(?=[A-Za-z])(?P<lead>{_LEAD})(?P<topic>{_TOPIC})(?P<head>{_HEAD})(?![\w])(?P<tail>{_TAIL})",
    re.I,
)
_PLURAL = re.compile(
    r"(?i)(?:ministers|presidents|premiers|chancellors|kings|queens|leaders|heads|chiefs|secretaries|ambassadors"
    r"|envoys|representatives|diplomats|negotiators|mediators|officials|advis[eo]rs|aides|directors|commanders"
    r"|delegates|pms|counterparts|colleagues|peers|opposite numbers"
    r"|spokesmen|spokespeople|senators|lawmakers|deputies|generals|speakers|monarchs"
    r"|emirs|sultans|princes|governors|mps)\b"
)
_DANGLING = re.compile(r"(?:[ \n]{1,3}(?:of|for|and|&|the|,)){1,3}$")
# Heads that are everyday words: in small letters and without a field they name no office.
_WEAK = re.compile(
    r"(?i)^(?:colleagues?|peers?|opposite numbers?"
    r"|chiefs?|heads?|majors?|generals?|deputy|deputies|judges?|directors?|leads?|secretary|secretaries"
    r"|speakers?|chair|chairs|counsel|representatives?|services?|successors?|predecessors?|marshals?)$"
)


@dataclass(frozen=True, slots=True)
class Office:
    """A title as the text writes it."""

    start: int
    end: int
    title: str
    head: str  # the head noun in small letters
    level: Level
    portfolios: tuple[Portfolio, ...]
    plural: bool

    @property
    def weak(self) -> bool:
        """Whether the words alone name no office ("the head", "general")."""
        return bool(_WEAK.match(self.title))

    @property
    def counterpart(self) -> bool:
        return self.head.startswith(("counterpart", "colleague", "peer", "opposite number"))


def portfolios_of(title: str) -> tuple[Portfolio, ...]:
    """The fields of government that a title names, each once; heads of state and government have none."""
    found: list[Portfolio] = []
    rest = title
    for pattern, portfolio in _FIELD:
        if pattern.search(rest):
            if portfolio not in found:
                found.append(portfolio)
            rest = pattern.sub(" ", rest)
    return tuple(found)


def level_of(title: str) -> Level:
    """The level of a title by the table."""
    for pattern, level in _LEVEL:
        if pattern.search(title):
            return level
    return Level.OFFICIAL


def classify(title: str) -> tuple[Level, tuple[Portfolio, ...]]:
    """Level and portfolios of a title."""
    level = level_of(title)
    return level, () if level is Level.LEADER else portfolios_of(title)


def find_offices(text: str, start: int, end: int) -> Iterator[Office]:
    """The titles in text[start:end], left to right."""
    for match in _OFFICE.finditer(text, start, end):
        head = match["head"].lower()
        last = match.start() + len(match.group().rstrip(" ,-/\n"))
        if dangling := _DANGLING.search(text, max(match.start(), last - 16), last):
            last = match.start() + len(text[match.start() : dangling.start()].rstrip(" ,"))
        title = " ".join(text[match.start() : last].split())
        level, portfolios = classify(title)
        yield Office(match.start(), last, title, head, level, portfolios, bool(_PLURAL.search(match["head"])))
