"""Meetings, as one document tells them: each word of encounter makes a draft, drafts of one encounter make a claim.

The rules of annotation that this follows: a meeting is an encounter, visit with talks, or call between representatives of two
or more countries or international organizations whose parties the text makes known; a process, a wish or a domestic meeting is
none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from events.vocabulary import Level, Status
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meeting_antecedents import antecedent
from sources.extraction.meeting_claims import claims_of
from sources.extraction.meeting_cues import ATTENDING, Government, Kind
from sources.extraction.meeting_drafting import draft
from sources.extraction.meeting_drafts import Draft
from sources.extraction.meeting_home import at_home, home_country, partner_of
from sources.extraction.meeting_merging import absorb, same
from sources.extraction.meeting_places import SEATS_OF_ORGANIZATIONS
from sources.extraction.meeting_scenes import Scene, scenes
from sources.extraction.meeting_series import next_of_series, promised_talks, resumes, take_leader_of_talks
from sources.extraction.meeting_settings import (
    blur_summit,
    date_readout,
    enrich,
    find_cities,
    inherit_places,
    is_aside,
    lead_of,
    share_visits,
)
from sources.extraction.meeting_sides import (
    absorb_reference,
    called_off,
    fill_persons,
    separate,
    settle_home,
    take_counted,
    take_focus,
    take_group,
    take_partner,
    take_secretary_general,
    take_venue,
    take_visit,
)
from sources.extraction.meeting_status import standing
from sources.extraction.meeting_tense import Standing
from sources.extraction.meeting_triggers import find_triggers
from sources.extraction.mentions import Mentions, Page
from sources.extraction.reading import MeetingClaim, Told


def claim_meetings(page: Page, mentions: Mentions, gazetteer: Gazetteer) -> tuple[MeetingClaim, ...]:
    """Every meeting that the article tells of, in the order in which it tells them first."""
    home = home_country(page, mentions, gazetteer.officials)
    mentions = at_home(page, mentions, home, gazetteer.officials)
    all_scenes = scenes(page, mentions)
    drafts: list[Draft] = []
    alone: list[Draft] = []  # of one side: "A is ready to go to the talks in C"
    for scene in all_scenes:
        triggers = find_triggers(scene.sentence)
        drafts.extend([] if triggers else next_of_series(scene, drafts, page))
        for trigger in triggers:
            told = standing(trigger, scene)
            if told is None:
                unreal = draft(trigger, Standing(Status.PLANNED, trigger.token, 0.0), scene, page, gazetteer)
                enrich(unreal, drafts)
                take_leader_of_talks(unreal, drafts)
                continue
            if trigger.kind is Kind.SUMMIT and scene.number > lead_of(page) + 2 and is_aside(trigger, scene, page):
                continue  # where two met years ago tells nothing of that summit itself
            made = draft(trigger, told, scene, page, gazetteer)
            if made.weight < 2 and trigger.kind is not Kind.SUMMIT and trigger.noun and is_aside(trigger, scene, page):
                continue  # the occasion beside which others met
            blur_summit(made, page)
            if told.dated and made.date is None and made.country is None:
                continue
            if home is not None and made.weight == 1 and made.homeless and home.value in made.parties:
                partner = partner_of(page, mentions, home.value)
                if partner is not None:
                    made.parties[partner.value] = partner
                    made.homeless.clear()
            settle_home(made, home)
            take_counted(made, drafts, page)
            take_secretary_general(made, page)
            take_venue(made)
            take_partner(made, page, mentions)
            if made.weight == 1 and len(made.persons) > 1 and not made.group:
                continue  # a domestic meeting
            if made.weight < 2 and made.group:
                take_focus(made, drafts, all_scenes)
                take_group(made)
            apart = separate(made, page)
            for one in apart:
                if len(apart) > 1:
                    fill_persons(one, drafts)
                _add(one, drafts, alone, all_scenes)
    if home is not None or _READOUT.search(page.clean, 0, 2000):
        date_readout(drafts, page)
    inherit_places(drafts, page)
    share_visits(drafts)
    kept = [made for made in drafts if _is_meeting(made, page, gazetteer)]
    find_cities(kept, all_scenes)
    visits = [made for made in drafts if made.kind is Kind.VISIT and made not in kept]
    return tuple(claims_of(kept, visits, page, mentions))


_READOUT = re.compile(r"(?m)^[ \t#*]*Readout of\b")


def _add(made: Draft, drafts: list[Draft], alone: list[Draft], all_scenes: Sequence[Scene]) -> None:
    """Merge a draft into those before it, or keep it as a meeting of its own; one side alone is no meeting yet."""
    if made.kind is not Kind.VISIT and made.trigger.token.lemma_.lower() in ATTENDING:
        here = [known for known in drafts if made.scene.number in known.sentences]
        host = here[-1] if here else antecedent(made, drafts)
        if host is not None:
            made.date = made.end = made.city = made.country = None
            absorb_reference(host, made)
        return
    take_visit(made, drafts)
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
    if made.weight == 1 and made.trigger.noun and resumes(made, drafts):
        drafts.append(made)
        return
    take_leader_of_talks(made, drafts)
    before = antecedent(made, drafts)
    if before is not None:
        absorb_reference(before, made)
    elif (promised := promised_talks(made, alone)) is not None:
        absorb_reference(promised, made)
        drafts.append(promised)
        alone.clear()
    elif made.weight == 1 and (made.many or called_off(made)) and made.kind is not Kind.VISIT:
        made.many = True
        drafts.append(made)  # in wait of the sides that later sentences name
    elif made.weight == 1:
        alone.append(made)


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
        return _visit_with_talks(made, page, lead_of(page))
    placed = made.date is not None or (made.city is not None and made.status.value is not Status.HELD)
    return bool(made.kind is not Kind.TALKS or made.persons or made.offices or made.told > 1 or placed)


def _hosts(made: Draft, gazetteer: Gazetteer) -> bool:
    """Whether the country of the venue is a party: the host of a summit is, the seat of the organization is not."""
    if made.city is not None and made.city.value in SEATS_OF_ORGANIZATIONS:
        return False
    assert made.country is not None
    return any(made.country.value in gazetteer.members.get(slug, frozenset()) for slug in made.organizations)


def _visit_with_talks(made: Draft, page: Page, lead: int) -> bool:
    if made.country is None or made.weight != 2:
        return False
    ranks = {level for level, *_ in made.offices}
    leads = made.sentences[0] <= lead and Level.LEADER in ranks
    if leads and made.country.value in made.parties:
        return True  # a head of state's visit that the article opens with
    told_itself = made.sentences[0] <= lead and made.trigger.government is not Government.AROUND
    called_off = made.status.value in {Status.CANCELLED, Status.POSTPONED}
    seat = made.city is not None and made.city.value in SEATS_OF_ORGANIZATIONS
    ranked = made.country.value in made.parties and ranks & {Level.LEADER, Level.MINISTER}
    if ranked and (told_itself or called_off) and not seat:
        return True
    at = made.trigger.token.idx + made.scene.sentence.shift
    before, after = page.clean[max(made.span.start, at - 25) : at], page.clean[at : made.span.end]
    return bool(_WITH_TALKS.search(after) or (made.persons and re.search(r"(?i)\b(?:state|official|working)\b", before)))


_WITH_TALKS = re.compile(
    r"(?i)\b(?:for|to hold|to have|hold(?:ing)?|including|where)\b.{0,40}\b(?:talks|negotiations|consultations)\b|"
    r"\bto (?:discuss|meet|talk|seek)\b|"
    r"\bwhere (?:he|she|they|the \w+) (?:will |would |is to |are to )?(?:meet|met|hold|held|ask|seek|discuss)"
)
