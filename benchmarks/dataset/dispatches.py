"""Invented dispatches of newsrooms: several tell of one meeting, half of them of another in passing, some are reprints.

They are as long as news are, 300 to 600 words, and hold as much: one or two meetings, half a dozen statements, four or five
persons. A few heads of state are named all the time, ministers often, and every other dispatch quotes somebody new, so that the
record grows as that of a real stream does. The same seed gives the same ones. Countries and capitals are those of the seeds;
persons, words and events are invented.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.dataset.words import Zipf, persons
from benchmarks.dataset.world import SEED

COUNTRIES = Path(__file__).resolve().parents[2] / "seeds" / "countries.json"
FIRST_DAY, DAYS = date(2015, 1, 1), 3600
REPORTS = (1, 1, 1, 1, 2, 2, 3, 3, 4, 6)
"""How many dispatches tell of a meeting: drawn from these."""
REPRINTED = 0.05
BOTH = 0.5
"""Shares of dispatches that are printed by another newsroom, or tell in passing of the meeting before."""
OUTSIDERS = 6_000
"""Who is asked for an opinion: of so many, some often and most of them hardly ever."""
PORTFOLIOS = ("foreign", "defence", "finance", "energy", "interior")
HEAD, TERMS = "head", 3
"""The office of heads of state, and how often all offices change hands."""
SUBJECTS = (
    "the reopening of two border crossings", "a grain corridor", "the sharing of river water", "gas deliveries in winter",
    "the return of refugees", "a customs treaty", "an exchange of prisoners", "naval patrols", "a new railway line",
)  # fmt: skip
PAPERS = ("Meridian Wire", "Harbour Post", "Aurelia", "Continental Desk", "Northern Observer", "Delta News")


@dataclass(frozen=True)
class Guest:
    """Who takes part, and the head of state who sent him or her."""

    country: str
    demonym: str
    name: str
    head: str


@dataclass(frozen=True)
class Event:
    """A meeting as it was."""

    day: date
    city: str
    portfolio: str
    host: Guest
    guest: Guest
    subject: str


@dataclass(frozen=True)
class Dispatch:
    """A document to be delivered."""

    external_id: str
    text: str


def dispatches(number: int) -> Iterator[Dispatch]:
    """So many dispatches, about half as many meetings."""
    random = Random(f"{SEED} dispatches")
    events = _events(random)
    outsiders = Zipf([name for name, _ in persons(OUTSIDERS, random)], 50)
    former = next(events)
    made = 0
    while made < number:
        event = next(events)
        for _ in range(min(random.choice(REPORTS), number - made)):
            text = _written(event, former if random.random() < BOTH else None, outsiders.draw(random), random)
            yield Dispatch(f"dispatch-{made}", text)
            made += 1
            if random.random() < REPRINTED and made < number:
                yield Dispatch(f"dispatch-{made}", f"{text}\nThis report was first carried by {random.choice(PAPERS)}.\n")
                made += 1
        former = event


def _events(random: Random) -> Iterator[Event]:
    seeds = [row for row in json.loads(COUNTRIES.read_bytes()) if row.get("capital") and row.get("demonyms")]
    seeds = [row for row in seeds if "," not in row["name"]]
    random.shuffle(seeds)
    countries = Zipf(seeds[:60], 3)
    offices = [(row["code"], office) for row in countries.members for office in (*PORTFOLIOS, HEAD)]
    names = iter(persons(len(offices) * TERMS, random))
    held = {office: [next(names)[0] for _ in range(TERMS)] for office in offices}
    while True:
        host, guest = countries.draws(random, 2)
        if host is guest:
            continue
        offset = random.randrange(DAYS)
        portfolio = random.choice(PORTFOLIOS)
        term = offset * TERMS // DAYS
        host_is, guest_is = (
            Guest(row["name"], row["demonyms"][0], held[row["code"], portfolio][term], held[row["code"], HEAD][term])
            for row in (host, guest)
        )
        yield Event(
            FIRST_DAY + timedelta(days=offset), host["capital"], portfolio, host_is, guest_is, random.choice(SUBJECTS)
        )


def _written(event: Event, former: Event | None, outsider: str, random: Random) -> str:
    published = event.day + timedelta(days=random.choice((0, 0, 1)))
    dateline = f"{event.city.upper()}, {published.day} {published:%B %Y} ({random.choice(PAPERS)}) - "
    words = _Words(event, former or event, outsider, random)
    paragraphs = [f"{dateline}{words.fill(random.choice(LEADS))}"]
    paragraphs += [words.fill(said) for said in random.sample(SPOKEN, random.randint(2, 4))]
    paragraphs += [words.fill(said) for said in random.sample(AROUND, random.randint(1, 3))]
    for _ in range(random.randint(3, 5)):
        aside = " ".join(words.fill(BETWEEN) for _ in range(random.randint(2, 4)))
        paragraphs.insert(random.randint(1, len(paragraphs)), aside)
    if former is not None:
        paragraphs.append(words.fill(PASSING))
    return "\n\n".join(paragraphs) + "\n"


class _Words:
    """What the sentences are filled with: the meeting, the one told in passing, and for the rest other words each time."""

    def __init__(self, event: Event, told: Event, outsider: str, random: Random) -> None:
        self._random = random
        self._told = {
            "day": f"{event.day.day} {event.day:%B %Y}",
            "weekday": f"{event.day:%A}",
            "city": event.city,
            "portfolio": event.portfolio,
            "subject": event.subject,
            "host": event.host.name,
            "host_head": event.host.head,
            "host_country": event.host.country,
            "host_demonym": event.host.demonym,
            "guest": event.guest.name,
            "guest_head": event.guest.head,
            "guest_country": event.guest.country,
            "guest_demonym": event.guest.demonym,
            "other_day": f"{told.day.day} {told.day:%B %Y}",
            "other_city": told.city,
            "other_portfolio": told.portfolio,
            "other_host": told.host.country,
            "other_guest": told.guest.country,
            "outsider": outsider,
        }

    def fill(self, sentence: str) -> str:
        drawn = {name: self._random.choice(words) for name, words in FILLED.items()}
        return sentence.format(**self._told, **drawn)


LEADS: Sequence[str] = (
    "{guest_demonym} {portfolio} minister {guest} met {host_demonym} {portfolio} minister {host} in {city} on {weekday}. The two"
    " spoke about {subject}.",
    "The {portfolio} ministers of {host_country} and {guest_country}, {host} and {guest}, held talks in {city} on {day}.",
    "{host_demonym} {portfolio} minister {host} received {guest_demonym} {portfolio} minister {guest} in {city} on {weekday} for"
    " talks about {subject}.",
    "Delegations of {host_country} and {guest_country} sat down in {city} on {day}. They were led by {portfolio} ministers {host}"
    " and {guest}.",
)
SPOKEN: Sequence[str] = (
    '"We have looked at {thing} of {subject}," {host} told reporters after the meeting. "What is left can be settled {when}."',
    "{guest} said that {guest_country} wants to see {thing} before anything is signed {when}.",
    "{host} thanked the guests for {thing}. {guest} invited the {host_demonym} side to a return visit {when}.",
    "The {portfolio} ministry in {city} called {thing} useful. It gave no date for the next round.",
    '"Nobody has to give up {thing}," {guest} said at the airport. He added that his experts would bring {more} up {when}.',
    "Asked about {thing}, {host} answered that his government had never been against it. He promised an answer {when}.",
)
AROUND: Sequence[str] = (
    "President {host_head} of {host_country} said {when} that {subject} was worth every hour spent on it.",
    '{guest_demonym} President {guest_head} warned that {more} must not be forgotten. "We cannot tell people to wait," he said.',
    '"They have promised this before," said {outsider}, who has studied {thing} {where}. "I would look at {more} first."',
    "{outsider}, a spokeswoman for the {host_demonym} government, told journalists that {thing} would be ready {when}.",
)
BETWEEN = "{who} {does} {thing} {when}, and {others} {do} {more} {where}."
PASSING = (
    "On {other_day}, the {other_portfolio} ministers of {other_host} and {other_guest} had met in {other_city}, without agreeing"
    " on anything."
)
FILLED: dict[str, Sequence[str]] = {
    "who": (
        "A union of hauliers", "One retired engineer", "The customs office", "A newspaper of the capital", "The port authority",
        "An institute of economists", "The audit office", "A group of farmers", "The railway company",
        "The chamber of commerce", "A member of the budget committee", "The central bank", "A professor of law",
    ),
    "others": (
        "shopkeepers", "lorry drivers", "two former judges", "several mayors", "teachers", "most investors", "the insurers",
        "students", "fishermen", "the builders", "local councils", "pensioners",
    ),
    "does": (
        "has asked for", "doubts", "is waiting for", "praises", "wants to delay", "has written about", "counts on", "refuses",
        "has paid for", "would rather see", "has studied", "warns of",
    ),
    "do": (
        "speak of", "complain about", "hope for", "have forgotten", "are used to", "vote against", "point to", "fear", "expect",
        "laugh at", "want", "still discuss",
    ),
    "thing": (
        "longer hours at the scales", "a second lane for lorries", "the price of diesel", "every line of the draft",
        "cheaper loans", "the plan for the eastern bank", "another survey of the bridge", "the report of last autumn",
        "an open register of cargo", "new locks on the canal", "the fees for cold storage", "a shorter list of papers",
        "the rules for seasonal work", "more room in the harbour",
    ),
    "more": (
        "rising rents", "lost orders", "slow courts", "the weather", "broken promises", "empty shelves", "dearer bread",
        "old machines", "better schools", "the night trains", "a hard winter", "cheap imports",
    ),
    "when": (
        "within weeks", "before the harvest", "by the end of the year", "for the third time", "since the flood",
        "after the holidays", "without much noise", "this season", "once the budget stands", "as in former years",
        "until the elections", "sooner or later",
    ),
    "where": (
        "along the frontier", "in the mountain villages", "on the coast", "at the old market", "outside the ministries",
        "in the north", "around the station", "near the dam", "in the suburbs", "on the islands",
    ),
}  # fmt: skip
