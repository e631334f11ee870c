"""The day or period in a sentence that belongs to the encounter rather than to the saying or to something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from events.partial_dates import PartialDate
from events.vocabulary import Status
from sources.extraction.date_expressions import partial
from sources.extraction.dates import token_at, writing_day
from sources.extraction.meeting_cues import Government, Kind, Trigger
from sources.extraction.meeting_drafts import Draft, span_of
from sources.extraction.mentions import DateMention, Page
from sources.extraction.reading import DateReading, Span, Told

SAYING = frozenset(
    "say tell announce report state add declare write tweet quote stress confirm note call claim reveal disclose "
    "insist warn speak describe".split()
)


ANOTHERS = 10  # what hangs on a clause that only tells of the encounter


def distance(token: Token, trigger: Trigger) -> int:
    """How a token hangs on the trigger: 0 directly, 1 on its verb, 2 on one that governs it, 9 on one of saying, else 3 or 4."""
    node = token
    for _ in range(10):
        if node.i == trigger.token.i:
            return 0
        if trigger.verb is not None and node.i == trigger.verb.i:
            if trigger.links[:1] == ("about",) or node.lemma_ == "prepare":
                return ANOTHERS
            if trigger.government is Government.AROUND and node.lemma_.lower() in SAYING:
                return 1 if trigger.links[-1:] and trigger.links[-1] in {"in", "during", "at"} else 9
            return 1
        if node.pos_ in {"VERB", "AUX"}:
            if trigger.token.tag_ == "VBG" and trigger.token.dep_ == "advcl" and trigger.token.head.i == node.i:
                return 1  # "said on Sunday, welcoming X"
            if node.lemma_.lower() in SAYING:
                return 9
            if trigger.verb is not None and trigger.verb.lemma_ == "prepare" and trigger.noun:
                return ANOTHERS  # "will visit Y this week to prepare for the summit"
            anchor = trigger.verb or trigger.token
            if node.dep_ == "acl" and node.tag_ == "VBN" and trigger.token.i < node.head.i < token.i:
                return 9  # "the first meeting under the accord signed in X in August"
            if node.i in {t.i for t in anchor.ancestors}:
                return 2
            return 3 if anchor.i in {t.i for t in node.ancestors} and node.dep_ in {"xcomp", "acl", "relcl", "pcomp"} else 4
        if node.head.i == node.i:
            break
        node = node.head
    return 4


_DAY_WORD = re.compile(r"\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)\b(?![’']s)")


_NEW_DAY = re.compile(r"(?i)\b(?:to|until|till|for|from)\W+(?:the )?$")


_NOT_ITS_DAY = re.compile(r"(?i)\b(?:since|until|till|than|by|before)\W+(?:the )?$")


def find_day(made: Draft, page: Page) -> None:
    """The day or period that belongs to the encounter rather than to the saying or to something else."""
    rank, away, mention = min(_days(made, page), default=(9, 99, None), key=lambda day: day[:2])
    if rank and writing_day(page) is None and _DAY_WORD.search(page.clean, *made.scene.sentence.span):
        return  # "met today …": on a day that nothing tells, and not on another one of the sentence
    vague = mention is None or (mention.start.date is not None and mention.start.date.precision != "day")
    if mention is not None and (rank < 3 or not vague) and (rank < 4 or away < 15):
        confidence = {0: 0.95, 1: 0.95, 2: 0.85}.get(rank, 0.65)
        made.date = Told(mention.start, mention.span, confidence)
        if mention.end is not None:
            made.end = Told(mention.end, mention.span, confidence)
    today = writing_day(page)
    if today is not None and today.date is not None:
        _face_today(made, today, today.date)


_BESIDE = re.compile(
    r"(?: (?:to|with|in|of) (?:the )?(?:[A-Z][\w’'.-]*(?: (?:and |the )?|(?= ))){1,6})?,? ?"
    r"(?:(?:scheduled|set|planned|slated|due) )?(?:in|on|for|from)?[ ](?:the )?"
)


def _follows_noun(made: Draft, day: Span, page: Page) -> bool:
    """ "Postponed his visit to X in April": the day stands right behind the encounter."""
    at = span_of(made.trigger.token, made.scene.sentence).end
    return made.trigger.noun and at < day.start and _BESIDE.fullmatch(page.clean, at, day.start) is not None


def _days(made: Draft, page: Page) -> Iterator[tuple[int, int, DateMention]]:
    """The days of the sentence that can be the encounter's, each with how loosely it hangs on it and the tokens between."""
    trigger, sentence = made.trigger, made.scene.sentence
    stopped = made.status.value in {Status.CANCELLED, Status.POSTPONED}
    for mention in made.scene.dates:
        token = token_at(sentence, mention.span.start)
        if token is None or is_anothers(made, mention.span, page):
            continue
        rank, away = distance(token, trigger), abs(token.i - trigger.token.i)
        lead = page.clean[max(sentence.span.start, mention.span.start - 12) : mention.span.start]
        if stopped and rank and not _NEW_DAY.search(lead) and not _follows_noun(made, mention.span, page):
            continue  # the day on which it was called off
        if _NOT_ITS_DAY.search(lead) and token.i >= trigger.token.i:
            if (month := _month_of_opening(trigger, mention, lead, page)) is not None:
                yield distance(token, trigger), away, month
            continue
        if rank < 4 or not (has_verb_between(token, trigger.token) or rank == ANOTHERS or (rank == 9 and away > 3)):
            yield rank, away, mention


_BY = re.compile(r"(?i)\bby\W+(?:the )?$")
_OPENS = frozenset({"begin", "start", "open", "resume", "reconvene"})


def _month_of_opening(trigger: Trigger, mention: DateMention, lead: str, page: Page) -> DateMention | None:
    """ "The talks would begin by June 10", written in June: in June."""
    today, day = writing_day(page), mention.start.date
    if trigger.verb is None or trigger.verb.lemma_.lower() not in _OPENS or _BY.search(lead) is None:
        return None
    if today is None or today.date is None or day is None or not today.date.earliest <= day.earliest:
        return None
    month = partial(day.earliest.year, day.earliest.month)
    within = month is not None and month.contains(today.date)
    return replace(mention, start=DateReading(month), end=None) if within else None


def _face_today(made: Draft, today: DateReading, day: PartialDate) -> None:
    """What lies ahead of the day of writing has not been held, and what lies behind it is not planned."""
    verb = made.trigger.verb
    going_on = verb is not None and verb.tag_ == "VBG" and made.status.confidence == 0.85
    if made.date is None and going_on and made.kind is not Kind.VISIT and made.trigger.government is not Government.AROUND:
        assert verb is not None
        made.date = Told(today, span_of(verb, made.scene.sentence), 0.6)  # "are meeting": as the writer writes
    when = None if made.date is None else made.date.value.date
    if made.date is None or when is None:
        return
    if made.status.value is Status.PLANNED and when.latest < day.earliest:
        made.date = made.end = None
    elif made.status.value is Status.HELD and when.earliest > day.latest:
        made.status = Told(Status.PLANNED, made.date.span, 0.8)


_ANOTHER = re.compile(
    r"(?i)\b(?:ahead of|prepar\w+ for|before(?! leaving)|since|following|after|in advance of|lead-?up to|look(?:s|ed|"
    r"ing)? forward|followed|to inaugurate|"
    r"for the (?:[\w’'-]+ ){0,6}(?:meeting|summit|talks|visit|conference)|"
    r"outcomes? of|to prepare|upon|as part of|underscore|inform\w*|congratulat\w+|thank\w*)\b"
)


def is_anothers(made: Draft, span: Span, page: Page) -> bool:
    """Whether "ahead of", "to prepare for" and the like stand between the encounter and a place or day of another occasion."""
    told = [span_of(made.trigger.token, made.scene.sentence).end]
    if made.trigger.noun and made.trigger.verb is not None and made.trigger.verb.i > made.trigger.token.i:
        told.append(span_of(made.trigger.verb, made.scene.sentence).end)  # "the first meeting since the war began in Y"
    after = max((end for end in told if end <= span.start), default=None)
    return after is not None and bool(_ANOTHER.search(page.clean[after : span.start]))


def tokens_between(a: Token, b: Token) -> list[Token]:
    low, high = sorted((a.i, b.i))
    return [a.doc[i] for i in range(low + 1, high)]


def has_verb_between(a: Token, b: Token) -> bool:
    """Whether a finite verb stands between: what it tells is another clause's."""
    return any(t.pos_ == "VERB" and t.tag_ in {"VBD", "VBZ", "VBP"} for t in tokens_between(a, b))
