"""The long runs: small within `make test`, at full size by `make accept`."""

import os

FULL = os.environ.get("ACCEPT") == "full"


def size(full: int, small: int) -> int:
    """How much a run does."""
    return full if FULL else small
