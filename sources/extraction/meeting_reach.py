"""Which of a sentence's actors a word reaches.

Two ways lead from a word of encounter to its parties: the parse (subject, object, "with", "between") and, since parses of long
names and titles break often, the words in between themselves: nothing but names, titles, commas, "and", days and places.
"""

from __future__ import annotations

from collections import defaultdict

from spacy.tokens import Token

from sources.extraction.meeting_actors import QUOTES, Actor, token_numbers
from sources.extraction.meeting_cues import ASIDE_WORDS, NOUNS
from sources.extraction.meeting_scenes import Scene
from sources.extraction.mentions import How

_OPEN_DEPS = frozenset(
    {"conj", "appos", "compound", "poss", "amod", "nmod", "pobj", "flat", "nummod", "dep", "cc", "punct", "dobj", "obj"}
)


_OPEN_PREPS = frozenset(
    {"of", "from", "with", "between", "among", "amongst", "including", "alongside", "and", "plus", "by", "along", "as"}
)


_PASSED = frozenset(
    "with between among amongst of from and , & including alongside plus the a an his her its their both 's ’s ' ( ) / – — - "
    "as well by newly visiting then today also separately together jointly briefly again first second leaders mr mr. "
    "mrs. ms. his. "
    "along either all other another fellow former new top senior some several each”".split()
)


_STOPS = frozenset(
    "on about over to for amid despite against during after before since that who which where when while but through regarding "
    "concerning without toward towards into whose if because until following ahead : ;".split()
)


def under(root: Token, actors: tuple[Actor, ...]) -> list[Actor]:
    """The actors that the parse puts below a token without a clause or a topic in between."""
    return [actor for actor in actors if _climbs(actor, root)]


def _climbs(actor: Actor, root: Token) -> bool:
    node = actor.head
    for _ in range(12):
        if node.i == root.i or actor.first <= root.i <= actor.last:
            return True
        if node.dep_ == "poss" and actor.person is not None and node.head.i != root.i and node.head.dep_ == "appos":
            return False
        if (node.dep_ == "prep" and node.lower_ in _OPEN_PREPS) or node.dep_ in _OPEN_DEPS or node.dep_ == "agent":
            node = node.head
        else:
            return False
    return False


def rightward(token: Token, scene: Scene, needs: frozenset[str] = frozenset()) -> list[Actor]:
    """The actors that follow a word directly. `needs`: prepositions of which one must come first ("talks with")."""
    by_first: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_first[actor.first].append(actor)
    end = scene.sentence.parse.end
    found: list[Actor] = []
    ready = not needs
    fillers = 0
    above = {word.i for word in token.ancestors}
    broken = False  # a day or place stands between: what follows without "with" or "and" is of another clause
    i = token.i + 1
    while i < end:
        word = token.doc[i]
        actors = by_first.get(i)
        if actors:
            if broken or (found and _is_owner(actors, end)) or any(_is_subject_above(a, above) for a in actors):
                break  # "Raul, Fidel's brother": a relative, not a guest
            if ready:
                found.extend(actors)
            elif not found and fillers > 3:
                break
            i = max(actor.last for actor in actors) + 1
            fillers = 0
            continue
        lower = word.lower_
        opens = lower in needs and (not found or lower == "from") and not _is_nouns_own(word, token, end)
        ready = ready or opens
        if opens or lower in {"with", "between", "and", "among", "including", "alongside", ",", "by"}:
            broken = False
        elif i in scene.gaps and (found or token.lemma_.lower() not in {"receive", "welcome", "host", "greet"}):
            broken = True
        if lower in ASIDE_WORDS or _is_next_encounter(word, token, bool(found) or not ready):
            break
        if opens or _is_passed(word, scene):
            pass
        elif _is_stop(word):
            resumed = _resume(token, i, end, scene)
            if resumed is None:
                break
            i = resumed
            broken = False
            continue
        else:
            fillers += 1
            if fillers > 7:
                break
        i += 1
    return found


def _is_nouns_own(word: Token, token: Token, end: int) -> bool:
    """The first "with" of "discusses the conflict with A with the minister of B"."""
    noun = token.pos_ == "VERB" and word.dep_ == "prep" and word.head.pos_ == "NOUN" and word.head.i > token.i
    return noun and any(word.doc[i].lower_ == word.lower_ for i in range(word.i + 1, end))


def _is_next_encounter(word: Token, token: Token, between: bool) -> bool:
    """ "A meeting with X as well as a summit with Y and Z", "discuss the summit with X"."""
    if not between or (token.pos_ != "VERB" and token.lemma_.lower() not in NOUNS):
        return False
    return word.lemma_.lower() in {"meeting", "summit", "call", "conversation"} and word.dep_ in {"conj", "pobj", "dobj", "appos"}


def _is_subject_above(actor: Actor, above: set[int]) -> bool:
    """ "During talks with X in Y, Z said": Z is of the clause around."""
    return actor.head.dep_ in {"nsubj", "nsubjpass"} and actor.head.head.i in above


def _is_owner(actors: list[Actor], end: int) -> bool:
    after = max(a.last for a in actors) + 1
    return actors[0].person is not None and after < end and actors[0].head.doc[after].lower_ in {"'s", "’s"}


def _is_stop(word: Token) -> bool:
    """Whether a clause, a topic or a place begins."""
    return word.lower_ in _STOPS or word.lower_ in {".", "in", "at"} or (word.pos_ in {"VERB", "AUX"} and word.tag_ != "VBN")


def _is_passed(word: Token, scene: Scene) -> bool:
    """Whether the way to the next actor leads over a word: titles, days, places, "and", the end of a quotation."""
    i, lower = word.i, word.lower_
    if i in scene.skipped or lower in _PASSED:
        return True
    if lower in QUOTES:
        return i + 1 < scene.sentence.parse.end and word.nbor(1).lower_ == "of"
    if lower in {"to", "for"}:
        return i - 1 in scene.skipped and i + 1 in scene.skipped
    return lower in {"in", "at", "on"} and _placed(word, scene)


def _placed(word: Token, scene: Scene) -> bool:
    """Whether a preposition opens a place or a day: "in Moscow", "at the Presidential Palace in Hanoi", "on Tuesday"."""
    places = {i for m in scene.places for i in token_numbers(scene.sentence, m.span)}
    for i in range(word.i + 1, min(word.i + 7, scene.sentence.parse.end)):
        if any(a.first <= i <= a.last for a in scene.actors if a.organizations or a.person is not None):
            return False
        if i in scene.skipped or i in places:
            return True
        other = word.doc[i]
        if other.lower_ in ASIDE_WORDS:
            return False
        if other.pos_ in {"VERB", "AUX"} or other.lower_ in {"with", ",", "and"}:
            return False
        if other.lower_ in {
            "palace",
            "house",
            "office",
            "kremlin",
            "ministry",
            "hotel",
            "airport",
            "residence",
            "hall",
        }:
            return True
    return False


_CLAUSES = ASIDE_WORDS | {"who", "which", "that", "whose"}


def _resume(token: Token, start: int, end: int, scene: Scene) -> int | None:
    """After a topic or a place: a later "with" or "between" that hangs on the word itself ("talks on X with Y")."""
    owners = {token.i, token.head.i if token.dep_ in {"dobj", "obj", "nsubj", "nsubjpass", "pobj"} else token.i}
    for i in range(start, min(end, start + 30)):
        word = token.doc[i]
        if (i > start and word.lower_ in _CLAUSES) or (word.tag_ in {"VBD", "VBZ", "VBP"} and word.i not in owners):
            return None
        if (
            word.lower_ == "between"
            and token.pos_ in {"NOUN", "PROPN"}
            and (word.head.i in owners or word.head.i in scene.gaps or word.head.tag_ == "VBN")
        ):
            return i
        if word.lower_ == "with" and word.dep_ == "prep" and (word.head.i in owners or word.head.head.i in owners):
            return i
    return None


def leftward(token: Token, scene: Scene) -> list[Actor]:
    """The actors in the noun phrase before an encounter noun: "A-B talks", "B's first meeting", "the US-Russia summit"."""
    by_last: dict[int, list[Actor]] = defaultdict(list)
    for actor in scene.actors:
        by_last[actor.last].append(actor)
    start = scene.sentence.parse.start
    found: list[Actor] = []
    fillers = 0
    i = token.i - 1
    while i >= start:
        actors = by_last.get(i)
        word = token.doc[i]
        if actors:
            actor = actors[0]
            if (
                not found
                and fillers
                and not _possessive(word, token)
                and actor.how is not How.DEMONYM
                and word.nbor(1).lower_ not in {"-", "–"}
            ) and actor.head.dep_ not in {"compound", "nmod", "amod", "poss"}:
                break
            found.extend(actors)
            i = min(a.first for a in actors) - 1
            fillers = 0
            continue
        if word.lower_ in {"-", "–", "—", "/", "'s", "’s", "'", "’", "and", ","} and (found or word.lower_ not in {",", "and"}):
            pass
        elif word.lower_ in {"the", "a", "an", "of"} or (word.pos_ == "PROPN" and _possessive(word, token)):
            break  # also "X's daughter Y's trip"
        elif word.pos_ in {"ADJ", "NUM", "NOUN", "PROPN"} or word.tag_ in {"VBN", "VBG"} or i in scene.skipped:
            fillers += 1
            if fillers > 5:
                break
        else:
            break
        i -= 1
    return found[::-1]


def _possessive(word: Token, upto: Token) -> bool:
    nxt = word.nbor(1) if word.i + 1 < len(word.doc) else word
    return nxt.lower_ in {"'s", "’s", "'", "’"} and nxt.i < upto.i
