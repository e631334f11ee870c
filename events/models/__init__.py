"""The record."""

from events.models.document import Document
from events.models.evidence import Evidence, MeetingClaim, PersonMention
from events.models.meeting import Meeting, Participation
from events.models.reference import Country, Office, Organization, Person, PersonName, Tenure
from events.models.statement import Statement

__all__ = [
    "Country",
    "Document",
    "Evidence",
    "Meeting",
    "MeetingClaim",
    "Office",
    "Organization",
    "Participation",
    "Person",
    "PersonMention",
    "PersonName",
    "Statement",
    "Tenure",
]
