"""Which extractor this is: a digest of the rules themselves, so that no change of them can go without a new version.

It imports nothing of them, so that commands that read nothing need not load the language model. Where a new version
reads the same, what comes again is read once more, and nothing changes.
"""

import hashlib
from pathlib import Path

_SOURCES = Path(__file__).resolve().parents[1]
_RULES = ("extraction/*.py", "readers/*.py", "charsets.py", "languages.py", "proofreading.py")


def _digest() -> str:
    made = hashlib.sha256()
    for path in sorted(path for pattern in _RULES for path in _SOURCES.glob(pattern)):
        made.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()


EXTRACTOR = f"chancery-{_digest()[:12]}"
