"""Persons of the page: candidates that mean the same one gathered, named by their fullest form, judged whether they act."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from events.vocabulary import Level
from sources.extraction.mentions import How, Page, PersonMention
from sources.extraction.name_keys import name_keys
from sources.extraction.naming import Found
from sources.extraction.office_holders import Held
from sources.extraction.person_candidates import Candidate, find_candidates
from sources.extraction.person_names import NameRun
from sources.extraction.reading import Person, Span

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
_RANKED = re.compile(r"\b(?:Sen|Rep|Gen|Lt|Col|Maj|Adm|Gov|Amb|General|Admiral|Colonel|Ayatollah)\b")
_RANK_TITLE = {
    "Sen": "Senator",
    "Rep": "Representative",
    "Gen": "General",
    "Gov": "Governor",
    "Amb": "Ambassador",
    "Adm": "Admiral",
    "Col": "Colonel",
}


@dataclass(slots=True)
class Figure:
    """One person of the page while it is being read."""

    candidates: list[Candidate] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    all_keys: set[str] = field(default_factory=set)
    country: str | None = None
    organization: str | None = None
    held: Held | None = None
    actor: bool = True
    sure: float = 1.0
    gender: str | None = None  # "m" or "f" where the text tells it

    @property
    def full(self) -> Candidate:
        """The candidate with the fullest form of the name, the first of equals."""
        return max(self.candidates, key=lambda c: (len(c.keys), _letters(c.name), -c.run.start))

    @property
    def level(self) -> Level | None:
        return self.held.office.level if self.held else None


def _letters(name: str) -> int:
    """More words, initials and nicknames are fuller; capitals alone are not."""
    return len(name.split())


def gather(
    page: Page,
    founds: Sequence[Sequence[Found]],
    helds: Sequence[Sequence[Held]],
    officials: Mapping[str, str] = MappingProxyType({}),
) -> list[Figure]:
    """The persons that running text and captions name, in the order of their first mention.

    `officials`: full names known to hold office (words in small plain letters), with their country.
    """
    candidates = find_candidates(page, founds, helds)
    figures: list[Figure] = []
    singles: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-len(c.keys), c.run.start)):
        if len(candidate.keys) == 1:
            singles.append(candidate)
        elif candidate.strong or candidate.parsed or " ".join(candidate.keys) in officials or _fit(candidate, figures):
            _join(candidate, figures)
    namesakes = _earlier_namesakes(figures, singles)
    for candidate in sorted(singles, key=lambda c: (not c.strong, c.run.start)):
        if candidate.keys[0] in namesakes:
            own = next((f for f in figures if f.keys == candidate.keys), None)
            if own:
                own.candidates.append(candidate)
            else:
                figures.append(Figure([candidate], candidate.keys, set(candidate.keys)))
            continue
        known = _fit(candidate, figures)
        if known or candidate.strong or _stands_alone(candidate, singles):
            _join(candidate, figures)
    for figure in figures:
        figure.candidates.sort(key=lambda c: c.run.start)
    figures.sort(key=lambda f: f.candidates[0].run.start)
    _merge_spellings(figures)
    for figure in figures:
        _settle(figure, officials)
    return figures


def _earlier_namesakes(figures: Sequence[Figure], singles: Sequence[Candidate]) -> set[str]:
    """Surnames introduced with an office, and apart from it a full name that never has it: "President X", his wife "Y X"."""
    apart = set()
    for key in {single.keys[0] for single in singles if single.office and single.strong}:
        fits = [figure for figure in figures if figure.keys[-1] == key]
        first = min(single.run.start for single in singles if single.keys[0] == key and single.office)
        if fits and all(
            f.candidates[0].run.start > first
            and (f.keys[0] in _WOMEN or "lady" in str(f.candidates[0].office))
            and _unlike(f, singles, key)
            for f in fits
        ):
            apart.add(key)
    return apart


def _unlike(figure: Figure, singles: Sequence[Candidate], key: str) -> bool:
    """Whether the surname never carries the title that the full name has."""
    heads = {c.office.office.head for c in singles if c.keys[0] == key and c.office}
    return not any(c.office and c.office.office.head in heads for c in figure.candidates)


def _fit(candidate: Candidate, figures: Sequence[Figure]) -> Figure | None:
    """The person whose name holds all words of the candidate; of several the one last named before it."""
    fits = [figure for figure in figures if set(candidate.keys) <= figure.all_keys]
    if not fits:
        return None
    if len(candidate.keys) == 1:
        last = [figure for figure in fits if candidate.keys[0] in (figure.keys[-1], figure.keys[0])]
        surname = [figure for figure in last if candidate.keys[0] == figure.keys[-1]]
        fits = surname or last or fits
        if candidate.office and len(fits) > 1:
            same = [
                f for f in fits if any(c.office and c.office.office.head == candidate.office.office.head for c in f.candidates)
            ]
            fits = same or fits

    def distance(figure: Figure) -> tuple[bool, int]:
        gaps = [candidate.run.start - c.run.start for c in figure.candidates]
        before = [gap for gap in gaps if gap >= 0]
        return (not before, min(before) if before else min(-gap for gap in gaps))

    return min(fits, key=distance)


def _join(candidate: Candidate, figures: list[Figure]) -> None:
    known = _fit(candidate, figures)
    if known and not (candidate.country and len(candidate.keys) == 1 and _elsewhere(candidate, known)):
        known.candidates.append(candidate)
        known.all_keys |= set(candidate.keys)
    else:
        figures.append(Figure([candidate], candidate.keys, set(candidate.keys)))


def _elsewhere(candidate: Candidate, figure: Figure) -> bool:
    """Whether the text gives a namesake another country, by an office beside both."""
    told = {c.country for c in figure.candidates if c.country and c.office}
    return bool(told) and bool(candidate.office) and candidate.country not in told


def _stands_alone(candidate: Candidate, singles: Sequence[Candidate]) -> bool:
    """Whether a single name without a title means a person: the model says so, it acts, and it comes back."""
    same = [single for single in singles if single.keys == candidate.keys]
    parsed = sum(single.parsed for single in same)
    return parsed * 2 > len(same) and any(single.human for single in same)


def _merge_spellings(figures: list[Figure]) -> None:
    """Full names of one surname whose first names begin alike are one person: "Mike" and "Michael", "Abd" and "Abed"."""
    at = 0
    while at < len(figures):
        figure = figures[at]
        for other in figures[at + 1 :]:
            if len(figure.keys) < 2 or len(other.keys) < 2 or figure.keys[-1] != other.keys[-1]:
                continue
            if figure.keys[0][:2] == other.keys[0][:2]:
                figure.candidates.extend(other.candidates)
                figure.candidates.sort(key=lambda c: c.run.start)
                figure.all_keys |= other.all_keys
                figures.remove(other)
        at += 1


def _settle(figure: Figure, officials: Mapping[str, str]) -> None:
    """Office, country and part of a person from its candidates."""
    offices = [c for c in figure.candidates if c.office]
    figure.keys = figure.full.keys
    present = [c for c in offices if not c.former] or offices
    figure.held = next((c.office for c in present if not (c.office and c.office.office.counterpart)), None) or (
        present[0].office if present else None
    )
    figure.country = next((c.country for c in figure.candidates if c.country), None)
    if figure.country is None:
        figure.organization = next((c.organization for c in figure.candidates if c.organization), None)
    known = len(figure.keys) > 1 and " ".join(figure.keys) in officials
    figure.actor = _acts(figure) or (known and not any(c.outsider for c in figure.candidates))
    figure.gender = _gender(figure)


def _acts(figure: Figure) -> bool:
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


_MALE = re.compile(
    r"(?i)\b(?:mr|king|prince|pope|sir|lord|sheikh|sheik|emir|sultan|pontiff|spokesman|chairman|congressman"
    r"|ayatollah|father|imam|strongman)\b"
)
_FEMALE = re.compile(
    r"(?i)\b(?:mrs|ms|queen|princess|dame|lady|baroness|sheikha|spokeswoman|chairwoman|congresswoman|madam|madame"
    r"|first lady)\b"
)
# Given names that are women's nearly everywhere: so that "she" finds its antecedent where no title tells.
_WOMEN = frozenset(
    "angela ursula kamala hillary marie maria mary anne anna anne-marie ann annie angelina christine christina "
    "catherine katherine kathleen karen kate kaja sanna magdalena mette erna jacinda theresa teresa margaret margot "
    "nancy nikki susan suzanne sarah sara samantha "
    "elizabeth elisabeth emma emily eva eve federica francesca giorgia helen helena hanna hannah isabel isabelle "
    "jane janet jen jennifer jessica joanna josephine julia julie karine kristalina laura lisa liz linda loretta "
    "lucy madeleine maia marina marine martha melanie melania "
    "michele michelle mia monica natalie natalia nathalie nicole olga paula patricia penny priti rachel rebecca "
    "rosa roza ruth salome sandra sheikha silvia simone sophie stephanie susana tatiana valerie vera veronica "
    "victoria violeta wendy yulia zuzana ngozi aminata winnie "
    "hina sherry mirjana ana annalena annegret beata brigitte carmen cecilia charlotte claudia cristina delcy dilma "
    "elina ellen evika ine ingrida iryna jadranka katrin kersti kolinda kyrsten leila lilia maria-luisa marta mayra "
    "michaela mona nadia narges ekaterina alicia amina ayesha benazir fatima khadija maryam najla reem retno sheila "
    "sri aung".split()
)


def _gender(figure: Figure) -> str | None:
    words = " ".join(c.run.prename + " " + (c.office.office.title if c.office else "") for c in figure.candidates)
    if _FEMALE.search(words):
        return "f"
    if _MALE.search(words):
        return "m"
    first = name_keys(figure.full.name)
    return "f" if len(first) > 1 and first[0] in _WOMEN else None


def find_in_headlines(page: Page, figures: Sequence[Figure], founds: Sequence[Sequence[Found]]) -> None:
    """Names of known persons in headlines, where every word may be capital: added to their candidates."""
    by_key: dict[str, Figure] = {}
    for figure in figures:
        for key in figure.all_keys:
            by_key.setdefault(key, figure)
        by_key[figure.keys[-1]] = by_key.get(figure.keys[-1], figure)
    if not by_key:
        return
    for number, sentence in enumerate(page.sentences):
        if not sentence.headline:
            continue
        run: list[tuple[int, int, Figure]] = []
        for match in re.finditer(r"[^\W\d_](?:[\w’'-]*\w)?\.?", page.clean[sentence.span.start : sentence.span.end]):
            first, last = sentence.span.start + match.start(), sentence.span.start + match.end()
            word = re.sub(r"[’']s$", "", match.group())
            pieces = [word] if name_keys(word) and name_keys(word)[0] in by_key else word.split("-")
            for piece in pieces:
                keys = name_keys(piece)
                known = by_key.get(keys[0]) if keys and piece[:1].isupper() else None
                if known and not any(found.start <= first and last <= found.end for found in founds[number]):
                    begin = page.clean.index(piece, first)
                    if run and run[-1][2] is known and page.clean[run[-1][1] : begin].strip() == "":
                        run[-1] = (run[-1][0], begin + len(piece), known)
                    else:
                        run.append((begin, begin + len(piece), known))
        for first, last, figure in run:
            name = " ".join(page.clean[first:last].split())
            figure.candidates.append(Candidate(NameRun(first, last, number, False, ""), name, name_keys(name)))
    for figure in figures:
        figure.candidates.sort(key=lambda c: c.run.start)


def as_person(page: Page, figure: Figure) -> Person:
    """The person as the reading hands it on."""
    full = figure.full
    role, role_span = None, None
    if figure.held:
        role = re.sub(
            r"(?i)^(?:current|embattled|visiting|exiled|newly elected|new|longtime|long-time|veteran|fellow) ",
            "",
            figure.held.office.title,
        )
        role_span = Span(figure.held.office.start, figure.held.office.end)
    else:
        ranked = next((m[0] for c in figure.candidates if (m := _RANKED.search(c.run.prename))), None)
        role = _RANK_TITLE.get(ranked, ranked) if ranked else None
    return Person(
        name=" ".join(page.clean[full.run.start : full.run.end].split()),
        span=Span(full.run.start, full.run.end),
        country=figure.country,
        organization=figure.organization,
        role=role,
        role_span=role_span,
        actor=figure.actor,
        confidence=round(_confidence(figure), 2),
    )


def _confidence(figure: Figure) -> float:
    """How sure the reader is that this is such a person: office and country beside the name, and how often it is named."""
    sure = 0.55 + 0.2 * (figure.held is not None) + 0.15 * (figure.country is not None or figure.organization is not None)
    sure += 0.05 * any(c.parsed for c in figure.candidates) + 0.04 * (len(figure.candidates) > 1)
    return min(0.99, sure) * figure.sure


def name_mentions(figures: Sequence[Figure]) -> list[PersonMention]:
    """Every stretch that names one of the persons."""
    mentions = []
    for number, figure in enumerate(figures):
        whole = len(figure.keys)
        for candidate in figure.candidates:
            how = How.NAME if len(candidate.keys) > 1 or whole == 1 else How.SURNAME
            mentions.append(PersonMention(Span(candidate.run.start, candidate.run.end), number, how, candidate.run.sentence))
    return mentions
