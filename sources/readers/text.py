"""Plain text: the fixed text is the decoded file as it is."""

from sources.readers.draft import Draft, decode


def read(content: bytes) -> Draft:
    """A .txt file."""
    return Draft(decode(content))
