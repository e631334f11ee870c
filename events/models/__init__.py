"""The record."""

from events.models.answer import KeptAnswer
from events.models.change import Change, Touched
from events.models.decision import Decision
from events.models.document import Document
from events.models.evidence import Evidence, MeetingClaim, PersonMention
from events.models.key import ApiKey
from events.models.meeting import Meeting, Participation
from events.models.published import PUBLISHED
from events.models.reference import Country, Office, Organization, Person, PersonName, Tenure
from events.models.snapshot import Snapshot
from events.models.statement import Statement

__all__ = [
    "PUBLISHED",
    "ApiKey",
    "Change",
    "Country",
    "Decision",
    "Document",
    "Evidence",
    "KeptAnswer",
    "Meeting",
    "MeetingClaim",
    "Office",
    "Organization",
    "Participation",
    "Person",
    "PersonMention",
    "PersonName",
    "Snapshot",
    "Statement",
    "Tenure",
    "Touched",
]
