"""What is to be decided and settled anew, since a reading was replaced or somebody decided."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from uuid import UUID

from events.models import MeetingClaim


@dataclass
class Due:
    """Rows and words, by what is to be done about them."""

    documents: set[str] = field(default_factory=set)
    """External ids of documents whose claims are to be decided anew and whose statements are to be settled."""
    claims: list[MeetingClaim] = field(default_factory=list)
    """Claims that are told no more, or that compare otherwise: what they stood near is to be decided anew."""
    keys: set[str] = field(default_factory=set)
    """Sounds of names (events.names.keys) that are to be grouped anew."""
    names: set[str] = field(default_factory=set)
    """Names that mean another person now, or nobody."""
    mentions: set[UUID] = field(default_factory=set)
    """Mentions whose statements have another speaker now."""
    persons: set[UUID] = field(default_factory=set)
    meetings: set[UUID] = field(default_factory=set)

    def add(self, other: Due) -> None:
        """What the other one tells is due as well."""
        for part in fields(self):
            mine, more = getattr(self, part.name), getattr(other, part.name)
            mine.extend(more) if isinstance(mine, list) else mine.update(more)
