"""Names of persons, folded so that spellings and transliterations in many alphabets can be compared. Pure."""

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

_WORD = re.compile(r"[a-z0-9]+")
# Particles and suffixes that some spellings write and others leave out.
_PARTICLES = frozenset(
    (
        "al el ul an ad as ash at bin ben ibn bint abu de da do dos del della di du la le van von der den ter y e jr sr ii iii iv"
    ).split()
)
# What transliterations of one sound look like, longest first; then vowels and h fall away.
_SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("zh", "z"), ("kh", "k"), ("gh", "k"), ("ph", "f"), ("th", "t"),
    ("dj", "j"), ("ts", "z"), ("tz", "z"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("g", "k"), ("c", "k"), ("w", "v"),
)  # fmt: skip
_VOWEL = re.compile(r"[aeiouyjh]")
_SYLLABLE = re.compile(r"[aeiouyj]+")
_DOUBLE = re.compile(r"(.)\1+")
# Short forms of English first names under which officials are known.
_SHORT_FORMS = {
    "alex": "alexander", "andy": "andrew", "anthony": "antony", "ben": "benjamin", "bill": "william", "bob": "robert",
    "chris": "christopher", "dave": "david", "dick": "richard", "don": "donald", "ed": "edward", "greg": "gregory",
    "jack": "john", "jim": "james", "joe": "joseph", "kate": "katherine", "larry": "lawrence", "liz": "elizabeth",
    "matt": "matthew",
    "mike": "michael", "nick": "nicholas", "pete": "peter", "phil": "philip", "rob": "robert", "ron": "ronald", "sam": "samuel",
    "stephen": "steven", "steve": "steven", "ted": "edward", "tim": "timothy", "tom": "thomas", "tony": "antony",
    "will": "william",
}  # fmt: skip
LONGEST_KEY = 60  # what an index of keys holds of each
_ALIKE = 0.75  # Jaro-Winkler of two words with the same sounds: "mekdad" and "miqdad" have 0.80


def fold(name: str) -> str:
    """Lower-case ASCII words: "Mevlüt Çavuşoğlu" gives "mevlut cavusoglu", "Bashar al-Assad" gives "bashar al assad"."""
    return " ".join(_WORD.findall(anyascii(name).lower().replace("'", "").replace("’", "").replace("`", "")))


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name that tell persons apart: without particles, initials and suffixes, unless nothing else is left."""
    all_words = fold(name).split()
    telling = tuple(word for word in all_words if word not in _PARTICLES and len(word) > 1)
    return telling or tuple(all_words)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A folded word reduced to what its transliterations share: "cavusoglu" gives "kvskl"."""
    start = "i" if word[0] in "yij" else word[0]
    for spelling, letter in _SOUNDS:
        word = word.replace(spelling, letter)
    rest = _VOWEL.sub("", _DOUBLE.sub(r"\1", word[1:]))
    head = {"c": "k", "q": "k", "g": "k", "w": "v"}.get(start, start)
    return _DOUBLE.sub(r"\1", head + rest)


def keys(name: str) -> list[str]:
    """What spellings of one person's name share at least one of: the sounds of its words, for an index."""
    return sorted({sound(word)[:LONGEST_KEY] for word in words(name)})


def sought(name: str) -> list[str]:
    """The keys of a name that somebody looks for, who may write "Gortschakow" for "Gorchakov"."""
    return keys(fold(name).replace("tsch", "ch"))


def _same_word(a: str, b: str) -> bool:
    if _SHORT_FORMS.get(a, a) == _SHORT_FORMS.get(b, b):
        return True
    if a in _SHORT_FORMS and b in _SHORT_FORMS:
        return False
    # Transliterations write a sound in other letters, but seldom add a syllable: "qiang" is no "keqiang".
    syllables = len(_SYLLABLE.findall(a)) == len(_SYLLABLE.findall(b))
    return syllables and sound(a) == sound(b) and JaroWinkler.similarity(a, b) >= _ALIKE


def sounds(name: str) -> set[str]:
    """What two names share at least one of where a telling word of one stands, in some spelling, in the other."""
    return {sound(form) for word in words(name) for form in (word, _SHORT_FORMS.get(word, word))}


def contains(longer: str, shorter: str) -> bool:
    """Whether each telling word of the shorter name stands, in some spelling, in the longer: "Akar" in "Hulusi Akar"."""
    left = list(words(longer))
    for word in words(shorter):
        match = next((other for other in left if _same_word(word, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def same_full_name(a: str, b: str) -> bool:
    """Whether two names of at least two telling words each can be one person's."""
    shorter, longer = sorted((a, b), key=lambda name: len(words(name)))
    return len(words(shorter)) >= 2 and contains(longer, shorter)


def is_full(name: str) -> bool:
    """Whether the name has two telling words or more, so that it can stand for a person by itself."""
    return len(words(name)) >= 2
