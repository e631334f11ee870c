"""The sides of an encounter that its own words leave open, from what the article told before."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

from events.vocabulary import Mode, Status
from sources.extraction.meeting_actors import Actor
from sources.extraction.meeting_cues import Government, Kind
from sources.extraction.meeting_drafts import Draft, take
from sources.extraction.meeting_home import joined_with, only_other
from sources.extraction.meeting_merging import absorb, sides
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import How, Mentions, Page
from sources.extraction.reading import Told


def take_group(made: Draft) -> None:
    """ "The ministers of the two nations" where nothing was told of before: the countries that the words themselves mean."""
    for actor in made.actors:
        if made.weight < 2 and actor.how is How.GROUP and actor.person is None and actor.level is not None:
            take(made, actor)


_TITLE = re.compile(r"\b(?:vice[- ]president|president|prime minister|king|crown prince|chancellor)\b")


def _are_peers(a: Actor, b: Actor, mentions: Mentions) -> bool:
    """Whether two hold the same office, so that they cannot be of one country."""
    titles = [_TITLE.findall("" if x.person is None else (mentions.persons[x.person].role or "").lower()) for x in (a, b)]
    return a.level is b.level and bool(set(a.portfolios) & set(b.portfolios) or set(titles[0]) & set(titles[1]))


_SECRETARY_GENERAL = re.compile(r"(?i)(?:the )?secretary[- ]general")


def take_secretary_general(made: Draft, page: Page) -> None:
    """The Secretary-General of no organization in particular is that of the United Nations."""
    if made.organizations or made.weight != 1:
        return
    for actor in made.homeless:
        if _SECRETARY_GENERAL.fullmatch(page.clean, *actor.span):
            made.organizations["un"] = Told("un", actor.span, 0.7)
            made.homeless.remove(actor)
            return


def take_partner(made: Draft, page: Page, mentions: Mentions) -> None:
    """A side whose country the words leave open: the country that the page joins with the other side's."""
    if made.weight != 1 or len(made.parties) != 1 or not made.homeless or made.kind is Kind.VISIT:
        return
    lost = [a for a in made.homeless if a.person is not None and a.level is not None]
    known = [a for a in made.actors if a.countries and a.level is not None]
    if len(lost) != 1 or not known:
        return
    (code,) = made.parties
    partner = joined_with(page, mentions, code)
    if partner is None and any(_are_peers(lost[0], a, mentions) for a in known):
        partner = only_other(mentions, code)
    if partner is not None:
        made.homeless.clear()
        made.parties[partner.value] = partner


_NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6}


_COUNT = re.compile(r"(?i)\b(two|both|three|four|five|six)\s+(?:[a-z]+\s+){0,2}$")


def take_counted(made: Draft, drafts: Sequence[Draft], page: Page) -> None:
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


def take_venue(made: Draft) -> None:
    """ "Held talks with X in Y": a named partner without a country is most likely of the country of the venue."""
    if made.weight != 1 or len(made.homeless) != 1 or made.homeless[0].person is None or made.country is None:
        return
    if made.country.value in made.parties or made.kind is Kind.VISIT or made.mode.value is not Mode.IN_PERSON:
        return
    made.homeless.clear()
    made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.5)


def settle_home(made: Draft, home: Told[str] | None) -> None:
    """A side without a country, in a document with a voice of its own ("our partnership"), is that document's government."""
    if home is None or not made.homeless:
        return
    lost = {id(a) for a in made.homeless}
    made.homeless.clear()
    made.actors = [dataclasses.replace(a, countries=(home.value,)) if id(a) in lost else a for a in made.actors]
    if home.value not in made.parties:
        made.parties[home.value] = home


def take_visit(made: Draft, drafts: Sequence[Draft]) -> None:
    """ "Will arrive in Y for a visit to discuss trade with X": the visitor of the same sentence meets X."""
    if made.weight != 1 or not made.persons or made.kind is Kind.VISIT:
        return
    for known in reversed(drafts):
        one = known.kind is Kind.VISIT and known.sentences[0] == made.scene.number and known.weight == 2
        if one and sides(made) < sides(known) and not set(made.persons) & set(known.persons):
            for code, told in known.parties.items():
                made.parties.setdefault(code, told)
            return


def called_off(made: Draft) -> bool:
    """ "The UN talks have been postponed": the other sides are told later."""
    return bool(made.organizations) and made.status.value in {Status.CANCELLED, Status.POSTPONED}


_WITH_AGAIN = re.compile(r"(?: [\w.]+){0,3},? (?:and|then)(?: (?:then|later|also|on \w+))? with (?:the )?(?:[\w.’'-]+ ){0,6}")


def _with_each(ahead: Sequence[Actor], page: Page) -> bool:
    """ "Spoke with A late Saturday, and with B on Sunday": an encounter each."""
    return all(_WITH_AGAIN.fullmatch(page.clean, a.span.end, b.span.start) is not None for a, b in pairwise(ahead))


_SEPARATELY = re.compile(r"(?i)\bseparate(?:ly)?\b|\bback-to-back\b|\bindividually\b")


def separate(made: Draft, page: Page) -> list[Draft]:
    """ "Spoke separately with A and B", "meetings with A, B and C": an encounter each."""
    token = made.trigger.token
    plural = made.trigger.noun and token.tag_ in {"NNS", "NNPS"} and made.kind is not Kind.TALKS and token.lemma_ != "guest"
    ahead = [a for a in made.actors if a.first > token.i and a.countries + a.organizations and a.how is not How.PRONOUN]
    at = token.idx + made.scene.sentence.shift
    separately = bool(ahead) and _SEPARATELY.search(page.clean, max(made.span.start, at - 30), ahead[0].span.start) is not None
    listed = bool(ahead) and ahead[0].plural and all(set(a.countries) <= set(ahead[0].countries) for a in ahead)
    if (plural or separately) and listed and len(ahead[0].countries) > 1:
        # "Meetings with his counterparts from A and B", "meet separately with the A and B ministers".
        ahead = [dataclasses.replace(ahead[0], countries=(code,)) for code in ahead[0].countries]
    behind = [a for a in made.actors if a.last < token.i]
    host = (_sides_of(behind) or set(made.parties) if made.group else _sides_of(behind)) - _sides_of(ahead)
    several = len(_sides_of(ahead)) > 1 or len({a.person for a in ahead if a.person is not None}) > 1
    if len(ahead) < 2 or not several or len(host) != 1:
        return [made]
    behind = [a for a in behind if set(a.countries or a.organizations) & host]
    with_each = _with_each(ahead, page)
    if not plural and not separately and not with_each:
        return [made]
    apart = []
    for place, actor in enumerate(ahead):
        one = dataclasses.replace(
            made, parties={}, organizations={}, persons={}, offices=[], homeless=[], sentences=list(made.sentences), hosts=set()
        )
        if with_each:
            until = ahead[place + 1].span.start if place + 1 < len(ahead) else made.span.end
            day = next((d for d in made.scene.dates if actor.span.end <= d.span.start < until), None)
            one.date = made.date if day is None else Told(day.start, day.span, 0.9)
        for other in (*behind, actor):
            take(one, other)
        for code in host & set(made.parties):
            one.parties.setdefault(code, made.parties[code])
        one.actors = [*behind, actor]
        apart.append(one)
    return apart


def fill_persons(made: Draft, drafts: Sequence[Draft]) -> None:
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


def take_focus(made: Draft, drafts: Sequence[Draft], all_scenes: Sequence[Scene]) -> None:
    """ "The two leaders met": those told of last."""
    focus = next((d for d in reversed(drafts) if d.weight >= 2 and d.persons), None) or next(
        (d for d in reversed(drafts) if d.weight >= 2), None
    )
    number = made.scene.number
    ministers = any(a.how is How.GROUP and a.level is not None for a in made.actors)
    if not ministers and (focus is None or max(focus.sentences) < number - 1):
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
    if ministers:  # "the foreign ministers of the two countries"
        made.parties.update((code, Told(code, told.span, 0.7)) for code, told in focus.parties.items())
        made.offices.extend((a.level, a.portfolios, a.span, None) for a in made.actors if a.how is How.GROUP and a.level)
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
