"""Names of persons and places, folded so that spellings in many alphabets can be compared."""

import re

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")


def fold(name: str) -> str:
    """Lower-case ASCII words: "Mevlüt Çavuşoğlu" and "Mevlut Cavusoglu" fold alike; "Bashar al-Assad" is "bashar al assad"."""
    return " ".join(_WORD.findall(anyascii(name).lower().replace("'", "").replace("’", "")))
