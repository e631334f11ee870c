"""Stretches of the page that may name a person, each with what speaks for it: an office beside it, a country, Mr, the parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.extraction.mentions import Page, Sentence
from sources.extraction.name_keys import name_keys
from sources.extraction.naming import Found, Sense
from sources.extraction.office_holders import Around, Held
from sources.extraction.person_encounters import conjunct_head, mark_present, takes_part
from sources.extraction.person_names import NameRun, find_runs, lead_of
from sources.extraction.person_outsiders import look_for_outsider
from sources.extraction.person_ties import tie_countries

_HUMAN_VERBS = frozenset(
    "say tell add note stress warn urge call express meet visit attend arrive travel fly thank invite welcome host "
    "speak talk discuss emphasize emphasise highlight underline reiterate reaffirm announce declare claim argue "
    "tweet write explain describe ask "
    "accuse criticise criticize praise hope believe want agree refuse promise pledge vow remind point insist lead "
    "head sign receive hold propose suggest acknowledge confirm deny appeal condemn congratulate brief inform "
    "convey appreciate".split()
)
_HUMAN_OBJECTS = frozenset(
    {"with", "meet", "tell", "by", "thank", "invite", "welcome", "host", "receive", "between", "congratulate"}
)
_RULES = frozenset({"regime", "government", "administration", "cabinet"})  # "the X government": X rules


@dataclass(slots=True)
class Candidate:
    """A stretch that may name somebody, with what speaks for it."""

    run: NameRun
    name: str
    keys: tuple[str, ...]  # its words, spelled alike
    office: Held | None = None
    country: str | None = None
    organization: str | None = None
    strong: bool = False  # an office, a rank, Mr or a country's name beside it
    parsed: bool = False  # the language model takes it for a person
    outsider: bool = False  # an analyst, a reporter, a relative: no actor
    acts: bool = False  # subject of a verb
    human: bool = False  # of a verb of speech or travel, or met with
    meets: bool = False  # takes part in an encounter
    modifies: bool = False  # only part of another noun: "Houthi rebels"
    former: bool = False


def find_candidates(page: Page, founds: Sequence[Sequence[Found]], helds: Sequence[Sequence[Held]]) -> list[Candidate]:
    """All candidates of running text and captions, in reading order. Headlines, where every word may be capital, make none."""
    candidates: list[Candidate] = []
    for number, sentence in enumerate(page.sentences):
        if sentence.headline:
            continue
        in_sentence = _of_sentence(page, number, sentence, founds[number], helds[number])
        _share_plural_offices(page.clean, in_sentence)
        candidates.extend(in_sentence)
    return candidates


def _of_sentence(page: Page, number: int, sentence: Sentence, founds: Sequence[Found], helds: Sequence[Held]) -> list[Candidate]:
    text = page.clean
    persons = [(e.start_char + sentence.shift, e.end_char + sentence.shift) for e in sentence.parse.ents if e.label_ == "PERSON"]
    names = [found for found in founds if not _inside_person(text, found, persons)]
    blocked = sorted(
        [(held.office.start, held.office.end) for held in helds if not held.office.weak]
        + [(found.start, found.end) for found in names]
    )
    around = Around(names)
    candidates = []
    for run in find_runs(text, sentence.span.start, sentence.span.end, number, blocked):
        name = " ".join(text[run.start : run.end].split())
        candidate = Candidate(run, name, name_keys(name))
        if not candidate.keys:
            continue
        candidate.parsed = any(start < run.end and end > run.start for start, end in persons)
        candidate.strong = run.honoured
        _attach_office(text, candidate, helds, sentence)
        _look_at_parse(candidate, sentence)
        _attach_country(text, candidate, around)
        if candidate.modifies and not (candidate.parsed and candidate.strong and len(candidate.keys) > 1):
            candidate.strong = candidate.parsed = candidate.meets = False
        look_for_outsider(text, candidate, sentence)
        candidates.append(candidate)
    tie_countries(text, sentence.span.start, names, candidates)
    mark_present(text, sentence.span.start, candidates)
    return candidates


def _inside_person(text: str, found: Found, persons: Sequence[tuple[int, int]]) -> bool:
    """Whether a country's or city's name is part of a person's: "Jordan Example", "Ms Chad"."""
    if found.sense in {Sense.ORGANIZATION, Sense.DEMONYM}:
        return False
    # "Ambassador to Jordan X" serves there; "President of Jordan X" rules there.
    if found.sense is Sense.COUNTRY and (
        text[found.start : found.end] not in _GIVEN_NAMES or _SERVES_IN.search(text, max(0, found.start - 40), found.start)
    ):
        return False
    follows = re.match(r"[ \n]{1,2}(?:(?:al|el|bin|ibn|ben|de|von|van)[ -])?[A-ZÀ-Ž][a-zà-ž]+", text[found.end : found.end + 24])
    before = re.search(r"(?:\b(?:Mr|Mrs|Ms|Dr|President|Minister|Secretary)\.? )$", text[max(0, found.start - 12) : found.start])
    for start, end in persons:
        if start <= found.start and found.end <= end and (end - start > found.end - found.start):
            if start == found.start and follows and text[found.end : found.end + 2] not in {"’s", "'s"}:
                return True
            if start < found.start and text[found.start - 1 : found.start] == " " and re.match(r"[A-Z]", text[start]):
                return True
    return bool(before) and found.sense is Sense.PLACE


# Countries that people are called after.
_GIVEN_NAMES = frozenset(
    {"Jordan", "Chad", "Georgia", "Israel", "India", "Kenya", "Malta", "China", "Cuba", "Panama", "Malaysia"}
)
_SERVES_IN = re.compile(
    r"(?i)(?:(?:ambassador|envoy|commissioner|representative|consul|consul general)[ \n](?:to|in)|\bof)[ \n](?:the[ \n])?$"
)
_GAP_BEFORE = re.compile(
    # "Permanent Secretary, Ministry of Foreign Affairs, X": the house between the office and the name.
    r"(?:,[ ](?:Ministry|Department|Office) (?:of|for) (?:(?:[A-Z]\w+|and|of|the|&)[ ]?){1,6})?"
    r"(?:[ ]\([A-Z]{2,6}\))?[ \n]{0,3},?[ \n]{1,3}"
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Adm|Sheikha?|Sheik|General|Lieutenant|Colonel|Army"
    r"|Field|Marshal|Sir|Dame|Lord|H\.E|H\.H|Prince|His Excellency|Her Excellency|Sayyid|Professor|Senator|Hon|Honou?rable"
    r"|Dato[’'`]?|Datuk|Tan Sri|Seri|Tun|Brigadier|Admiral|Amb|Ambassador)\.?[ \n]{1,2}){0,4}(?:[\"“‘])?"
)
_ARTICLES = (
    r"(?:(?:the|a|an|his|her|its|their|then|now|currently|newly appointed|one of|also|formerly"
    r"|both)[ \n]{1,3}){0,3}"
)
_GAP_AFTER = re.compile(
    rf"[ \n]{{0,2}}(?:\([^()]{{1,25}}\)[ \n]{{0,2}})?,[ \n]{{1,3}}(?:who (?:is|was|serves as|served as|has been"
    rf"|became)[ \n])?{_ARTICLES}(?:member of [^,.;:()]{{3,70}} and )?(?:[\w’'.&/-]+[ \n]{{1,3}}){{0,4}}?"
)
_COPULA = re.compile(
    rf"[ \n]{{1,2}}(?:is|was|became|becomes|has become|remains|served as|serves as|as|will "
    rf"become)[ \n]{{1,2}}{_ARTICLES}(?:first|second|last|only|new)?[ \n]{{0,2}}(?:[\w’'.-]+[ \n]{{1,3}}){{0,2}}?"
)
_PAREN = re.compile(r"[ \n]{1,2}\([ \n]?(?:the[ \n])?(?:[\w’'.&/-]+[ \n]{1,3}){0,3}?")


def _attach_office(text: str, candidate: Candidate, helds: Sequence[Held], sentence: Sentence) -> None:
    run = candidate.run
    lead = lead_of(text, run)
    for held in helds:
        if held.office.counterpart and held.pronoun and held.office.end <= lead and _GAP_BEFORE.fullmatch(text[held.end : lead]):
            candidate.office, candidate.strong = held, True
            return
        for edge in {held.office.end, held.end}:
            gap = text[edge:lead]
            if edge <= lead and len(gap) < 40 and _GAP_BEFORE.fullmatch(gap) and not _is_verb_object(held, gap):
                related = held.office.head.startswith(("predecessor", "successor")) and (held.pronoun or held.possessor)
                if (
                    held.office.weak
                    and not (held.countries or held.organizations or related)
                    and text[held.office.start].islower()
                ):
                    continue
                candidate.office, candidate.strong = held, True
                return
    for held in helds:
        between = text[run.end : held.start]
        if held.start < run.end or len(between) > 90 or (held.office.weak and not (held.countries or held.organizations)):
            continue
        if held.office.plural or held.taken_by_next:
            continue
        if _GAP_AFTER.fullmatch(between) or _COPULA.fullmatch(between) or _PAREN.fullmatch(between):
            candidate.office, candidate.strong = held, True
            candidate.former = candidate.former or bool(re.match(r"[ \n]{1,2}(?:was|became|served)\b", between))
            return


def _is_verb_object(held: Held, gap: str) -> bool:
    """A plural before a comma begins a list of something else: "ministers, Smith said"."""
    return held.office.plural and "," in gap and not held.countries


_LEADS = re.compile(
    r",?[ ](?:who|and)[ ](?:currently |also |now |once )?(?:heads|leads|chairs|runs|headed|led|chaired|represents"
    r"|represented|oversees)[ ](?:the )?"
)


def _attach_country(text: str, candidate: Candidate, around: Around) -> None:
    run, held = candidate.run, candidate.office
    if held and not held.office.plural:
        candidate.country = held.countries[0] if held.countries else None
        candidate.organization = held.organizations[0] if held.organizations else None
        candidate.former = candidate.former or bool(re.match(r"(?i)(?:former|then|ex|late|ousted|deposed)\b", held.office.title))
    if candidate.country is None and candidate.organization is None:
        if not held:
            _attach_owner(text, candidate, around)
        if not held and (leading := _LEADS.match(text, run.end)):
            index = around.first_from(leading.end())
            if index < len(around.founds) and not text[leading.end() : around.founds[index].start].strip():
                found = around.founds[index]
                candidate.strong = True
                if found.sense is Sense.ORGANIZATION:
                    candidate.organization = found.values[0]
                else:
                    candidate.country = found.country if found.sense is Sense.PLACE else found.values[0]
        index = around.first_from(run.end)
        if index < len(around.founds):
            found = around.founds[index]
            gap = text[run.end : found.start]
            named = len(candidate.keys) > 1 and (candidate.parsed or candidate.human) and found.sense is Sense.COUNTRY
            if (held or candidate.strong or named) and re.fullmatch(
                r"[ \n]{1,3}of[ \n]{1,3}(?:the[ \n]{1,3})?(?:Republic of |Kingdom of |State of )?", gap
            ):
                if found.sense is Sense.ORGANIZATION:
                    candidate.organization = found.values[0]
                elif found.sense is not Sense.PLACE and not re.match(r"[’']s?\s\w", text[found.end : found.end + 4]):
                    candidate.country, candidate.strong = found.values[0], True
    if (
        held
        and held.office.weak
        and not held.pronoun
        and not held.possessor
        and candidate.country is None
        and candidate.organization is None
        and not candidate.parsed
    ):
        candidate.strong = run.honoured


def _attach_owner(text: str, candidate: Candidate, around: Around) -> None:
    """ "A's X", "the EU's Gen. Y"."""
    lead = lead_of(text, candidate.run)
    index = around.last_before(lead)
    if index < 0:
        return
    found = around.founds[index]
    demonym = found.sense is Sense.DEMONYM and candidate.parsed
    owned = r"(?:[’']s?)?" if demonym else r"[’']s?"
    if not re.fullmatch(owned + r"[ \n]{1,3}(?:(?:Mr|Mrs|Ms|Dr)\.?[ \n])?", text[found.end : lead]):
        return
    if found.sense is not Sense.ORGANIZATION:
        candidate.country, candidate.strong = (found.values[0] if found.sense is not Sense.PLACE else found.country), True
    elif len(candidate.keys) > 1 and (candidate.parsed or candidate.human):
        candidate.organization, candidate.strong = found.values[0], True


def _look_at_parse(candidate: Candidate, sentence: Sentence) -> None:
    """Whether the parse has the name as a noun of its own that acts, or only as part of another noun ("Houthi rebels")."""
    parse = sentence.parse
    span = parse.doc.char_span(candidate.run.start - sentence.shift, candidate.run.end - sentence.shift, alignment_mode="expand")
    if span is None or not len(span):
        return
    root = span.root
    candidate.acts = root.dep_ in {"nsubj", "nsubjpass"}
    first = conjunct_head(root)
    lemma = first.head.lemma_.lower()
    candidate.human = (first.dep_ in {"nsubj", "nsubjpass"} and lemma in _HUMAN_VERBS) or (
        first.dep_ in {"pobj", "dobj"} and lemma in _HUMAN_OBJECTS
    )
    candidate.meets = takes_part(root)
    last = span[-1]
    if (
        last.dep_ in {"compound", "amod", "nmod"}
        and last.head.i >= span.end
        and last.head.text[:1].islower()
        and not candidate.office
    ):
        if last.head.text.lower() in _RULES and len(candidate.keys) > 1 and candidate.parsed:
            candidate.strong = True
        elif not candidate.run.honoured:
            candidate.modifies = True


def _share_plural_offices(text: str, candidates: Sequence[Candidate]) -> None:
    """ "Presidents X and Y", "the leaders of A and B, X and Y": one office for several names, countries in their order."""
    for at, first in enumerate(candidates):
        held = first.office
        if held is None or not held.office.plural:
            continue
        group = [first]
        for following in candidates[at + 1 :]:
            gap = text[group[-1].run.end : following.run.start]
            if following.office is not None or not re.fullmatch(
                r"(?:[ \n]{1,2}of[ \n]{1,2}(?:the )?[\w. ]{2,30})?(?:,|[ \n]{1,2}and"
                r"|,[ \n]and)[ \n]{1,2}(?:(?:[A-Z]\w+)[’']s[ \n])?",
                gap,
            ):
                break
            group.append(following)
        for place, member in enumerate(group):
            member.office, member.strong = held, True
            if member.country is None and len(held.countries) == len(group):
                member.country = held.countries[place]
