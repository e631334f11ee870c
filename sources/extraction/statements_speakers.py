"""Who an attribution's source is: a person of the document, or an institution with the country that it speaks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.mentions import How, Sentence
from sources.extraction.reading import Span
from sources.extraction.statements_cast import Speaker
from sources.extraction.statements_certainty import AGAIN, BODY, GUESSED, NAMED, UNCLEAR
from sources.extraction.statements_phrases import left_edge, owners, place, right_edge
from sources.extraction.statements_pronouns import PLURAL_PRONOUNS, Pronouns
from sources.extraction.statements_sources import is_outlet

if TYPE_CHECKING:
    from spacy.tokens import Token

_WIDER = re.compile(r"\b(?:international|regional|foreign|Western|allied|Arab|African|European)\b")
_DEEPEST = 4  # "a statement by the office of …": owners of owners that are followed


def _heads(institution: str | None) -> list[str]:
    """The nouns by which an institution may be told of again: all but what its name begins with ("state media")."""
    words = institution.lower().split() if institution else []
    return [*words[1:], *words[-1:], *(word.removesuffix("s") for word in words[-1:])]


def surname(name: str) -> str:
    """The last part of a name that is no suffix: "Paz" of "Juan Paz Jr."."""
    parts = [part.strip(",") for part in name.split()]
    return next((part for part in reversed(parts) if part.lower() not in ("jr", "jr.", "sr", "sr.", "ii", "iii")), name)


@dataclass(slots=True)
class Speakers(Pronouns):
    """Looks up who the source of an attribution is."""

    def resolve(self, head: Token, number: int, depth: int = 0) -> Speaker | None:
        """The speaker that the noun phrase of `head` means, in sentence `number`; None where nobody is meant."""
        sentence = self.page.sentences[number]
        if head.pos_ == "PRON" or head.lower_ in PLURAL_PRONOUNS:
            return self._pronoun(head, number, sentence)
        joint = self._joint(head, number, sentence)
        if joint is not None:
            return joint
        person = self._person_at(head, number, sentence)
        if person is not None:
            return self.of_person(person.person, person.span, AGAIN if person.how in (How.OFFICE, How.PRONOUN) else NAMED)
        office = self._office_at(head, number, sentence)
        if office is not None:
            return office
        if head.lemma_.lower() in cues.UTTERANCES and head.pos_ == "NOUN":
            return self._issuer(head, number, sentence, depth)
        return self._institution(head, number, sentence)

    def _joint(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        """Several who speak together: "Lima and Santiago", "Quispe and Rojas"."""
        members = self._members(head, number, sentence)
        if len(members) < 2 or any(token.pos_ not in ("PROPN", "NOUN") for token in members):
            return None
        if not any(child.dep_ == "cc" for member in members for child in member.children):
            return None  # "Chinese Defence Minister, Name": one person, told twice
        if head.pos_ == "PROPN" and all(token.pos_ == "NOUN" and token.tag_ == "NN" for token in members[1:]):
            return None  # "Name, chief of staff and spokesman": one person and what he is
        named = [
            token
            for token in members
            if self._person_at(token, number, sentence) is not None
            or self._codes(place(token, sentence), number)
            or token.lemma_.lower() in cues.BODIES | cues.PEOPLE
            or token.pos_ == "PROPN"
        ]
        if len(named) < len(members):
            return None
        start, end = left_edge(members[0], sentence), place(members[-1], sentence).end
        ends = [m.span.end for m in self._persons.get(number, ()) if start < m.span.start <= end + 1 and m.how is not How.PRONOUN]
        end = max([end, *ends])  # "Foreign Minister Rojas", where the parser takes the title for the head
        codes = set()
        for token in members:
            person = self._person_at(token, number, sentence)
            if person is not None:
                codes.add(self.mentions.persons[person.person].country)
            else:
                codes.update(self._country_at(token, number, sentence) or {None})
        country = next(iter(codes)) if len(codes) == 1 else None
        return Speaker(Span(start, end), institution=self._words(start, end), country=country, confidence=BODY, plural=True)

    def _members(self, head: Token, number: int, sentence: Sentence) -> list[Token]:
        """The heads of a list of noun phrases, also where the parser has hung them otherwise than by conjunction."""
        end = sentence.parse.end
        others = [token for token in head.conjuncts if head.i < token.i < end]
        if others:
            return [head, *others]
        for child in head.children:
            listed = [token for token in child.conjuncts if child.i < token.i < end]
            if not listed or child.pos_ != "PROPN":
                continue
            if child.i > head.i and all(self._country_at(token, number, sentence) for token in (head, child)):
                return [head, child, *listed]  # "Peru, Chile, the Emirates and Egypt"
            if child.dep_ == "nmod" and child.i < head.i and head.pos_ == "PROPN":
                return [child, head]  # "Secretary Quispe and Foreign Minister Rojas"
        return [head]

    def _country_at(self, token: Token, number: int, sentence: Sentence) -> set[str]:
        return self._codes(Span(left_edge(token, sentence), place(token, sentence).end), number)

    def _institution(self, head: Token, number: int, sentence: Sentence) -> Speaker | None:
        if head.tag_ == "VBG":
            return None  # "Briefing reporters, X said": the parser took the clause for the subject
        lemma = head.lemma_.lower()
        start, end = left_edge(head, sentence), right_edge(head, sentence)
        extent = Span(start, end)
        codes = self._codes(extent, number)
        organizations = [slug for span, slug in self._organizations.get(number, ()) if start <= span.start < end]
        plural = head.tag_ in ("NNS", "NNPS")
        body = lemma in cues.BODIES or head.lower_ in cues.BODIES
        people = lemma in cues.PEOPLE or head.lower_ in cues.PEOPLE
        outlet = is_outlet(head)
        if head.lower_ in cues.VAGUE:
            return Speaker(extent, institution=self._words(start, end), confidence=GUESSED, plural=plural, known=False)
        named = head.pos_ == "PROPN" or head.ent_type_ in ("ORG", "GPE", "NORP", "PERSON", "FAC")
        if not (body or people or codes or organizations or named or outlet):
            return Speaker(extent, institution=self._words(start, end), confidence=GUESSED, plural=plural, known=False)
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
        if people and not plural and first in ("the", "this", "that"):
            described = self.described(lemma, codes, number, extent)
            if described is not None:
                return described
        named_by = outlet and any(child.dep_ == "compound" and child.pos_ == "PROPN" for child in head.children)
        if bare and (body or people) and first in ("the", "this", "that") and not named_by:
            earlier = self._earlier(number, extent, lambda speaker: lemma in _heads(speaker.institution))
            if earlier is not None:
                return earlier
        country = next(iter(codes)) if len(codes) == 1 else None
        if country and plural and _WIDER.search(words):
            country = None
        sure = BODY if country or organizations else UNCLEAR
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
                country, sure = self._country_near(extent, number, home), GUESSED
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
        """ "His office" as "Paz’s office", with the person's country."""
        at = place(owner, sentence)
        for mention in self._persons.get(number, ()):
            if mention.span.start <= at.start < mention.span.end:
                person = self.mentions.persons[mention.person]
                words = f"{surname(person.name)}’s {words.split(' ', 1)[-1]}"
                return words, codes or ({person.country} if person.country else set())
        if owner.lower_ in ("his", "her"):
            before = self._person_before("he" if owner.lower_ == "his" else "she", number, at)
            if before is not None and before.person is not None:
                person = self.mentions.persons[before.person]
                words = f"{surname(person.name)}’s {words.split(' ', 1)[-1]}"
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
        if "External Affairs" in words:
            return "IN"
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
            for token in owners(head):
                found = self.resolve(token, number, depth + 1)
                if found is not None and found.known:
                    return found
        joint = any(child.lower_ == "joint" for child in head.children)
        start, end = left_edge(head, sentence), right_edge(head, sentence)
        codes = self._codes(Span(start, end), number)
        if codes and not joint:
            country = next(iter(codes)) if len(codes) == 1 else None
            earlier = self._earlier(number, Span(start, end), lambda speaker: speaker.country == country and not speaker.outlet)
            return earlier or Speaker(
                Span(start, end), institution=self._owner_words(head, start, end), country=country, confidence=UNCLEAR
            )
        if joint:
            names = self._parties_before(number, start)
            if names:
                return Speaker(Span(start, end), institution=" and ".join(names), confidence=UNCLEAR, plural=True)
            return self._earlier(number, Span(start, end), lambda speaker: speaker.plural)
        defined = any(child.lower_ in ("the", "this", "that") for child in head.children)
        if defined:
            earlier = self._earlier(number, Span(start, end), lambda speaker: speaker.institution is not None)
            if earlier is not None:
                return earlier
            last = self.last(number)
            if last is not None and last.person is not None:
                return self.of_person(last.person, Span(start, end), GUESSED)
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
