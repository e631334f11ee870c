"""The closed sets of words that the record is written in. Pure: no Django, so that the readers can use them too.

Clients must expect new members (docs: enums are open-ended).
"""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Mode(StrEnum):
    """How the parties met."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"


class Level(StrEnum):
    """The highest rank represented, from high to low."""

    LEADER = "leader"
    MINISTER = "minister"
    DEPUTY_MINISTER = "deputy_minister"
    OFFICIAL = "official"


LEVEL_ORDER = (Level.LEADER, Level.MINISTER, Level.DEPUTY_MINISTER, Level.OFFICIAL)


class Portfolio(StrEnum):
    """The field of government that an office belongs to. Leaders have none of their own."""

    FOREIGN = "foreign"
    DEFENCE = "defence"
    INTELLIGENCE = "intelligence"
    SECURITY = "security"
    FINANCE = "finance"
    TRADE = "trade"
    ECONOMY = "economy"
    ENERGY = "energy"
    INTERIOR = "interior"
    JUSTICE = "justice"
    AGRICULTURE = "agriculture"
    TRANSPORT = "transport"
    HEALTH = "health"
    ENVIRONMENT = "environment"
    EDUCATION = "education"
    CULTURE = "culture"
    SCIENCE = "science"
    LABOUR = "labour"
    MIGRATION = "migration"
    DEVELOPMENT = "development"


class Shape(StrEnum):
    """How many parties met, derived from the parties."""

    UNILATERAL = "unilateral"
    BILATERAL = "bilateral"
    TRILATERAL = "trilateral"
    QUADRILATERAL = "quadrilateral"
    MULTILATERAL = "multilateral"

    @classmethod
    def of(cls, parties: int) -> "Shape":
        """The shape of a meeting of so many countries and organizations."""
        named = {2: cls.BILATERAL, 3: cls.TRILATERAL, 4: cls.QUADRILATERAL}
        return named.get(parties, cls.MULTILATERAL if parties > 4 else cls.UNILATERAL)


class Capacity(StrEnum):
    """In which capacity somebody took part."""

    HOST = "host"
    PARTY = "party"
    MEDIATOR = "mediator"


class StatementKind(StrEnum):
    """Direct when the text holds quoted words, else indirect."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Prominence(StrEnum):
    """Whether a document is about the meeting or tells of it in passing."""

    MAIN = "main"
    BACKGROUND = "background"


class DocumentStatus(StrEnum):
    """What became of a document at the intake."""

    READ = "read"
    UNREAD = "unread"
    REFUSED = "refused"


class DeliveryState(StrEnum):
    """Where a delivery stands: `pending` and `running` have yet to settle, `cancelled` waits for its import to be resumed."""

    PENDING = "pending"
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"
    REFUSED = "refused"
    DEAD = "dead"


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.RUNNING)
FAILED_STATES = (DeliveryState.REFUSED, DeliveryState.DEAD)


class Priority(IntEnum):
    """How urgent deliveries are, 0 to 9: of those that wait, workers take the most urgent. Polled ones have their source's."""

    REREADING = 0
    BULK = 3
    """Files that a command imports."""
    USUAL = 5
    ORDERED = 7
    """By the API."""
    EDITOR = 9
    """Somebody waits before the screen."""


class ImportStatus(StrEnum):
    """Where an import stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class SourceKind(StrEnum):
    """What a source is, and so how it is polled."""

    MANUAL = "manual"
    """Nothing is polled: people or programs deliver."""
    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    LIST = "list"
    """A file of many documents: CSV, JSON Lines, XML of trips."""
    FOLDER = "folder"


class Flag(StrEnum):
    """What an editor should look at in a participation."""

    OFFICE_HELD_BY_ANOTHER = "office_held_by_another"


class ChangeKind(StrEnum):
    """What became of a record at a position of the change feed."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    DELETED = "deleted"
    FILED = "filed"
    """Only what lists filter by has changed, not what clients see: no change to them."""


class DecisionKind(StrEnum):
    """What people can decide about the record."""

    PIN = "pin"
    MERGE = "merge"
    SPLIT = "split"
    JUDGE = "judge"
    REJECT = "reject"
    DELETE = "delete"


class DecidedResource(StrEnum):
    """What people can decide about, by its name in the API."""

    MEETINGS = "meetings"
    PERSONS = "persons"
    STATEMENTS = "statements"


class Scope(StrEnum):
    """What a key of the API may do."""

    READ = "read"
    IMPORT = "import"
    EDIT = "edit"
