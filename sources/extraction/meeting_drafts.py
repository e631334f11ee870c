"""A draft of a meeting from one word of encounter: its parties, status, mode, day and place, as its own sentence tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Token

from events.vocabulary import Level, Mode, Portfolio, Status
from sources.extraction.dates import token_at, writing_day
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meeting_actors import Actor, Scene, before_verb, joined_before, leftward, rightward, subject_of, under
from sources.extraction.meeting_cues import Government, Kind, Trigger
from sources.extraction.meeting_status import Standing
from sources.extraction.mentions import DateMention, How, Page, Sentence
from sources.extraction.reading import DateReading, Span, Told


@dataclass(slots=True)
class Draft:
    """What is known so far of one meeting. Parties, organizations and persons keep the words that prove them."""

    scene: Scene
    trigger: Trigger
    span: Span
    kind: Kind
    status: Told[Status]
    mode: Told[Mode]
    parties: dict[str, Told[str]] = field(default_factory=dict)
    organizations: dict[str, Told[str]] = field(default_factory=dict)
    persons: dict[int, Span] = field(default_factory=dict)
    hosts: set[int] = field(default_factory=set)
    offices: list[tuple[Level, tuple[Portfolio, ...], Span, str | None]] = field(default_factory=list)
    date: Told[DateReading] | None = None
    end: Told[DateReading] | None = None
    city: Told[str] | None = None
    country: Told[str] | None = None
    sentences: list[int] = field(default_factory=list)
    told: int = 1  # how many words of encounter tell of it
    group: bool = False  # "the two leaders met", "their meeting"
    definite: bool = False  # "the meeting": told of before, or a fixed occasion
    indefinite: bool = False
    many: bool = False  # "leaders of 17 nations": sides that other sentences name
    other: bool = False  # "an earlier meeting", "met again": not the one just told
    homeless: list[Actor] = field(default_factory=list)  # parties whose country the words leave open
    present: list[Actor] = field(default_factory=list)  # who is told to have done something "at the talks"
    actors: list[Actor] = field(default_factory=list)  # in the sentence of the first words that told of it
    support: float = 0.0  # confidence of the reading of the first words that told of it

    @property
    def weight(self) -> int:
        """Number of sides."""
        return len(self.parties) + len(self.organizations)

    @property
    def own(self) -> bool:
        """Whether it names two sides itself."""
        return self.weight >= 2

    @property
    def government_around(self) -> bool:
        """Whether the sentence only refers to the encounter: "after the meeting"."""
        return self.trigger.government in {Government.AROUND, Government.SUBJECT}

    @property
    def summit(self) -> bool:
        return self.kind is Kind.SUMMIT or bool(self.organizations and self.weight >= 3)


_GROUP = re.compile(
    r"(?i)\b(?:the|both|these) (?:two|three|four|five)?\s?(?:\w+ )?(?:leaders|presidents|prime ministers|premiers|ministers|sides|countries|"  # noqa: E501
    r"nations|men|women|pair|parties|officials|diplomats|counterparts|neighbou?rs|heads of state|delegations|powers|capitals|governments|secretaries|allies|envoys|chiefs|teams)\b|"  # noqa: E501
    r"\b(?:the (?:two|three|four|pair)|they|both|we)\b"
)
_MANY = re.compile(
    r"(?i)\b(?:\d{1,3}|five|six|seven|eight|nine|ten|dozens?(?: of)?|several|regional|european|world|african|asian|arab|transatlantic|"  # noqa: E501
    r"allied|eu|nato) (?:\w+ )?(?:nations|countries|states|leaders|governments|partners|allies)\b|\bhosts? (?:\w+ )?(?:talks|summit|meeting)\b|\bwarring\b"  # noqa: E501
)
_PHONE = re.compile(
    r"(?i)\b(?:by|on|over|via) (?:the |a )?(?:tele)?phone|\b(?:tele)?phone[d ]|\btelephon|\bhotline|\bphone[- ]?call"
)
_VIDEO = re.compile(r"(?i)\bvideo|\bvirtual|\bonline\b|\bvia (?:zoom|webex)|\bteleconferenc|\bremote(?:ly)?\b")
_IN_PERSON = re.compile(
    r"(?i)\bin person\b|\bface[- ]to[- ]face|\bsidelines|\bmargins|\bin-person|\bat the (?:\w+ ){0,2}(?:summit|G-?7|G-?20|United Nations|conference)\b"  # noqa: E501
)
_OTHER = re.compile(
    r"(?i)\b(?:earlier|previous(?:ly)?|prior|past|again|another|separate(?:ly)?|second|third|new round|joint|"
    r"last (?:\w+ ){0,3}(?:meeting|talks|summit|call|visit|round|encounter|session))\b"
)
_SAY = frozenset(
    "say tell announce report state add declare write tweet quote stress confirm note call claim reveal disclose insist warn speak describe".split()  # noqa: E501
)


def draft(trigger: Trigger, told: Standing, scene: Scene, page: Page, gazetteer: Gazetteer) -> Draft:
    """Everything that the trigger's own sentence tells of the encounter."""
    token = trigger.token
    made = Draft(
        scene=scene,
        trigger=trigger,
        span=scene.sentence.span,
        kind=trigger.kind,
        status=Told(told.status, _span(told.token, scene.sentence), told.confidence),
        mode=_mode(trigger, scene, page),
        sentences=[scene.number],
        support=told.confidence,
    )
    actors, group = _parties(trigger, scene, page)
    if _sides(actors) > 1:
        led = _led(scene, page, scene.sentence.span.end)
        actors = _unique([*actors, *(a for a in led if set(a.countries) & {c for b in actors for c in b.countries})])
    for actor in actors:
        if actor.how is not How.GROUP or actor.person is not None:
            take(made, actor)
    bodies = [a for a in actors if a.how is How.GROUP and a.person is None]
    made.actors = actors
    made.hosts = _hosts(trigger, scene, page, actors)
    made.group = group or bool(bodies)
    made.present = _present(trigger, scene, page)
    before = [token.doc[i].lower_ for i in range(max(scene.sentence.parse.start, token.i - 5), token.i)]
    made.indefinite = any(w in {"a", "an"} for w in before) and not any(w in {"the", "that", "this", "their"} for w in before)
    made.definite = trigger.noun and any(w in {"the", "that", "this", "these", "those", "’s", "'s", "their"} for w in before[-4:])
    near = " ".join(
        [*before, token.lower_, *(token.doc[i].lower_ for i in range(token.i + 1, min(token.i + 3, scene.sentence.parse.end)))]
    )
    made.other = bool(_OTHER.search(near))
    made.many = bool(_MANY.search(scene.text(page))) or bool(made.homeless and made.homeless[-1].plural)
    _date(made, page)
    _place(made, page, gazetteer)
    _complete(made, scene)
    if trigger.kind is Kind.VISIT and made.country is not None and made.country.value not in made.parties and made.parties:
        made.parties[made.country.value] = made.country
    return made


_COUNTED = dict.fromkeys(("trilateral", "three-way", "tripartite"), 3)
_COUNTED |= dict.fromkeys(("quadrilateral", "four-way", "quadripartite", "four-party"), 4)


def _complete(made: Draft, scene: Scene) -> None:
    """The side that the words leave to the reader: who receives at home, and the third of a "trilateral meeting with C"."""
    token = made.trigger.token
    if (
        token.lemma_.lower() in {"receive", "host", "welcome"}
        and not made.trigger.noun
        and made.country is not None
        and made.country.value not in made.parties
        and made.parties
        and not any(a.last < token.i and (a.countries or a.organizations) for a in made.actors)
        and made.trigger.token.tag_ != "VBG"
    ):
        made.parties[made.country.value] = Told(made.country.value, made.country.span, 0.6)
        made.homeless.clear()
    before = [token.doc[i].lower_ for i in range(max(scene.sentence.parse.start, token.i - 5), token.i)]
    count = next((_COUNTED[w] for w in before if w in _COUNTED), None)
    if count is None or made.weight != count - 1:
        return
    others = [a for a in scene.actors if a.last < token.i and (a.person is not None or a.how in {How.OFFICE, How.DEMONYM})]
    missing = [a for a in others if set(a.countries) - set(made.parties)]
    if len({c for a in missing for c in a.countries} - set(made.parties)) == 1:
        for actor in missing:
            take(made, actor)


def take(made: Draft, actor: Actor) -> None:
    """Add an actor to the parties."""
    for code in actor.countries:
        made.parties.setdefault(code, Told(code, actor.span, 0.95 if actor.person is not None else 0.85))
    if not actor.countries or actor.person is None:
        for slug in actor.organizations:
            made.organizations.setdefault(slug, Told(slug, actor.span, 0.9))
    if not actor.countries and not actor.organizations:
        made.homeless.append(actor)
    if actor.person is not None:
        made.persons.setdefault(actor.person, actor.span)
    if actor.level is not None:
        made.offices.append(
            (actor.level, actor.portfolios, actor.span, actor.countries[0] if len(actor.countries) == 1 else None)
        )


def _span(token: Token, sentence: Sentence) -> Span:
    start = token.idx + sentence.shift
    return Span(start, start + len(token.text))


# ---- parties ----

_WITH = frozenset({"with", "between", "among", "amongst", "of", "from", "by", "involving", "for"})


def _parties(trigger: Trigger, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    """The actors of the encounter, and whether a group word ("the two leaders", "their") stands for them."""
    if trigger.noun:
        return _noun_parties(trigger, scene, page)
    token = trigger.token
    found, group = _subject(token, scene, page)
    if trigger.kind is Kind.VISIT:
        return found, group
    if token.lemma_ in {"represent", "head", "lead"} and trigger.kind is Kind.MEETING:
        return [a for a in scene.actors if a.person is not None and a.countries], group
    if token.lemma_ in {"attend", "send", "take", "participate"}:
        return _unique([*found, *rightward(token, scene, frozenset({"including"})), *rightward(token.head, scene)]), group
    needs = frozenset({"with", "to"}) if trigger.kind is Kind.SPEECH and token.lemma_ != "discuss" else frozenset()
    if token.lemma_ in {"discuss", "negotiate", "exchange", "agree"}:
        needs = frozenset({"with"})
    right = rightward(token, scene, needs)
    for child in token.children:
        if child.dep_ in {"dobj", "obj", "agent"} or (child.dep_ == "prep" and child.lower_ in {"with", "between"}):
            if child.dep_ in {"dobj", "obj"} and needs:
                continue
            right.extend(a for a in under(child, scene.actors) if a not in right and a.first > token.i)
    if trigger.kind is Kind.MEETING:
        right.extend(_company(trigger, scene, page))
    return _unique([*found, *right]), group


def _subject(verb: Token, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    found, group = _parsed_subject(verb, scene, page)
    if not group and _sides(found) < 2:
        found = _unique([*found, *(a for a in joined_before(verb, scene) if a.countries or a.organizations)])
    return found, group


def _parsed_subject(verb: Token, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    subject = subject_of(verb)
    if subject is None or not scene.sentence.parse.start <= subject.i < scene.sentence.parse.end:
        return before_verb(verb, scene), False
    found = under(subject, scene.actors)
    left = min([t.i for t in subject.subtree if t.i < verb.i] or [subject.i])
    words = (
        page.clean[_span(verb.doc[left], scene.sentence).start : _span(verb, scene.sentence).start]
        if left < verb.i
        else subject.text
    )
    group = bool(_GROUP.search(words)) and not any(a.person is not None for a in found) and _sides(found) < 2
    if group:
        found = [a for a in found if a.countries]
    if not found and not group and subject.pos_ in {"NOUN", "PROPN"}:
        found = [a for a in scene.actors if left <= a.first and a.last < verb.i and _unblocked(a, subject, verb)]
    return found, group


def _unblocked(actor: Actor, subject: Token, verb: Token) -> bool:
    """Whether no clause or topic stands between the subject's head and an actor in its phrase."""
    low, high = sorted((actor.first, subject.i))
    return not any(
        verb.doc[i].pos_ in {"VERB", "AUX"} or verb.doc[i].lower_ in {"on", "about", "over", "against", "in", "at", "to"}
        for i in range(low, high)
    )


# A sentence that does nothing but list who was there.
_ROLL = re.compile(
    r"\s*(?:The )?(?:(?:Other )?[Pp]articipants|[Aa]ttendees|Joining|Those (?:attending|joining|present)|Also (?:attending|present|joining|participating|in attendance)|"  # noqa: E501
    r"In attendance|The leaders (?:attending|participating|joining))\b"
)


def _noun_parties(trigger: Trigger, scene: Scene, page: Page) -> tuple[list[Actor], bool]:
    token = trigger.token
    if _ROLL.match(page.clean, scene.sentence.span.start):
        return [a for a in scene.actors if a.how is not How.DEMONYM], False
    left = leftward(token, scene)
    right = rightward(token, scene, _WITH)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"with", "between", "among", "of", "from"}:
            right.extend(a for a in under(child, scene.actors) if a not in right and a.first > token.i)
    group = any(c.dep_ == "poss" and c.lower_ in {"their", "our"} for c in token.children)
    at = _span(token, scene.sentence)
    group = group or bool(
        re.search(
            r"\bbetween (?:the (?:two|three|four|pair|leaders|sides|ministers|presidents)|them)\b",
            page.clean[at.end : at.end + 70],
        )
    )
    found = _unique([*left, *right])
    found = _unique([*found, *_attending(trigger, scene), *_company(trigger, scene, page)])
    if group and _sides(found) < 2:
        found = _unique([*_named_before(token, scene), *found])
    verb = trigger.verb
    if verb is None:
        return found, group
    if trigger.kind is not Kind.SUMMIT and not group and _aside(page, scene, at.start):
        return found, group  # who met on its margins did not meet it
    apart = _APART.search(page.clean[scene.sentence.span.start : at.start])
    if trigger.kind is Kind.SUMMIT and verb.lemma_.lower() in {"meet", "speak", "hold", "talk"} and not apart:
        found = _unique(
            [*_subject(verb, scene, page)[0], *found, *rightward(verb, scene, frozenset() if verb.lemma_ == "meet" else _WITH)]
        )
    if any(c.dep_ == "agent" for c in verb.children):
        found = _unique([*found, *rightward(verb, scene, frozenset({"by"}))])
    direct = trigger.government in {
        Government.HOLD,
        Government.HOST,
        Government.ATTEND,
        Government.STOP,
        Government.DELAY,
        Government.PLAN,
    }
    if trigger.government is Government.SUBJECT:
        by = rightward(verb, scene, frozenset({"by", "between", "with", "bringing"}))
        found = _unique([*found, *by])
    elif direct or _sides(found) < 2 or trigger.kind is Kind.VISIT:
        subject, grouped = _subject(verb, scene, page)
        saying = verb.lemma_.lower() in _SAY
        enough = _sides(subject) >= 2 and not saying and bool(set(trigger.links) & {"in", "during", "at", "on"})
        enough = enough or (_sides(subject) >= 2 and _jointly(trigger, verb))
        if direct or (_sides(found) == 1 and _joins(trigger, verb)) or enough or (grouped and _joins(trigger, verb)):
            found = _unique([*subject, *found])
            group = group or grouped
    if group and _sides(found) < 2:
        found = _unique([*_named_before(token, scene), *found])
    return found, group


def _jointly(trigger: Trigger, verb: Token) -> bool:
    """ "A and B gave a joint news conference after talks": what is done together after an encounter follows one of theirs."""
    if not set(trigger.links) & {"after", "following"}:
        return False
    return verb.lemma_ in {"sign", "agree"} or any(t.lower_ in {"joint", "jointly", "together"} for t in verb.subtree)


def _named_before(token: Token, scene: Scene) -> list[Actor]:
    """Whom "their" means within the sentence: the persons and office holders of two sides before it."""
    before = [a for a in scene.actors if a.last < token.i and (a.person is not None or a.how is How.OFFICE)]
    return before if _sides(before) >= 2 else []


def _present(trigger: Trigger, scene: Scene, page: Page) -> list[Actor]:
    """Who acts "at the summit" or "during the talks"."""
    if not trigger.noun or trigger.verb is None or trigger.government is not Government.AROUND:
        return []
    told_it = trigger.verb.lemma_ in {"tell", "address"} and not trigger.links
    if not told_it and not set(trigger.links[-1:]) & {"at", "during"}:
        return []
    subject, _ = _subject(trigger.verb, scene, page)
    return [a for a in subject if a.person is not None and a.countries]


_RECEIVES = frozenset({"receive", "host", "welcome", "greet", "gather", "bring"})
_GUESTS_OF = re.compile(r"(?i)\b(?:as (?:the )?guests? of|hosted by|received by|welcomed by)\s")
_COMPANY = re.compile(
    r"(?i)\b(?:as (?:the )?guests? of|in (?:the )?(?:company|presence) of|joined by|together with|along with)\s"
)


def _company(trigger: Trigger, scene: Scene, page: Page) -> list[Actor]:
    """Who is told to have been there after a clause of its own: "… as guests of X and in the company of Y"."""
    at = _span(trigger.token, scene.sentence)
    found: list[Actor] = []
    for match in _COMPANY.finditer(page.clean, at.end, scene.sentence.span.end):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene))
    return [a for a in found if a.countries or a.organizations]


def _hosts(trigger: Trigger, scene: Scene, page: Page, actors: list[Actor]) -> set[int]:
    """The persons who receive the others, where the words say so: the subject of "received", the agent of "hosted by"."""
    verb = trigger.verb
    found: list[Actor] = []
    if verb is not None:
        lemma = verb.lemma_.lower()
        hosting = lemma in _RECEIVES if not trigger.noun else trigger.government is Government.HOST and lemma in _HOSTING
        passive = any(c.dep_ in {"nsubjpass", "agent"} for c in verb.children)
        if hosting and not passive and not (lemma == "gather" and not any(c.dep_ in {"dobj", "obj"} for c in verb.children)):
            found.extend(a for a in _subject(verb, scene, page)[0] if a.last < verb.i)
    for match in _GUESTS_OF.finditer(page.clean, *scene.sentence.span):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene)[:1])
    present = {a.person for a in actors}
    return {a.person for a in found if a.person is not None and a.person in present}


_APART = re.compile(r"\b(?:separate(?:ly)?|individually|back-to-back|bilateral) ")
_ASIDE = re.compile(r"(?i)\b(?:sidelines?|margins)\b")


def _aside(page: Page, scene: Scene, at: int) -> bool:
    return _ASIDE.search(page.clean[max(scene.sentence.span.start, at - 45) : at]) is not None


_HOSTING = frozenset({"host", "convene", "organize", "organise", "welcome", "receive"})
_LED_BY = re.compile(r"\b(?:delegations?|team|side|officials|group)\b[^.;]{0,40}?\b(?:led|headed) by ")


def _led(scene: Scene, page: Page, until: int) -> list[Actor]:
    """ "A delegation from A led by X": the persons who head those told of before a word of encounter."""
    found: list[Actor] = []
    for match in _LED_BY.finditer(page.clean, scene.sentence.span.start, until):
        last = token_at(scene.sentence, match.end() - 2)
        if last is not None:
            found.extend(rightward(last, scene)[:1])
    return found


_ATTENDED = frozenset({"attended", "hosted", "chaired", "led", "joined", "convened", "headed", "brokered", "signed"})


def _attending(trigger: Trigger, scene: Scene) -> list[Actor]:
    """ "A meeting …, attended by officials from A, B and C": those named after such words."""
    found: list[Actor] = []
    for i in range(trigger.token.i + 1, scene.sentence.parse.end - 1):
        word = trigger.token.doc[i]
        if word.lower_ in _ATTENDED and word.nbor(1).lower_ == "by":
            found.extend(rightward(word, scene, frozenset({"by", "including"})))
        elif word.lower_ == "including" and word.head.i in {trigger.token.i, *(t.i for t in trigger.token.subtree)}:
            found.extend(rightward(word, scene))
    return [a for a in found if a.countries or a.organizations]


_TAKES_PART = frozenset(
    {"from", "for", "during", "in", "at", "after", "following", "on", "before", "ahead", "since", "by", "to", "of"}
)


def _joins(trigger: Trigger, verb: Token) -> bool:
    """Whether the subject of a verb near "talks with X" was in them: "arrived for talks with X", "told Z during a call with Y"."""  # noqa: E501
    links = set(trigger.links)
    if verb.lemma_.lower() in _SAY:
        return bool(links & {"during", "in", "at", "after", "following"}) and not links & {"ahead", "before", "on", "about", "of"}
    return bool(links & _TAKES_PART) or not links


def _sides(actors: Iterable[Actor]) -> int:
    return len({c for a in actors for c in a.countries} | {o for a in actors if not a.countries for o in a.organizations})


def _unique(actors: list[Actor]) -> list[Actor]:
    return list(dict.fromkeys(actors))


# ---- mode, day, place ----


def _mode(trigger: Trigger, scene: Scene, page: Page) -> Told[Mode]:
    """By phone, by video or in person, by the words around; a call is by phone and a meeting in person unless told otherwise."""
    at = _span(trigger.token, scene.sentence)
    start, end = max(scene.sentence.span.start, at.start - 60), min(scene.sentence.span.end, at.end + 110)
    window = page.clean[start:end]
    close = Span(max(scene.sentence.span.start, at.start - 25), min(scene.sentence.span.end, at.end + 40))
    video, phone, there = _VIDEO.search(page.clean[close.start : close.end]), _PHONE.search(window), _IN_PERSON.search(window)
    if video:
        return Told(Mode.VIDEO, Span(close.start + video.start(), close.start + video.end()), 0.9)
    if phone and trigger.kind in {Kind.CALL, Kind.SPEECH, Kind.TALKS, Kind.MEETING}:
        found = Span(start + phone.start(), start + phone.end())
        if trigger.kind in {Kind.CALL, Kind.SPEECH} or close.start <= found.start <= close.end:
            return Told(Mode.PHONE, found, 0.95)
    if there:
        return Told(Mode.IN_PERSON, Span(start + there.start(), start + there.end()), 0.95)
    if trigger.kind is Kind.CALL:
        return Told(Mode.PHONE, at, 0.75 if trigger.token.lemma_ == "conversation" else 0.9)
    if trigger.kind is Kind.SPEECH and trigger.token.lemma_ in {"discuss", "consult", "agree"}:
        return Told(Mode.IN_PERSON, at, 0.4)
    if trigger.kind is Kind.SPEECH:
        # "Also spoke separately": beside an occasion where all are.
        apart = re.search(r"(?i)\b(?:also|later|then)\b[^.]{0,40}$", page.clean[start : at.start]) and trigger.verb is not None
        if apart and re.match(r"\W*\b(?:separately|privately|briefly)\b", page.clean[at.end : end]):
            return Told(Mode.IN_PERSON, at, 0.5)
        return Told(Mode.PHONE, at, 0.6)
    return Told(Mode.IN_PERSON, at, 0.8)


def _distance(token: Token, trigger: Trigger) -> int:
    """How a token hangs on the trigger: 0 directly, 1 on its verb, 2 on a verb that governs it, 9 on a verb of saying, 4 elsewhere."""  # noqa: E501
    node = token
    for _ in range(10):
        if node.i == trigger.token.i:
            return 0
        if trigger.verb is not None and node.i == trigger.verb.i:
            if trigger.government is Government.AROUND and node.lemma_.lower() in _SAY:
                return 1 if trigger.links[-1:] and trigger.links[-1] in {"in", "during", "at"} else 9
            return 1
        if node.pos_ in {"VERB", "AUX"}:
            if trigger.token.tag_ == "VBG" and trigger.token.dep_ == "advcl" and trigger.token.head.i == node.i:
                return 1  # "said on Sunday, welcoming X"
            if node.lemma_.lower() in _SAY:
                return 9
            anchor = trigger.verb or trigger.token
            if node.i in {t.i for t in anchor.ancestors}:
                return 2
            return 3 if anchor.i in {t.i for t in node.ancestors} and node.dep_ in {"xcomp", "acl", "relcl", "pcomp"} else 4
        if node.head.i == node.i:
            break
        node = node.head
    return 4


_NEW_DAY = re.compile(r"(?i)\b(?:to|until|till|for|from)\W+(?:the )?$")
_NOT_ITS_DAY = re.compile(r"(?i)\b(?:since|until|till|than|by|before)\W+(?:the )?$")


def _date(made: Draft, page: Page) -> None:  # noqa: C901
    """The day or period that belongs to the encounter rather than to the saying or to something else."""
    trigger, sentence = made.trigger, made.scene.sentence
    best: tuple[int, int, DateMention] | None = None
    stopped = made.status.value in {Status.CANCELLED, Status.POSTPONED}
    for mention in made.scene.dates:
        token = token_at(sentence, mention.span.start)
        if token is None:
            continue
        lead = page.clean[max(sentence.span.start, mention.span.start - 12) : mention.span.start]
        if stopped and _distance(token, trigger) and not _NEW_DAY.search(lead):
            continue  # the day on which it was called off
        away = abs(token.i - trigger.token.i)
        rank = _distance(token, trigger)
        lead = page.clean[max(sentence.span.start, mention.span.start - 12) : mention.span.start]
        if _NOT_ITS_DAY.search(lead) and not trigger.token.i > token.i:
            continue
        if _another(made, mention.span, page):
            continue
        if rank >= 4 and any(t.pos_ == "VERB" and t.tag_ in {"VBD", "VBZ", "VBP"} for t in _between(token, trigger.token)):
            continue
        if rank == 9 and away > 3:
            continue
        if best is None or (rank, away) < best[:2]:
            best = (rank, away, mention)
    if best is not None and best[0] >= 3 and best[2].start.date is not None and best[2].start.date.precision != "day":
        best = None
    if best is not None and (best[0] < 4 or best[1] < 15):
        confidence = {0: 0.95, 1: 0.95, 2: 0.85}.get(best[0], 0.65)
        made.date = Told(best[2].start, best[2].span, confidence)
        if best[2].end is not None:
            made.end = Told(best[2].end, best[2].span, confidence)
    today = writing_day(page)
    if today is None or today.date is None:
        return
    if (
        made.date is None
        and trigger.kind is not Kind.VISIT
        and trigger.verb is not None
        and trigger.verb.tag_ == "VBG"
        and made.status.confidence == 0.85
    ):
        made.date = Told(today, _span(trigger.verb, sentence), 0.6)  # "are meeting": as the writer writes
    when = None if made.date is None else made.date.value.date
    if made.date is None or when is None:
        return
    if made.status.value is Status.PLANNED and when.latest < today.date.earliest:
        made.date = made.end = None
    elif made.status.value is Status.HELD and when.earliest > today.date.latest:
        made.status = Told(Status.PLANNED, made.date.span, 0.8)


_ANOTHER = re.compile(
    r"(?i)\b(?:ahead of|prepar\w+ for|before(?! leaving)|since|following|after|in advance of|lead-?up to|look(?:s|ed|ing)? forward|followed|to inaugurate|"  # noqa: E501
    r"outcomes? of|to prepare|upon|as part of|underscore|inform\w*|congratulat\w+|thank\w*)\b"
)


def _another(made: Draft, span: Span, page: Page) -> bool:
    """Whether words like "ahead of" or "to prepare for" stand between the encounter and a place or day: it is another occasion's."""  # noqa: E501
    at = _span(made.trigger.token, made.scene.sentence)
    return span.start > at.end and bool(_ANOTHER.search(page.clean[at.end : span.start]))


def _between(a: Token, b: Token) -> list[Token]:
    low, high = sorted((a.i, b.i))
    return [a.doc[i] for i in range(low + 1, high)]


_LEADS = re.compile(
    r"(?i)(?:\b(?:in|at|to|visited|visits|visiting|near|outside|for|the city of|capital,?|capital of)\W+(?:the |nearby |neighbou?ring )?(?:[\w’'-]+ ){0,6})$"  # noqa: E501
)
_HERE = (
    (re.compile(r"\b(?:White House|Oval Office|State Department|Pentagon|Blair House|Capitol Hill)\b"), "Washington", "US"),
    (re.compile(r"\bthe Kremlin\b"), "Moscow", "RU"),
    (re.compile(r"\b(?:Downing Street|Buckingham Palace)\b"), "London", "GB"),
    (re.compile(r"\b(?:Elys[ée]e|Élysée)\b"), "Paris", "FR"),
    (re.compile(r"\bCamp David\b"), "Camp David", "US"),
    (re.compile(r"\bthe Vatican\b"), "Vatican", "VA"),
)
_AT = re.compile(r"(?i)\b(?:at|in|to|inside)\b[\w ’']{0,25}$")


def _place(made: Draft, page: Page, gazetteer: Gazetteer) -> None:  # noqa: C901
    """The city and country of the encounter: a place named beside it, a famous seat, or a country that it is "in"."""
    if made.mode.value is not Mode.IN_PERSON:
        return
    trigger, sentence = made.trigger, made.scene.sentence
    best: tuple[int, int, str | None, str | None, Span] | None = None
    for place in made.scene.places:
        token = token_at(sentence, place.span.start)
        if token is None:
            continue
        if _another(made, place.span, page) or _ASKED.match(page.clean, place.span.end):
            continue
        rank, away = _distance(token, trigger), abs(token.i - trigger.token.i)
        lead = page.clean[max(sentence.span.start, place.span.start - 60) : place.span.start]
        if not _LEADS.search(lead) and rank > 1:
            rank += 2
        if re.search(r"(?:held|place|hosted) (?:in|at) (?:the )?$", lead) and token.i > trigger.token.i and trigger.noun:
            rank = min(rank, 1)
        if token.i < trigger.token.i:
            away += 6
        if rank >= 4 and (
            away > 22 or any(t.pos_ == "VERB" and t.tag_ in {"VBD", "VBZ", "VBP"} for t in _between(token, trigger.token))
        ):
            continue
        if rank == 9:
            rank = 4
        if best is None or (rank, away) < best[:2]:
            best = (rank, away, place.city, place.country, place.span)
    for mention in made.scene.countries:
        token = token_at(sentence, mention.span.start)
        if token is None or mention.how is How.DEMONYM or (best is not None and best[0] <= 2):
            continue
        lead = page.clean[max(sentence.span.start, mention.span.start - 30) : mention.span.start]
        located = re.search(r"(?i)\b(?:in|to|at|visit(?:ed|s|ing)?)\W+(?:the |neighbou?ring |nearby )?$", lead)
        rank, away = _distance(token, trigger), abs(token.i - trigger.token.i)
        if located and token.i < trigger.token.i and any(t.lower_ == "where" for t in _between(token, trigger.token)):
            rank, lead = 1, "in"  # "flew to Y, where he attended the summit"
        if trigger.token.lemma_ in {"discuss", "attend", "attendance", "send"}:
            continue
        if (
            not located
            or away > 14
            or rank > 2
            or (made.kind is not Kind.VISIT and not lead.rstrip().lower().endswith(("in", "in the")))
        ):
            continue
        if best is None or (rank, away) < best[:2]:
            best = (
                rank,
                away,
                gazetteer.capitals.get(mention.code) if mention.how is How.SEAT else None,
                mention.code,
                mention.span,
            )
    if best is None:
        best = _venue(made, page) or _here(made, page, gazetteer)
    if best is None:
        return
    confidence = 0.9 if best[0] <= 2 else 0.7
    if best[2]:
        made.city = Told(best[2], best[4], confidence)
    if best[3]:
        made.country = Told(best[3], best[4], confidence)


_ASKED = re.compile(r"[’']s? (?:request|invitation|insistence|initiative|behest|suggestion|proposal)\b")


def _here(made: Draft, page: Page, gazetteer: Gazetteer) -> tuple[int, int, str | None, str | None, Span] | None:
    """ "Held talks here on Monday": the city of the dateline."""
    city = None if page.dateline is None else page.dateline.city
    if city is None or page.dateline is None or city not in gazetteer.cities:
        return None
    at = made.trigger.token.idx + made.scene.sentence.shift
    here = re.compile(r"\bhere\b").search(page.clean, at, min(made.scene.sentence.span.end, at + 70))
    return None if here is None else (2, 0, city, gazetteer.cities[city][0].country, Span(*here.span()))


def _venue(made: Draft, page: Page) -> tuple[int, int, str | None, str | None, Span] | None:
    span = made.scene.sentence.span
    text = page.clean[span.start : span.end]
    at = made.trigger.token.idx + made.scene.sentence.shift - span.start
    for pattern, city, country in _HERE:
        for match in pattern.finditer(text):
            if abs(match.start() - at) < 120 and _AT.search(text[max(0, match.start() - 30) : match.start()]):
                return 2, 0, city, country, Span(span.start + match.start(), span.start + match.end())
    return None
