"""Meetings, as one document tells them: each word of encounter makes a draft, drafts of one encounter make a claim.

The rules of annotation that this follows: a meeting is an encounter, visit with talks, or call between representatives of two or more
countries or international organizations whose parties the text makes known; a process, a wish or a domestic meeting is none.
"""  # noqa: E501

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from events.vocabulary import LEVEL_ORDER, Capacity, Level, Mode, Portfolio, Prominence, Status
from sources.extraction.dates import writing_day
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meeting_actors import Actor, Scene, scenes
from sources.extraction.meeting_cues import ATTENDING, Government, Kind, Trigger, find_triggers
from sources.extraction.meeting_drafts import Draft, draft, take
from sources.extraction.meeting_home import at_home, home_country, partner_of
from sources.extraction.meeting_merging import absorb, antecedent, dates_agree, same, sides
from sources.extraction.meeting_status import Standing, standing
from sources.extraction.mentions import Mentions, Page
from sources.extraction.offices import classify
from sources.extraction.reading import DateReading, MeetingClaim, Participant, Person, Span, Told

_SEATS_OF_ORGANIZATIONS = frozenset(
    {"Brussels", "New York", "Geneva", "Vienna", "Addis Ababa", "Strasbourg", "The Hague", "Luxembourg"}
)


def claim_meetings(page: Page, mentions: Mentions, gazetteer: Gazetteer) -> tuple[MeetingClaim, ...]:
    """Every meeting that the article tells of, in the order in which it tells them first."""
    home = home_country(page, mentions)
    mentions = at_home(page, mentions, home)
    all_scenes = scenes(page, mentions)
    drafts: list[Draft] = []
    for scene in all_scenes:
        for trigger in find_triggers(scene.sentence):
            told = standing(trigger, scene)
            if told is None:
                _enrich(draft(trigger, Standing(Status.PLANNED, trigger.token, 0.0), scene, page, gazetteer), drafts)
                continue
            if trigger.kind is Kind.SUMMIT and scene.number > _lead(page) + 2 and _aside(trigger, scene, page):
                continue  # where two met years ago tells nothing of that summit itself
            made = draft(trigger, told, scene, page, gazetteer)
            if told.dated and made.date is None and made.country is None:
                continue
            if home is not None and made.weight == 1 and made.homeless and home.value in made.parties:
                partner = partner_of(page, mentions, home.value)
                if partner is not None:
                    made.parties[partner.value] = partner
                    made.homeless.clear()
            _settle_home(made, home)
            _take_counted(made, drafts, page)
            _take_venue(made)
            if made.weight == 1 and len(made.persons) > 1 and not made.group:
                continue  # a domestic meeting
            if made.weight < 2 and made.group:
                _take_focus(made, drafts, all_scenes)
            apart = _separate(made, page)
            for one in apart:
                if len(apart) > 1:
                    _fill_persons(one, drafts)
                _add(one, drafts, all_scenes)
    if home is not None:
        _date_readout(drafts, page)
    _inherit_places(drafts, page)
    _share_visits(drafts)
    kept = [made for made in drafts if _is_meeting(made, page, gazetteer)]
    _find_cities(kept, all_scenes)
    visits = [made for made in drafts if made.kind is Kind.VISIT and made not in kept]
    return tuple(_claims(kept, visits, page, mentions))


_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = re.compile(r"(?i)\b(two|both|three|four|five|six)\s+(?:[a-z]+\s+){0,2}$")


def _take_counted(made: Draft, drafts: Sequence[Draft], page: Page) -> None:
    """ "A later meeting of the four foreign ministers": of the four countries told of before."""
    if made.weight or len(made.homeless) != 1 or not made.homeless[0].plural:
        return
    start = made.homeless[0].span.start
    told = _COUNT.search(page.clean[max(made.span.start, start - 30) : start])
    if told is None:
        return
    for known in reversed(drafts):
        if len(known.parties) == known.weight == _NUMBERS[told[1].lower()]:
            made.homeless.clear()
            for code, side in known.parties.items():
                made.parties[code] = Told(code, side.span, 0.6)
            return


def _take_venue(made: Draft) -> None:
    """ "Held talks with X in Y": a named partner without a country is most likely of the country of the venue."""
    if made.weight != 1 or len(made.homeless) != 1 or made.homeless[0].person is None or made.country is None:
        return
    if made.country.value in made.parties or made.kind is Kind.VISIT or made.mode.value is not Mode.IN_PERSON:
        return
    made.homeless.clear()
    made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.5)


def _aside(trigger: Trigger, scene: Scene, page: Page) -> bool:
    at = trigger.token.idx + scene.sentence.shift
    return re.search(r"(?i)\b(?:sidelines?|margins)\b", page.clean[max(scene.sentence.span.start, at - 45) : at]) is not None


def _settle_home(made: Draft, home: Told[str] | None) -> None:
    """A side without a country, in a document with a voice of its own ("our partnership"), is that document's government."""
    if home is None or not made.homeless:
        return
    lost = {id(a) for a in made.homeless}
    made.homeless.clear()
    made.actors = [dataclasses.replace(a, countries=(home.value,)) if id(a) in lost else a for a in made.actors]
    if home.value not in made.parties:
        made.parties[home.value] = home


def _inherit_places(drafts: Sequence[Draft], page: Page) -> None:
    """A bilateral told without day and place beside a summit that both attend is held there."""
    for made in drafts:
        if len(sides(made)) != 2 or made.city or made.country or made.mode.value is not Mode.IN_PERSON:
            continue
        aside = re.search(r"(?i)\b(?:sidelines?|margins)\b", page.clean[made.span.start : made.span.end])
        for summit in drafts:
            near = min(abs(a - b) for a in summit.sentences for b in made.sentences) <= 8
            if not summit.summit or summit is made or not near or summit.country is None:
                continue
            if (aside and not made.other) or (set(made.parties) <= set(summit.parties) and made.date is None):
                made.city, made.country = summit.city, summit.country
                if made.date is None and summit.status.value is made.status.value:
                    made.date = summit.date
                break


def _share_visits(drafts: Sequence[Draft]) -> None:
    """Several talks of one visit: what one sentence tells of place and day holds for the other, unless it tells its own."""
    for made in drafts:
        for other in drafts:
            one_trip = other is not made and sides(made) == sides(other) and made.mode.value is other.mode.value is Mode.IN_PERSON
            if not one_trip or made.other or other.other:
                continue
            same_status = made.status.value is other.status.value
            if not same_status and (made.date is None or other.date is None):
                continue
            if abs(made.sentences[0] - other.sentences[0]) > 12 or not set(made.persons) & set(other.persons):
                continue
            if made.date is None and other.date is not None and other.date.confidence > 0.6:
                made.date = Told(other.date.value, other.date.span, 0.55)
            if made.city is None and made.country is None and made.date is not None and other.date is not None:  # noqa: SIM102
                if dates_agree(made.date.value, other.date.value):
                    made.city, made.country = other.city, other.country


def _find_cities(kept: Sequence[Draft], all_scenes: Sequence[Scene]) -> None:
    """ "The leaders met in Y … he said in a speech in Z": the one city of that country that the article names as a place."""
    for made in kept:
        if made.country is None or made.city is not None:
            continue
        places = [p for scene in all_scenes for p in scene.places if p.country == made.country.value]
        if len({p.city for p in places}) == 1 and any(abs(p.sentence - made.sentences[0]) <= 12 for p in places):
            made.city = Told(places[0].city, places[0].span, 0.5)


def _enrich(unreal: Draft, drafts: Sequence[Draft]) -> None:
    """ "He wavered about whether to meet X in Y": claims nothing, but tells where and when of a meeting told before."""
    if unreal.weight < 2 or unreal.kind is Kind.VISIT:
        return
    for known in reversed(drafts):
        if sides(known) == sides(unreal) and known.status.value is not Status.HELD:
            if known.date is None:
                known.date = unreal.date
            if known.city is None and known.country is None:
                known.city, known.country = unreal.city, unreal.country
            return


def _date_readout(drafts: Sequence[Draft], page: Page) -> None:
    """A government's readout without a day is issued on the day of what it opens with."""
    today = writing_day(page)
    body = next((n for n, s in enumerate(page.sentences) if not s.headline and not s.caption), None)
    for made in drafts:
        if today is not None and made.date is None and made.status.value is Status.HELD and made.sentences[0] == body:
            made.date = Told(today, made.status.span, 0.5)


def _add(made: Draft, drafts: list[Draft], all_scenes: Sequence[Scene]) -> None:
    """Merge a draft into those before it, or keep it as a meeting of its own."""
    if made.kind is not Kind.VISIT and made.trigger.token.lemma_.lower() in ATTENDING:
        here = [known for known in drafts if made.scene.number in known.sentences]
        host = here[-1] if here else antecedent(made, drafts)
        if host is not None:
            made.date = made.end = made.city = made.country = None
            absorb_reference(host, made)
        return
    _take_visit(made, drafts)
    listed = {
        p for known in drafts if made.scene.number in known.sentences and known.kind is not Kind.VISIT for p in known.persons
    }
    if (
        made.kind is not Kind.SUMMIT
        and made.persons
        and set(made.persons) <= listed
        and made.trigger.government is Government.AROUND
        and made.weight > 2
    ):
        return  # "twenty meetings, including encounters with A, B and C": told apart already
    if made.weight >= 2:
        for known in reversed(drafts):
            if same(known, made):
                absorb(known, made)
                return
        drafts.append(made)
        return
    if made.trigger.token.lemma_.lower() == "discuss" and not made.group:
        return
    if made.weight == 1 and made.trigger.noun and _resumed(made, drafts):
        drafts.append(made)
        return
    before = antecedent(made, drafts)
    if before is not None:
        absorb_reference(before, made)
    elif made.weight == 1 and (made.many or _called_off(made)) and made.kind is not Kind.VISIT:
        made.many = True
        drafts.append(made)  # in wait of the sides that later sentences name


def _take_visit(made: Draft, drafts: Sequence[Draft]) -> None:
    """ "Will arrive in Y for a visit to discuss trade with X": the visitor of the same sentence meets X."""
    if made.weight != 1 or not made.persons or made.kind is Kind.VISIT:
        return
    for known in reversed(drafts):
        one = known.kind is Kind.VISIT and known.sentences[0] == made.scene.number and known.weight == 2
        if one and sides(made) < sides(known) and not set(made.persons) & set(known.persons):
            for code, told in known.parties.items():
                made.parties.setdefault(code, told)
            return


def _called_off(made: Draft) -> bool:
    """ "The UN talks have been postponed": the other sides are told later."""
    return bool(made.organizations) and made.status.value in {Status.CANCELLED, Status.POSTPONED}


def _resumed(made: Draft, drafts: Sequence[Draft]) -> bool:
    """ "Talks with X will resume tomorrow": the sides of the talks told before, on another day."""
    verb = made.trigger.verb
    if verb is None or verb.lemma_.lower() not in {"resume", "continue", "reconvene"} or made.date is None:
        return False
    for known in reversed(drafts):
        if known.weight == 2 and sides(made) <= sides(known) and known.date is not None:
            if dates_agree(known.date.value, made.date.value):
                return False
            for code, told in known.parties.items():
                made.parties.setdefault(code, Told(code, told.span, 0.6))
            return made.weight == 2
    return False


def _separate(made: Draft, page: Page) -> list[Draft]:
    """ "Spoke separately with A and B", "meetings with A, B and C": an encounter each."""
    token = made.trigger.token
    ahead = [a for a in made.actors if a.first > token.i and a.countries + a.organizations]
    behind = [a for a in made.actors if a.last < token.i]
    host = (_sides_of(behind) or set(made.parties) if made.group else _sides_of(behind)) - _sides_of(ahead)
    several = len(_sides_of(ahead)) > 1 or len({a.person for a in ahead if a.person is not None}) > 1
    if len(ahead) < 2 or not several or len(host) != 1:
        return [made]
    behind = [a for a in behind if set(a.countries or a.organizations) & host]
    at = token.idx + made.scene.sentence.shift
    near = page.clean[max(made.span.start, at - 30) : ahead[0].span.start]
    plural = made.trigger.noun and token.tag_ in {"NNS", "NNPS"} and made.kind is not Kind.TALKS
    if not plural and not re.search(r"(?i)\bseparate(?:ly)?\b|\bback-to-back\b|\bindividually\b", near):
        return [made]
    apart = []
    for actor in ahead:
        one = dataclasses.replace(
            made, parties={}, organizations={}, persons={}, offices=[], homeless=[], sentences=list(made.sentences), hosts=set()
        )
        for other in (*behind, actor):
            take(one, other)
        for code in host & set(made.parties):
            one.parties.setdefault(code, made.parties[code])
        one.actors = [*behind, actor]
        apart.append(one)
    return apart


def _fill_persons(made: Draft, drafts: Sequence[Draft]) -> None:
    """ "Both sides list meetings with A and B": the visitor is who has been told of with these parties."""
    if made.status.value is not Status.PLANNED or len(made.persons) != 1 or made.weight != 2:
        return
    for known in reversed(drafts):
        if known.parties.keys() == made.parties.keys() and known.persons and not set(known.persons) & set(made.persons):
            first = next(iter(sorted(known.persons.items(), key=lambda row: row[1])))
            made.persons[first[0]] = first[1]
            return


def _sides_of(actors: Sequence[Actor]) -> set[str]:
    return {c for a in actors for c in (a.countries or a.organizations)}


_PARTAKE = frozenset({Government.ATTEND, Government.HOST, Government.SUBJECT, Government.ITSELF})


def absorb_reference(known: Draft, made: Draft) -> None:
    """Take what "the meeting …" adds; who only speaks "after the meeting" takes part where they are of a party's own."""
    made.persons = {p: s for p, s in made.persons.items() if made.trigger.government in _PARTAKE}
    for actor in made.present:
        if set(actor.countries) & set(known.parties) and actor.person is not None:
            made.persons.setdefault(actor.person, actor.span)
    if made.trigger.government is Government.AROUND:
        present = [a for a in made.present if set(a.countries) <= set(known.parties)]
        made.offices = [(a.level, a.portfolios, a.span, a.countries[0]) for a in present if a.level is not None]
        made.offices = [] if known.offices else made.offices
        made.status = Told(known.status.value, made.status.span, 0.3)
    absorb(known, made)


def _take_focus(made: Draft, drafts: Sequence[Draft], all_scenes: Sequence[Scene]) -> None:
    """ "The two leaders met": those told of last."""
    focus = next((d for d in reversed(drafts) if d.weight >= 2 and d.persons), None) or next(
        (d for d in reversed(drafts) if d.weight >= 2), None
    )
    number = made.scene.number
    if focus is None or max(focus.sentences) < number - 1:
        for scene in reversed(all_scenes[max(0, number - 2) : number + 1]):
            acting = [a for a in scene.actors if a.person is not None and a.countries]
            if len({a.countries[0] for a in acting}) == 2:
                for actor in acting:
                    made.parties.setdefault(actor.countries[0], Told(actor.countries[0], actor.span, 0.7))
                    assert actor.person is not None
                    made.persons.setdefault(actor.person, actor.span)
                    if actor.level is not None:
                        made.offices.append((actor.level, actor.portfolios, actor.span, actor.countries[0]))
                return
    if focus is None:
        return
    together = [d for d in drafts if d.sentences[0] == focus.sentences[0]] if "joint" in _near(made) else [focus]
    for one in together:
        for code, told in one.parties.items():
            made.parties.setdefault(code, Told(code, told.span, 0.7))
        for person, span in one.persons.items():
            made.persons.setdefault(person, span)
        made.offices.extend(one.offices)


def _near(made: Draft) -> str:
    token = made.trigger.token
    return " ".join(token.doc[i].lower_ for i in range(max(0, token.i - 5), token.i))


def _is_meeting(made: Draft, page: Page, gazetteer: Gazetteer) -> bool:
    """Whether what has been gathered is an encounter of representatives, rather than a process or a plain trip."""
    if made.weight < 2:
        return False
    summit = made.kind is Kind.SUMMIT or len(made.parties) >= 2
    if (
        made.organizations
        and summit
        and made.country is not None
        and made.country.value not in made.parties
        and _hosts(made, gazetteer)
    ):
        made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.6)
    if not made.parties and len(made.organizations) < 2:
        return False
    known = bool(made.persons or made.date or made.city or made.country)
    if made.kind is Kind.TALKS and not known:
        return False
    if made.kind is Kind.VISIT:
        return _visit_with_talks(made, page, _lead(page))
    return not (not made.persons and not made.offices and made.kind is Kind.TALKS and made.told < 2 and made.date is None)


def _hosts(made: Draft, gazetteer: Gazetteer) -> bool:
    """Whether the country of the venue is a party: the host of a summit is, the seat of the organization is not."""
    if made.city is not None and made.city.value in _SEATS_OF_ORGANIZATIONS:
        return False
    assert made.country is not None
    return any(made.country.value in gazetteer.members.get(slug, frozenset()) for slug in made.organizations)


def _lead(page: Page) -> int:
    """Number of the second sentence of running text."""
    body = [number for number, s in enumerate(page.sentences) if not s.headline and not s.caption]
    return body[min(1, len(body) - 1)] if body else 0


def _visit_with_talks(made: Draft, page: Page, lead: int) -> bool:
    if made.country is None or made.weight != 2:
        return False
    leads = made.sentences[0] <= lead and any(level is Level.LEADER for level, *_ in made.offices)
    if leads and made.country.value in made.parties:
        return True  # a head of state's visit that the article opens with
    at = made.trigger.token.idx + made.scene.sentence.shift
    before, after = page.clean[max(made.span.start, at - 25) : at], page.clean[at : made.span.end]
    return bool(_WITH_TALKS.search(after) or (made.persons and re.search(r"(?i)\b(?:state|official|working)\b", before)))


_WITH_TALKS = re.compile(
    r"(?i)\b(?:for|to hold|to have|hold(?:ing)?|including|where)\b.{0,40}\b(?:talks|negotiations|consultations)\b|\bto (?:discuss|meet|talk|seek)\b|"  # noqa: E501
    r"\bwhere (?:he|she|they|the \w+) (?:will |would |is to |are to )?(?:meet|met|hold|held|ask|seek|discuss)"
)


# ---- claims ----


def _story_day(page: Page, mentions: Mentions) -> Told[DateReading] | None:
    """The day of the news: the one that the first sentences of running text tell, close to the day of writing."""
    today = writing_day(page)
    if today is None or today.date is None:
        return None
    lead = _lead(page)
    for mention in mentions.dates:
        if mention.sentence > lead or page.sentences[mention.sentence].headline or page.sentences[mention.sentence].caption:
            continue
        day = mention.start.date
        if day is not None and day.precision == "day" and 0 <= (today.date.earliest - day.earliest).days <= 3:
            return Told(mention.start, mention.span, 0.55)
    return None


def _claims(kept: list[Draft], visits: list[Draft], page: Page, mentions: Mentions) -> list[MeetingClaim]:
    ranks = _ranks(page)
    mains = {id(made) for made in kept if _is_main(made, ranks)}
    for visit in visits:
        # "X criticised … during a trip to Y" in the lead: what X attends in Y is what the article is about.
        there = [made for made in kept if made.country and visit.country and made.country.value == visit.country.value]
        if _is_main(visit, ranks) and there and not any(id(made) in mains for made in there):
            mains.update(id(made) for made in there[:1] if set(visit.parties) & set(made.parties))
    plain = [
        made
        for made in kept
        if id(made) in mains
        and not made.other
        and not (made.kind is Kind.SUMMIT and made.trigger.government is Government.AROUND)
    ]
    if plain and len(plain) < len(mains):
        # The occasion around it ("at the summit", "ahead of the summit") and what is compared with it ("earlier talks") are background.  # noqa: E501
        mains = {id(made) for made in plain} | {id(made) for made in kept if id(made) in mains and made.told > 3}
    if kept and not mains:
        mains.add(id(max(kept, key=lambda made: (made.told, -made.sentences[0]))))
    claims = []
    for made in kept:
        main = id(made) in mains
        if main and made.date is None and made.status.value is Status.HELD and made.kind is not Kind.SUMMIT and not made.other:
            made.date = _story_day(page, mentions)
        _complete_participants(made, mentions, main)
        claims.append(_claim(made, mentions.persons, Prominence.MAIN if main else Prominence.BACKGROUND))
    return claims


def _ranks(page: Page) -> dict[int, int]:
    """Sentence → how far down it stands: 0 for headlines, then the body sentences from 1; captions count as far down."""
    ranks: dict[int, int] = {}
    body = 0
    for number, sentence in enumerate(page.sentences):
        if sentence.headline:
            ranks[number] = 0 if body < 3 else body
        elif sentence.caption:
            ranks[number] = 99
        else:
            body += 1
            ranks[number] = body
    return ranks


def _is_main(made: Draft, ranks: dict[int, int]) -> bool:
    best = min(ranks[number] for number in made.sentences)
    return best <= 3


def _complete_participants(made: Draft, mentions: Mentions, main: bool) -> None:
    """Ministers of the parties who hold the very offices that met are there: "defence ministers of A and B … A's defence minister said"."""  # noqa: E501
    if not main:
        return
    met = {
        (level, p)
        for level, portfolios, _, country in made.offices
        for p in portfolios
        if level is not Level.LEADER and country is None
    }
    there = {mentions.persons[p].country for p in made.persons}
    for index, person in enumerate(mentions.persons):
        if (
            index in made.persons
            or not person.actor
            or person.country not in made.parties
            or not person.role
            or person.country in there
        ):
            continue
        level, portfolios = classify(person.role)
        if any((level, p) in met for p in portfolios) and not person.role.lower().startswith(("former", "ex-", "then")):
            made.persons[index] = person.role_span or person.span
            made.offices.append((level, portfolios, person.role_span or person.span, person.country))


def _claim(made: Draft, persons: Sequence[Person], prominence: Prominence) -> MeetingClaim:
    level = _level(made)
    start = made.date
    support = min(1.0, made.support + 0.03 * (made.told - 1))
    sure = 0.95 if made.persons else 0.8
    weakest = min([t.confidence for t in made.parties.values()] or [0.6])
    return MeetingClaim(
        span=made.span,
        prominence=prominence,
        status=made.status,
        mode=made.mode,
        parties=tuple(made.parties[code] for code in sorted(made.parties)),
        organizations=tuple(made.organizations[slug] for slug in sorted(made.organizations)),
        start=start,
        end=made.end,
        city=made.city,
        country=made.country,
        level=level,
        portfolios=_portfolios(made),
        participants=tuple(
            _participant(index, span, persons[index], made) for index, span in sorted(made.persons.items(), key=lambda x: x[1])
        ),
        confidence=round(support * sure * (0.5 + 0.5 * weakest), 3),
    )


def _participant(index: int, span: Span, person: Person, made: Draft) -> Participant:
    return Participant(
        person=index,
        span=span,
        country=person.country,
        organization=person.organization,
        office=person.role,
        capacity=Capacity.HOST if index in made.hosts else Capacity.PARTY,
        confidence=0.9 if person.country in made.parties else 0.7,
    )


def _level(made: Draft) -> Told[Level] | None:
    """The highest rank represented; a summit is of leaders where nothing else is told."""
    if made.offices:
        level, _, span, _ = min(made.offices, key=lambda row: LEVEL_ORDER.index(row[0]))
        return Told(level, span, 0.9)
    if made.kind is Kind.SUMMIT:
        return Told(Level.LEADER, made.status.span, 0.6)
    return None


def _portfolios(made: Draft) -> tuple[Told[Portfolio], ...]:
    found: dict[Portfolio, Told[Portfolio]] = {}
    for level, portfolios, span, _ in made.offices:
        if level is not Level.LEADER:
            for portfolio in portfolios:
                found.setdefault(portfolio, Told(portfolio, span, 0.85))
    return tuple(found[p] for p in sorted(found))
