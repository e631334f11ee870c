"""Who an attribution's source is: a person of the document, or an institution with the country that it speaks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import How, Mentions, Page, PersonMention, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_attributions import VAGUE, is_outlet

if TYPE_CHECKING:
    from spacy.tokens import Token

_WITHIN_PHRASE = frozenset("of for to in from at on with".split())
_ARTICLES = frozenset("the a an".split())
_PLURAL_PRONOUNS = frozenset({"they", "both", "all"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her"})
# "Shanghai Cooperation Organisation (SCO)": up to eight words and their short form
_ALIAS = re.compile(r"(?P<full>(?:[A-Z][\w’'&-]{1,30} (?:(?:of|for|and|the|on) ){0,2}){2,8})\((?P<short>[A-Z][A-Z&]{1,7})\)")
_WIDER = re.compile(r"\b(?:international|regional|foreign|Western|allied|Arab|African|European)\b")
_ONE_PERSON = frozenset(
    "official minister spokesman spokeswoman spokesperson aide adviser advisor diplomat leader president premier source "
    "ambassador envoy chief head commander king pope analyst expert lawmaker senator secretary representative".split()
)
_MEMORY = 12  # sentences after which "it" and "the statement" no longer mean who spoke last
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks. Either `person` or `institution` is set."""

    span: Span
    person: int | None = None
    institution: str | None = None
    country: str | None = None
    organization: str | None = None
    confidence: float = 1.0
    plural: bool = False
    outlet: bool = False
    known: bool = True  # somebody whom the text makes known, rather than any noun

    @property
    def key(self) -> tuple[str, int | str]:
        """What two attributions to one speaker share."""
        return ("person", self.person) if self.person is not None else ("institution", (self.institution or "").lower())


@dataclass(slots=True)
class Speakers:
    """Looks up who the source of an attribution is. `told` remembers who has spoken so far: (sentence, speaker)."""

    page: Page
    mentions: Mentions
    told: list[tuple[int, Speaker]] = field(default_factory=list)
    _persons: dict[int, list[PersonMention]] = field(default_factory=dict)
    _countries: dict[int, list[tuple[Span, str]]] = field(default_factory=dict)
    _organizations: dict[int, list[tuple[Span, str]]] = field(default_factory=dict)
    _offices: dict[int, list[tuple[Span, int | None, tuple[str, ...]]]] = field(default_factory=dict)
    _surnames: dict[str, str] = field(default_factory=dict)
    _told_as: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _aliases: dict[str, tuple[str, set[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.mentions.person_mentions:
            if person.how is How.GROUP:
                continue  # several persons in one phrase: nobody speaks alone
            self._persons.setdefault(person.sentence, []).append(person)
        for country in self.mentions.countries:
            if country.how is not How.GROUP:
                self._countries.setdefault(country.sentence, []).append((country.span, country.code))
            if country.how is How.NAME:
                self._names.setdefault(country.code, self.page.text[country.span.start : country.span.end])
        for organization in self.mentions.organizations:
            self._organizations.setdefault(organization.sentence, []).append((organization.span, organization.slug))
        for office in self.mentions.offices:
            self._offices.setdefault(office.sentence, []).append((office.span, office.person, office.countries))

        for known in self.mentions.persons:
            if known.country:
                self._surnames.setdefault(known.name.split()[-1], known.country)
        self._find_aliases()

    def _find_aliases(self) -> None:
        """Short forms that the text explains: "Ministry of Foreign Affairs (MFA)"."""
        text = self.page.clean or self.page.text
        for number, sentence in enumerate(self.page.sentences):
            for match in _ALIAS.finditer(text, sentence.span.start, sentence.span.end):
                words = match["full"].split()
                initials = [at for at, word in enumerate(words) if word[0] == match["short"][0]]
                if not initials:
                    continue
                full = " ".join(words[initials[0] :])
                start = match.start() + match["full"].index(words[initials[0]])
                codes = {c for s, c in self._countries.get(number, ()) if start - 16 <= s.start < match.end("full")}
                if match["short"] not in self._aliases and len(words) - initials[0] >= 2:
                    self._aliases[match["short"]] = (full, codes)

    def remember(self, sentence: int, speaker: Speaker) -> None:
        self.told.append((sentence, speaker))
        if speaker.institution and speaker.country:
            self._told_as.setdefault(speaker.institution.lower(), speaker.country)

    def last(self, sentence: int) -> Speaker | None:
        """Who spoke last, if that was not long ago."""
        at, speaker = self.told[-1] if self.told else (-_MEMORY - 1, None)
        return speaker if sentence - at <= _MEMORY else None

    def resolve(self, head: Token, number: int, depth: int = 0) -> Speaker | None:
        """The speaker that the noun phrase of `head` means, in sentence `number`; None where nobody is meant."""
        sentence = self.page.sentences[number]
        if head.pos_ == "PRON" or head.lower_ in _PLURAL_PRONOUNS:
            return self._pronoun(head, number, sentence)
        joint = self._joint(head, number, sentence)
        if joint is not None:
            return joint
        person = self._person_at(head, number, sentence)
        if person is not None:
            return self._of_person(person.person, person.span, 0.9 if person.how in (How.OFFICE, How.PRONOUN) else 1.0)
        office = self._office_at(head, number, sentence)
        if office is not None:
            return office
        if head.lemma_.lower() in cues.UTTERANCES and head.pos_ == "NOUN":
            return self._issuer(head, number, sentence, depth)
        return self._institution(head, number, sentence)

    def at(self, number: int, start: int, end: int) -> Speaker | None:
        """The person named within the stretch of a sentence, if there is one."""
        for mention in self._persons.get(number, ()):
            if start <= mention.span.start and mention.span.end <= end:
                return self._of_person(mention.person, mention.span, 1.0)
        return None

    # --- persons

    def _of_person(self, person: int, span: Span, confidence: float, outlet: bool = False) -> Speaker:
        told = self.mentions.persons[person]
        return Speaker(
            span, person=person, country=told.country, organization=told.organization, confidence=confidence, outlet=outlet
        )

    def _person_at(self, head: Token, number: int, sentence: Sentence) -> PersonMention | None:
        at = _place(head, sentence)
        here = self._persons.get(number, ())
        several = head.tag_ in ("NNS", "NNPS") and head.pos_ == "NOUN"
        for mention in here:
            if mention.span.start < at.end and at.start < mention.span.end and not (several and mention.how is How.OFFICE):
                return mention
        for child in head.children:
            # "chief of staff, Marc Short" and "analyst Richard Rossow"
            if child.dep_ in ("appos", "compound", "nmod", "flat") and child.pos_ == "PROPN":
                where = _place(child, sentence)
                for mention in here:
                    if mention.span.start < where.end and where.start < mention.span.end and mention.how is How.NAME:
                        return mention
        return None

    def _office_at(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        at = _place(head, sentence)
        if head.tag_ in ("NNS", "NNPS"):
            return None
        for span, person, _ in self._offices.get(number, ()):
            if span.start < at.end and at.start < span.end and person is not None:
                return self._of_person(person, span, 0.85)
        return None

    def _pronoun(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        at = _place(head, sentence)
        word = head.lower_
        if word in _PERSON_PRONOUNS:
            return self._he_or_she(number, at)
        if word == "it":
            return self._earlier(number, at, lambda speaker: speaker.institution is not None and not speaker.plural)
        if word in _PLURAL_PRONOUNS:
            return (
                self._group_before(number, at)
                or self._listed_before(number, at)
                or self._earlier(number, at, lambda speaker: speaker.plural)
                or self._persons_before(number, at)
                or Speaker(at, institution=self.page.text[at.start : at.end], confidence=0.4, plural=True, known=word != "they")
            )
        return None

    def _he_or_she(self, number: int, at: Span) -> Speaker | None:
        """Whom a pronoun before a verb of speech means: who just spoke, else whom the sentences before are about."""
        for when, speaker in reversed(self.told):
            if number - when > 2 or self._new_subject(when, number):
                break
            if speaker.person is not None:
                return self._of_person(speaker.person, at, 0.85)
            head = (speaker.institution or "").lower().split()
            if not speaker.plural and set(head) & _ONE_PERSON:
                return replace(speaker, span=at, confidence=speaker.confidence * 0.85)
        return self._person_before(number, at)

    def _new_subject(self, since: int, number: int) -> bool:
        """Whether a sentence after the one that spoke is about another person."""
        return any(self._subject_of(between) is not None for between in range(since + 1, number))

    def _subject_of(self, number: int) -> PersonMention | None:
        """The person who is the subject of a sentence."""
        sentence = self.page.sentences[number]
        named = [mention for mention in self._persons.get(number, ()) if mention.how is not How.PRONOUN]
        if not named or sentence.caption or sentence.headline:
            return None
        for token in sentence.parse:
            if token.dep_ == "nsubj" and token.head.dep_ in ("ROOT", "ccomp"):
                at = _place(token, sentence)
                found = next((m for m in named if m.span.start < at.end and at.start < m.span.end), None)
                if found is not None:
                    return found
        return None

    def _person_before(self, number: int, at: Span) -> Speaker | None:
        """Whom "he" means where nobody just spoke: the subject of the sentences before, else as the mention says."""
        here = [m for m in self._persons.get(number, ()) if m.span.end <= at.start and m.how in (How.NAME, How.SURNAME)]
        if here:
            return self._of_person(here[0].person, at, 0.6)
        for back in range(number - 1, max(-1, number - 3), -1):
            subject = self._subject_of(back)
            if subject is not None:
                return self._of_person(subject.person, at, 0.7)
        for mention in self._persons.get(number, ()):
            if mention.span.start <= at.start < mention.span.end:
                return self._of_person(mention.person, at, 0.65)
        last = next((s for w, s in reversed(self.told[-_MEMORY:]) if s.person is not None and number - w <= _MEMORY), None)
        return self._of_person(last.person, at, 0.5) if last is not None and last.person is not None else None

    def _earlier(self, number: int, at: Span, fits: object) -> Speaker | None:
        """The latest speaker that fits, told again by the words at `at`."""
        for when, speaker in reversed(self.told):
            if number - when > _MEMORY:
                return None
            if callable(fits) and fits(speaker):
                return Speaker(
                    at,
                    institution=speaker.institution,
                    country=speaker.country,
                    organization=speaker.organization,
                    confidence=speaker.confidence * 0.85,
                    plural=speaker.plural,
                    outlet=speaker.outlet,
                )
        return None

    def _group_before(self, number: int, at: Span) -> Speaker | None:
        """ "They" after "The four ministers reaffirmed …" or "Both leaders": the plural subject of a sentence just before."""
        for back in range(number, max(-1, number - 3), -1):
            sentence = self.page.sentences[back]
            for token in sentence.parse:
                if _place(token, sentence).start >= at.start:
                    break
                if token.dep_ in ("nsubj", "nsubjpass") and token.pos_ in ("NOUN", "PROPN") and token.ent_type_ != "GPE":
                    plural = token.tag_ in ("NNS", "NNPS") and token.lemma_.lower() in cues.PEOPLE | cues.BODIES
                    conjuncts = [other for other in token.conjuncts if other.pos_ in ("PROPN", "NOUN")]
                    if plural or (conjuncts and token.pos_ == "PROPN"):
                        found = self.resolve(token, back) if token.i >= sentence.parse.start else None
                        if found is not None and found.institution is not None:
                            return Speaker(
                                at,
                                institution=found.institution,
                                country=found.country,
                                organization=found.organization,
                                confidence=0.7,
                                plural=True,
                            )
        return None

    def _listed_before(self, number: int, at: Span) -> Speaker | None:
        """ "They" after a list of countries: "its neighbours Peru, Chile and Bolivia want …"."""
        for back in (number, number - 1):
            run: list[tuple[Span, str]] = []
            for span, code in self._countries.get(back, ()):
                if span.end > at.start:
                    break
                if run and self.page.text[run[-1][0].end : span.start].strip(" ,") in ("", "and", "and the", "the"):
                    run.append((span, code))
                elif len(run) < 2:
                    run = [(span, code)]
            if len(run) > 1:
                return Speaker(at, institution=self._words(run[0][0].start, run[-1][0].end), confidence=0.6, plural=True)
        return None

    def _persons_before(self, number: int, at: Span) -> Speaker | None:
        """ "All" or "they" after the persons of a meeting were named one by one."""
        names: dict[int, str] = {}
        countries = set()
        for back in range(number, max(-1, number - _MEMORY), -1):
            if self.page.sentences[back].headline or len(names) > 1:
                break
            for mention in self._persons.get(back, ()):
                if mention.span.end <= at.start and mention.how in (How.NAME, How.SURNAME):
                    person = self.mentions.persons[mention.person]
                    names.setdefault(mention.person, person.name)
                    countries.add(person.country)
        if len(names) < 2:
            return None
        told = list(names.values())
        country = next(iter(countries)) if len(countries) == 1 else None
        return Speaker(at, institution=f"{', '.join(told[:-1])} and {told[-1]}", country=country, confidence=0.6, plural=True)

    # --- institutions

    def _joint(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        """Several who speak together: "Ankara and Moscow", "Pence and Pompeo"."""
        others = [token for token in head.conjuncts if token.i > head.i and token.i < sentence.parse.end]
        if not others or any(token.pos_ not in ("PROPN", "NOUN") for token in others):
            return None
        members = [head, *others]
        named = [
            token
            for token in members
            if self._person_at(token, number, sentence) is not None
            or self._codes(_place(token, sentence), number)
            or token.lemma_.lower() in cues.BODIES | cues.PEOPLE
            or token.pos_ == "PROPN"
        ]
        if len(named) < len(members):
            return None
        start = _left(head, sentence)
        end = _place(others[-1], sentence).end
        codes = set()
        for token in members:
            person = self._person_at(token, number, sentence)
            if person is not None:
                codes.add(self.mentions.persons[person.person].country)
            else:
                extent = Span(_left(token, sentence), _place(token, sentence).end)
                codes.update(self._codes(extent, number) or {None})
        country = next(iter(codes)) if len(codes) == 1 else None
        return Speaker(Span(start, end), institution=self._words(start, end), country=country, confidence=0.9, plural=True)

    def _institution(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        lemma = head.lemma_.lower()
        start, end = _left(head, sentence), _right(head, sentence)
        extent = Span(start, end)
        codes = self._codes(extent, number)
        organizations = [slug for span, slug in self._organizations.get(number, ()) if start <= span.start < end]
        plural = head.tag_ in ("NNS", "NNPS")
        body = lemma in cues.BODIES or head.lower_ in cues.BODIES
        people = lemma in cues.PEOPLE or head.lower_ in cues.PEOPLE
        outlet = is_outlet(head)
        if head.lower_ in VAGUE:
            return Speaker(extent, institution=self._words(start, end), confidence=0.3, plural=plural, known=False)
        named = head.pos_ == "PROPN" or head.ent_type_ in ("ORG", "GPE", "NORP", "PERSON", "FAC")
        if not (body or people or codes or organizations or named or outlet):
            return Speaker(extent, institution=self._words(start, end), confidence=0.3, plural=plural, known=False)
        words = self._words(start, end)
        if not words:
            return None
        owner = next((child for child in head.children if child.dep_ == "poss"), None)
        owned = owner is not None and owner.lower_ in ("his", "her", "its", "their", "our")
        if owner is not None and owned:
            words, codes = self._owned(owner, number, sentence, words, codes)
        alias = self._aliases.get(words)
        if alias is not None:
            words, codes = alias[0], codes or alias[1]
        bare = not codes and not organizations
        first = self.page.text[start:end].split(" ", 1)[0].lower()
        if bare and (body or people) and first in ("the", "this", "that"):
            earlier = self._earlier(
                number, extent, lambda speaker: speaker.institution is not None and lemma in speaker.institution.lower().split()
            )
            if earlier is not None:
                return earlier
        country = next(iter(codes)) if len(codes) == 1 else None
        if country and plural and _WIDER.search(words):
            country = None
        sure = 0.9 if country or organizations else 0.75
        if bare:
            several = any(child.dep_ == "nummod" for child in head.children)
            country = (None if several else self._country_of_owner(extent, number)) or self._told_as.get(words.lower())
            country = country or self._country_of_name(head, words)
            home = bool({"administration", "department", "ministry"} & set(words.lower().split()))
            own = any(
                child.dep_ == "poss" or (child.dep_ == "compound" and child.pos_ == "PROPN" and not home)
                for child in head.children
            )
            if country is None and head.lower_ in cues.GOVERNING and alias is None and not owned and not own:
                country, sure = self._country_near(extent, number, home), 0.65
        return Speaker(
            extent,
            institution=words,
            country=country,
            organization=organizations[0] if organizations and not codes else None,
            confidence=sure,
            plural=plural,
            outlet=outlet and not organizations,
            known=not owned or bool(country),
        )

    def _owned(self, owner: Token, number: int, sentence: Sentence, words: str, codes: set[str]) -> tuple[str, set[str]]:
        """ "His office" as "Assad's office", with the person's country."""
        at = _place(owner, sentence)
        for mention in self._persons.get(number, ()):
            if mention.span.start <= at.start < mention.span.end:
                person = self.mentions.persons[mention.person]
                words = f"{person.name.split()[-1]}’s {words.split(' ', 1)[-1]}"
                return words, codes or ({person.country} if person.country else set())
        if owner.lower_ in ("his", "her"):
            before = self._person_before(number, at)
            if before is not None and before.person is not None:
                person = self.mentions.persons[before.person]
                words = f"{person.name.split()[-1]}’s {words.split(' ', 1)[-1]}"
                return words, codes or ({person.country} if person.country else set())
        return words.split(" ", 1)[-1], codes

    def _country_of_owner(self, extent: Span, number: int) -> str | None:
        """The country of a person within the phrase ("an aide to the leader"), or that "the country's" refers back to."""
        for mention in self._persons.get(number, ()):
            if extent.start <= mention.span.start and mention.span.end <= extent.end:
                return self.mentions.persons[mention.person].country
        for span, person, countries in self._offices.get(number, ()):
            if extent.start <= span.start and span.end <= extent.end:
                if person is not None:
                    return self.mentions.persons[person].country
                if len(countries) == 1:
                    return countries[0]
        words = self.page.text[extent.start : extent.end].lower()
        if "country’s" in words or "country's" in words:
            before = [code for span, code in self._countries.get(number, ()) if span.end <= extent.start]
            return before[-1] if before else None
        return None

    def _country_of_name(self, head: Token, words: str) -> str | None:
        """The country in a body's own name ("National Bank of Peru"), or that of whom it is named by ("the Paz government")."""
        for code, name in self._names.items():
            if words.endswith(f" of {name}"):
                return code
        for child in head.children:
            if child.dep_ in ("compound", "nmod", "poss") and child.pos_ == "PROPN" and child.text in self._surnames:
                return self._surnames[child.text]
        return None

    def _country_near(self, extent: Span, number: int, home: bool) -> str | None:
        """For whom "an official" or "the government" speaks: the country told before it in the sentence, or who spoke last.

        `home`: "the administration", "the department" mean what was told of before rather than any country in between.
        """
        before = {code for span, code in self._countries.get(number, ()) if span.end <= extent.start}
        if len(before) == 1 and not home:
            return next(iter(before))
        for when, speaker in reversed(self.told):
            if number - when > 4:
                break
            if speaker.country is not None:
                return speaker.country
        return next(iter(before)) if len(before) == 1 else None

    def _issuer(self, head: Token, number: int, sentence: Sentence, depth: int) -> Speaker | None:
        """Whose statement, letter or tweet it is."""
        if depth < _DEEPEST:
            for token in _owners(head):
                found = self.resolve(token, number, depth + 1)
                if found is not None and found.known:
                    return found
        joint = any(child.lower_ == "joint" for child in head.children)
        start, end = _left(head, sentence), _right(head, sentence)
        codes = self._codes(Span(start, end), number)
        if codes and not joint:
            country = next(iter(codes)) if len(codes) == 1 else None
            earlier = self._earlier(number, Span(start, end), lambda speaker: speaker.country == country and not speaker.outlet)
            return earlier or Speaker(
                Span(start, end), institution=self._owner_words(head, start, end), country=country, confidence=0.8
            )
        if joint:
            names = self._parties_before(number, start)
            if names:
                return Speaker(Span(start, end), institution=" and ".join(names), confidence=0.7, plural=True)
            return self._earlier(number, Span(start, end), lambda speaker: speaker.plural)
        defined = any(child.lower_ in ("the", "this", "that") for child in head.children)
        if defined:
            earlier = self._earlier(number, Span(start, end), lambda speaker: speaker.institution is not None)
            if earlier is not None:
                return earlier
            last = self.last(number)
            if last is not None and last.person is not None:
                return self._of_person(last.person, Span(start, end), 0.5)
        return None

    def _owner_words(self, head: Token, start: int, end: int) -> str:
        """ "A White House statement" is the White House's, "the French statement" the French side's."""
        words = self._words(start, end)
        return words[: -len(head.text)].strip() or words if words.endswith(head.text) else words

    def _parties_before(self, number: int, end: int) -> list[str]:
        """The names of the countries that the sentence, or the one before, has told of so far."""
        names: dict[str, str] = {}
        for back in (number, number - 1):
            for span, code in self._countries.get(back, ()):
                if (back < number or span.end <= end) and code not in names:
                    names[code] = self._names.get(code) or self.page.text[span.start : span.end]
            if len(names) > 1:
                return list(names.values())
        return []

    def _codes(self, extent: Span, number: int) -> set[str]:
        return {code for span, code in self._countries.get(number, ()) if extent.start <= span.start < extent.end}

    def _words(self, start: int, end: int) -> str:
        words = " ".join((self.page.clean or self.page.text)[start:end].split())
        first, _, rest = words.partition(" ")
        return rest if rest and first.lower() in _ARTICLES else words


def _owners(head: Token) -> Iterator[Token]:
    """The nouns that may tell whose utterance it is, the surest first."""
    for child in head.children:
        if child.dep_ == "poss":
            yield child
    for child in _by_phrases(head):
        yield child
    for child in head.children:
        if child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN":
            yield child


def _by_phrases(head: Token) -> Iterator[Token]:
    children: Iterable[Token] = [child for child in head.children if child.i > head.i]
    for child in children:
        if child.lower_ in ("by", "from") or (child.lower_ == "of" and head.lemma_ not in ("account", "readout", "draft")):
            yield from (grand for grand in child.children if grand.dep_ == "pobj")
        elif child.dep_ == "acl" and child.tag_ == "VBN":
            for agent in child.children:
                if agent.dep_ in ("agent", "prep") and agent.lower_ == "by":
                    yield from (grand for grand in agent.children if grand.dep_ == "pobj")


def _place(token: Token, sentence: Sentence) -> Span:
    start = token.idx + sentence.shift
    return Span(start, start + len(token.text))


def _left(head: Token, sentence: Sentence) -> int:
    """Where the noun phrase of `head` begins."""
    first = head
    for child in head.lefts:
        if child.dep_ in (
            "det",
            "amod",
            "compound",
            "poss",
            "nummod",
            "nmod",
            "quantmod",
            "predet",
            "npadvmod",
            "advmod",
            "case",
        ):
            edge = child.left_edge
            if edge.i < first.i:
                first = edge
    if first.i < sentence.parse.start:
        first = sentence.parse[0]
    return first.idx + sentence.shift


def _right(head: Token, sentence: Sentence) -> int:
    """Where it ends: with its head, or the prepositional phrases right behind it."""
    last, doc = head, head.doc
    while True:
        following = last.i + 1
        if following >= sentence.parse.end:
            break
        token = doc[following]
        if token.lower_ not in _WITHIN_PHRASE or token.dep_ != "prep" or not _belongs(token, head):
            break
        objects = [child for child in token.children if child.dep_ == "pobj"]
        if not objects or objects[0].ent_type_ in ("DATE", "TIME") or objects[0].i - head.i > 10:
            break
        last = objects[0]
        for other in objects[0].conjuncts:
            if other.i > last.i and other.i - last.i <= 3:
                last = other
        last = max((child for child in (last,)), key=lambda found: found.i)
    end = last.idx + len(last.text) + sentence.shift
    return min(end, sentence.span.end)


def _belongs(token: Token, head: Token) -> bool:
    for ancestor in token.ancestors:
        if ancestor.i == head.i:
            return True
        if ancestor.pos_ in ("VERB", "AUX"):
            return False
    return False
