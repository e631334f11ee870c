"""The words of a person's name in the form that the spellings of one page share."""

from __future__ import annotations

import re
import unicodedata

_PARTICLES = frozenset(
    "al el bin bint ibn ben abu ould von van der den de del della di da dos das do du la las los le e y ter ten zu "
    "af av ul ur ud uz".split()
)


def name_keys(name: str) -> tuple[str, ...]:
    """The words of a name in a form that the spellings of one page share; particles and initials left out."""
    folded = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    plain = "".join(char for char in folded if not unicodedata.combining(char)).lower()
    plain = re.sub(r"[’']s?(?=\s|$)", "", plain)
    plain = re.sub(r"\b(?:al|el|as|ash|an|ar|ad|at|az)[-–](?=\w{3})", "", plain)
    return tuple(
        word
        for word in re.findall(r"[^\W\d_][\w’'-]*", plain)
        if word not in _PARTICLES and word not in {"jr", "sr"} and len(word) > 1
    )
