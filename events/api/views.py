"""The resources: which rows, shown how, narrowed by what, in which order."""

from django.db.models import QuerySet

from events.api.expansion import Expansion
from events.api.filters import (
    DOCUMENT_FILTERS,
    EVIDENCE_FILTERS,
    MEETING_FILTERS,
    PERSON_FILTERS,
    STATEMENT_FILTERS,
    without,
)
from events.api.pagination import by_day, by_instant, by_number, by_text
from events.api.reading import ResourceViewSet, WithinViewSet
from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.evidence import EvidenceSerializer
from events.api.serializers.fields import LONGEST_QUOTATION
from events.api.serializers.meetings import MeetingSerializer
from events.api.serializers.reference import CountrySerializer, OrganizationSerializer, PersonSerializer
from events.api.serializers.statements import StatementSerializer
from events.models import Country, Document, Evidence, Meeting, Organization, Person, Statement

MEETINGS = Meeting.objects.current().with_participants()
STATEMENTS = Statement.objects.with_speaker()
PERSONS = Person.objects.current().with_details()
DOCUMENTS = Document.objects.with_meetings()
WITHOUT_TEXT = DOCUMENTS.defer("text", "search")


class MeetingViewSet(ResourceViewSet):
    described = {
        "list": "List meetings: one for each real meeting, however many documents tell of it.",
        "retrieve": "Read a meeting: as settled from all documents that tell of it.",
    }
    queryset = MEETINGS
    serializer_class = MeetingSerializer
    filters = MEETING_FILTERS
    orderings = {"start_date": by_day("start_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-start_date"
    expansions = {"participants.person": Expansion(("participants", "person"), PERSONS, PersonSerializer)}


class StatementViewSet(ResourceViewSet):
    described = {
        "list": "List statements: who said what, on whose behalf, in which words of which document.",
        "retrieve": "Read a statement: with its exact words.",
    }
    queryset = STATEMENTS
    serializer_class = StatementSerializer
    filters = STATEMENT_FILTERS
    orderings = {"day": by_day("day_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-day"
    expansions = {
        "speaker": Expansion(("speaker",), PERSONS, PersonSerializer),
        "meeting": Expansion(("meeting",), MEETINGS, MeetingSerializer),
        "document": Expansion(("document",), WITHOUT_TEXT, DocumentSerializer),
    }


class PersonViewSet(ResourceViewSet):
    described = {
        "list": "List persons: those who act for a country or organization.",
        "retrieve": "Read a person: with all spellings of the name and the offices held.",
    }
    queryset = PERSONS
    serializer_class = PersonSerializer
    filters = PERSON_FILTERS
    orderings = {"name": by_text("name"), "updated_at": by_instant("updated_at")}
    one_way = frozenset({"name"})
    default_ordering = "name"
    searched = by_number("relevance")


class CountryViewSet(ResourceViewSet):
    described = {
        "list": "List countries: and territories of ISO 3166-1.",
        "retrieve": "Read a country: with its names in many languages.",
    }
    queryset = Country.objects.all()
    serializer_class = CountrySerializer
    lookup_value_converter = "slug"


class OrganizationViewSet(ResourceViewSet):
    described = {
        "list": "List organizations: those that can be parties to a meeting.",
        "retrieve": "Read an organization: with its names and members.",
    }
    queryset = Organization.objects.with_members()
    serializer_class = OrganizationSerializer
    lookup_value_converter = "slug"


class DocumentViewSet(ResourceViewSet):
    described = {
        "list": "List documents: the newest revision of each; their texts are for editors.",
        "retrieve": "Read a document: a former revision stays at its address.",
    }
    queryset = DOCUMENTS
    serializer_class = DocumentSerializer
    filters = DOCUMENT_FILTERS
    orderings = {"published": by_day("published"), "updated_at": by_instant("updated_at")}
    default_ordering = "-published"

    def get_queryset(self) -> QuerySet[Document]:
        # Texts are long: fetched only for who may read them.
        rows = super().get_queryset()
        rows = rows.current() if self.action == "list" else rows  # type: ignore[attr-defined]
        return rows if self.get_serializer_context()["full_text"] else rows.defer("text", "search")


class MeetingStatementViewSet(WithinViewSet, StatementViewSet):
    described = {"list": "List the statements of a meeting: said at it or about it."}
    within = Meeting.objects.current()
    through = "meeting"
    filters = without(STATEMENT_FILTERS, "id", "meeting")


class MeetingEvidenceViewSet(WithinViewSet):
    described = {"list": "List the evidence of a meeting: the words behind its fields and those of its participants."}
    queryset = Evidence.objects.with_quotes(LONGEST_QUOTATION)
    serializer_class = EvidenceSerializer
    filters = EVIDENCE_FILTERS
    within = Meeting.objects.current()
    through = "claim__meeting"
    expansions = {"document": Expansion(("document",), WITHOUT_TEXT, DocumentSerializer)}


class PersonMeetingViewSet(WithinViewSet, MeetingViewSet):
    described = {"list": "List the meetings of a person: those in which the person took part."}
    within = Person.objects.current()
    through = "participations__person"
    filters = without(MEETING_FILTERS, "id")


class PersonStatementViewSet(WithinViewSet, StatementViewSet):
    described = {"list": "List the statements of a person: with the words of each."}
    within = Person.objects.current()
    through = "speaker"
    filters = without(STATEMENT_FILTERS, "id", "speaker")
