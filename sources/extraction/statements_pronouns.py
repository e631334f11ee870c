"""Whom a speaking pronoun means: "he" who just spoke, "it" the ministry, "they" the ministers or countries before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import How, PersonMention, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_cast import MEMORY, Cast, Speaker
from sources.extraction.statements_certainty import AGAIN, GUESSED, UNCLEAR
from sources.extraction.statements_phrases import place

if TYPE_CHECKING:
    from spacy.tokens import Token

PLURAL_PRONOUNS = frozenset({"they", "both", "all"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her"})
_ONE_PERSON = frozenset(
    "official minister spokesman spokeswoman spokesperson aide adviser advisor diplomat leader president premier source "
    "ambassador envoy chief head commander king pope analyst expert lawmaker senator secretary representative".split()
)


def _is_body(speaker: Speaker) -> bool:
    return speaker.institution is not None and not speaker.plural


@dataclass(slots=True)
class Pronouns(Cast):
    """A cast that knows whom its pronouns mean."""

    def resolve(self, head: Token, number: int, depth: int = 0) -> Speaker | None:
        """The speaker that a noun phrase means; `Speakers` knows."""
        raise NotImplementedError

    def _pronoun(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        at = place(head, sentence)
        word = head.lower_
        if word in _PERSON_PRONOUNS:
            return self._ahead(head, number, sentence, at) or self._he_or_she(
                "he" if word in ("he", "him") else "she", number, at
            )
        if word == "it":
            return self._body_of_sentence(head, number) or self._earlier(number, at, _is_body)
        if word in PLURAL_PRONOUNS:
            return (
                self._group_before(number, at)
                or self._listed_before(number, at)
                or self._earlier(number, at, lambda speaker: speaker.plural)
                or self._persons_before(number, at)
                or Speaker(
                    at, institution=self.page.text[at.start : at.end], confidence=GUESSED, plural=True, known=word != "they"
                )
            )
        return None

    def _ahead(self, head: Token, number: int, sentence: Sentence, at: Span) -> Speaker | None:
        """ "While he thanked his hosts, Rojas said": the person whom the main clause behind is about."""
        clause = head.head
        if clause.dep_ != "advcl" or clause.head.i < clause.i:
            return None
        for child in clause.head.children:
            if child.dep_ == "nsubj" and clause.i < child.i:
                person = self._person_at(child, number, sentence)
                if person is not None and person.how is not How.PRONOUN:
                    return self.of_person(person.person, at, AGAIN)
        return None

    def _he_or_she(self, word: str, number: int, at: Span) -> Speaker | None:
        """Whom a pronoun before a verb of speech means: who just spoke, else whom the sentences before are about."""
        for when, speaker in reversed(self.told):
            if number - when > 2 or self._new_subject(when, number, speaker):
                break
            if speaker.person is not None:
                if not self.fits(word, speaker.person):
                    continue
                return self.of_person(speaker.person, at, AGAIN)
            head = (speaker.institution or "").lower().split()
            if not speaker.plural and set(head) & _ONE_PERSON:
                return replace(speaker, span=at, confidence=speaker.confidence * AGAIN)
        return self._person_before(word, number, at)

    def _body_of_sentence(self, head: Token, number: int) -> Speaker | None:
        """ "The panel went along with a plan, it said": the body whose doings are told, where none spoke just before."""
        if any(number - when <= 2 and _is_body(speaker) for when, speaker in self.told[-3:]):
            return None
        for token in head.doc[self.page.sentences[number].parse.start : head.i]:
            if token.dep_ == "nsubj" and token.lemma_.lower() in cues.BODIES and token.tag_ in ("NN", "NNP"):
                return self.resolve(token, number)
        return None

    def _new_subject(self, since: int, number: int, speaker: Speaker) -> bool:
        """Whether a sentence after the one that spoke is about another person."""
        subjects = (self._subject_of(between) for between in range(since + 1, number))
        return any(subject is not None and subject.person != speaker.person for subject in subjects)

    def _subject_of(self, number: int, end: int | None = None) -> PersonMention | None:
        """The person who is the subject of a sentence, told before `end`."""
        sentence = self.page.sentences[number]
        named = [mention for mention in self._persons.get(number, ()) if mention.how is not How.PRONOUN]
        if not named or sentence.caption or sentence.headline:
            return None
        for token in sentence.parse:
            if end is not None and token.idx + sentence.shift >= end:
                break
            if token.dep_ == "nsubj" and token.head.dep_ in ("ROOT", "ccomp"):
                at = place(token, sentence)
                found = next((m for m in named if m.span.start < at.end and at.start < m.span.end), None)
                if found is not None:
                    return found
        return None

    def _person_before(self, word: str, number: int, at: Span) -> Speaker | None:
        """Whom "he" means where nobody just spoke: the subject of the sentences before, else as the mention says."""
        own = self._subject_of(number, at.start)
        if own is not None and self.fits(word, own.person):
            return self.of_person(own.person, at, UNCLEAR)
        for back in range(number - 1, max(-1, number - 3), -1):
            subject = self._subject_of(back)
            if subject is not None and self.fits(word, subject.person):
                return self.of_person(subject.person, at, UNCLEAR)
        for mention in self._persons.get(number, ()):
            if mention.span.start <= at.start < mention.span.end and self.fits(word, mention.person):
                return self.of_person(mention.person, at, UNCLEAR)
        here = [m.person for m in self._persons.get(number, ()) if m.span.end <= at.start and m.how in (How.NAME, How.SURNAME)]
        spoken = [s.person for when, s in reversed(self.told[-MEMORY:]) if s.person is not None and number - when <= MEMORY]
        person = next((person for person in (*here, *spoken) if self.fits(word, person)), None)
        return self.of_person(person, at, GUESSED) if person is not None else None

    def _group_before(self, number: int, at: Span) -> Speaker | None:
        """ "They" after "The four ministers reaffirmed …" or "Both leaders": the plural subject of a sentence just before."""
        for back in range(number, max(-1, number - 3), -1):
            sentence = self.page.sentences[back]
            for token in sentence.parse:
                if place(token, sentence).start >= at.start:
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
                                confidence=UNCLEAR,
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
                return Speaker(at, institution=self._words(run[0][0].start, run[-1][0].end), confidence=UNCLEAR, plural=True)
        return None

    def _persons_before(self, number: int, at: Span) -> Speaker | None:
        """ "All" or "they" after the persons of a meeting were named one by one."""
        names: dict[int, str] = {}
        countries = set()
        for back in range(number, max(-1, number - MEMORY), -1):
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
        return Speaker(at, institution=f"{', '.join(told[:-1])} and {told[-1]}", country=country, confidence=UNCLEAR, plural=True)
