"""The vocabulary in the OpenAPI document: each closed set of words is one named component.

Parameters take the words alone. In answers a value is `anyOf: [the named set, string]`, so that a client generated today
reads a word that is added tomorrow as a plain string and does not break.
"""

from enum import StrEnum
from typing import Any

from events import vocabulary


class EvidenceTarget(StrEnum):
    """What a row of evidence proves a field of."""

    MEETING = "meeting"
    PARTICIPATION = "participation"
    STATEMENT = "statement"


class EvidenceField(StrEnum):
    """Which field a row of evidence proves, by its name in the API."""

    TITLE = "title"
    STATUS = "status"
    MODE = "mode"
    SHAPE = "shape"
    START_DATE = "start_date"
    END_DATE = "end_date"
    CITY = "city"
    COUNTRY = "country"
    LEVEL = "level"
    PORTFOLIOS = "portfolios"
    PARTIES = "parties"
    ORGANIZATIONS = "organizations"
    PARTICIPANTS = "participants"
    PERSON = "person"
    ORGANIZATION = "organization"
    OFFICE = "office"
    CAPACITY = "capacity"


class Resource(StrEnum):
    """What has versions, by its name in addresses."""

    MEETINGS = "meetings"
    STATEMENTS = "statements"
    PERSONS = "persons"
    COUNTRIES = "countries"
    ORGANIZATIONS = "organizations"
    DOCUMENTS = "documents"


UNSEEN = {vocabulary.ChangeKind.FILED}
"""Words that clients never meet."""

COMPONENTS: dict[type[StrEnum], str] = {
    vocabulary.Status: "MeetingStatus",
    vocabulary.Mode: "MeetingMode",
    vocabulary.Level: "Level",
    vocabulary.Portfolio: "Portfolio",
    vocabulary.Shape: "Shape",
    vocabulary.Capacity: "Capacity",
    vocabulary.Flag: "ParticipationFlag",
    vocabulary.StatementKind: "StatementKind",
    vocabulary.DocumentStatus: "DocumentStatus",
    vocabulary.ImportStatus: "ImportStatus",
    vocabulary.DeliveryState: "ImportItemStatus",
    vocabulary.SourceKind: "SourceKind",
    vocabulary.ChangeKind: "ChangeKind",
    vocabulary.DecidedResource: "DecidedResource",
    vocabulary.DecisionKind: "DecisionKind",
    Resource: "Resource",
    EvidenceTarget: "EvidenceTargetType",
    EvidenceField: "EvidenceField",
}


def reference(words: type[StrEnum]) -> dict[str, Any]:
    """The named set as a schema."""
    return {"$ref": f"#/components/schemas/{COMPONENTS[words]}"}


def schemas() -> dict[str, Any]:
    """The named sets as components of the OpenAPI document."""
    return {
        name: {
            "type": "string",
            "enum": [word.value for word in words if word not in UNSEEN],
            "description": f"{(words.__doc__ or '').strip()} More words may be added.",
        }
        for words, name in COMPONENTS.items()
    }
