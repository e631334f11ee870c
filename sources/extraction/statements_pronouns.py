"""Whom a speaking pronoun means: "he" who just spoke, "it" the ministry, "they" the ministers or countries before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import How, PersonMention, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_cast import MEMORY, Cast, Speaker
from sources.extraction.statements_phrases import place

if TYPE_CHECKING:
    from spacy.tokens import Token

PLURAL_PRONOUNS = frozenset({"they", "both", "all"})
_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her"})
_ONE_PERSON = frozenset(
    "official minister spokesman spokeswoman spokesperson aide adviser advisor diplomat leader president premier source "
    "ambassador envoy chief head commander king pope analyst expert lawmaker senator secretary representative".split()
)


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
            return self._he_or_she(number, at)
        if word == "it":
            return self._earlier(number, at, lambda speaker: speaker.institution is not None and not speaker.plural)
        if word in PLURAL_PRONOUNS:
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
                at = place(token, sentence)
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
        last = next((s for w, s in reversed(self.told[-MEMORY:]) if s.person is not None and number - w <= MEMORY), None)
        return self._of_person(last.person, at, 0.5) if last is not None and last.person is not None else None

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
        return Speaker(at, institution=f"{', '.join(told[:-1])} and {told[-1]}", country=country, confidence=0.6, plural=True)
