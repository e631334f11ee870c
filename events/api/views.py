"""The resources: which rows, shown how, narrowed by what, in which order."""

from events.api.expansion import Expansion
from events.api.filters import (
    DOCUMENT_FILTERS,
    EVIDENCE_FILTERS,
    MEETING_FILTERS,
    PERSON_FILTERS,
    STATEMENT_FILTERS,
)
from events.api.pagination import by_day, by_instant, by_number, by_text
from events.api.reading import ResourceViewSet, WithinViewSet
from events.api.serializers.documents import DocumentSerializer, StatementSerializer
from events.api.serializers.fields import LONGEST_QUOTATION
from events.api.serializers.meetings import EvidenceSerializer, MeetingSerializer
from events.api.serializers.reference import CountrySerializer, OrganizationSerializer, PersonSerializer
from events.models import Country, Document, Evidence, Meeting, Organization, Person, Statement

MEETINGS = Meeting.objects.current().with_participants()
STATEMENTS = Statement.objects.with_speaker()
PERSONS = Person.objects.current().with_details()
DOCUMENTS = Document.objects.with_meetings()


class MeetingViewSet(ResourceViewSet):
    described = {
        "list": "Meetings. One for each real meeting, however many documents tell of it.",
        "retrieve": "A meeting. As settled from all documents that tell of it.",
    }
    queryset = MEETINGS
    serializer_class = MeetingSerializer
    filters = MEETING_FILTERS
    orderings = {"start_date": by_day("start_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-start_date"
    expansions = {"participants.person": Expansion(("participants", "person"), PERSONS, PersonSerializer)}


class StatementViewSet(ResourceViewSet):
    described = {
        "list": "Statements. Who said what, on whose behalf, in which words of which document.",
        "retrieve": "A statement. With its exact words.",
    }
    queryset = STATEMENTS
    serializer_class = StatementSerializer
    filters = STATEMENT_FILTERS
    orderings = {"day": by_day("day_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-day"
    expansions = {
        "speaker": Expansion(("speaker",), PERSONS, PersonSerializer),
        "meeting": Expansion(("meeting",), MEETINGS, MeetingSerializer),
        "document": Expansion(("document",), DOCUMENTS, DocumentSerializer),
    }


class PersonViewSet(ResourceViewSet):
    described = {
        "list": "Persons. Those who act for a country or organization.",
        "retrieve": "A person. With all spellings of the name and the offices held.",
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
        "list": "Countries. And territories of ISO 3166-1.",
        "retrieve": "A country. With its names in many languages.",
    }
    queryset = Country.objects.all()
    serializer_class = CountrySerializer
    lookup_value_converter = "str"


class OrganizationViewSet(ResourceViewSet):
    described = {
        "list": "Organizations. Those that can be parties to a meeting.",
        "retrieve": "An organization. With its names and members.",
    }
    queryset = Organization.objects.with_members()
    serializer_class = OrganizationSerializer
    lookup_value_converter = "str"


class DocumentViewSet(ResourceViewSet):
    described = {
        "list": "Documents. The newest revision of each; their texts are for editors.",
        "retrieve": "A document. A former revision stays at its address.",
    }
    queryset = DOCUMENTS
    serializer_class = DocumentSerializer
    filters = DOCUMENT_FILTERS
    orderings = {"published": by_day("published"), "updated_at": by_instant("updated_at")}
    default_ordering = "-published"


class MeetingStatementViewSet(WithinViewSet, StatementViewSet):
    described = {"list": "Statements of a meeting. Said at it or about it."}
    within = Meeting.objects.current()
    through = "meeting"
    filters = tuple(f for f in STATEMENT_FILTERS if f.name != "meeting")


class MeetingEvidenceViewSet(WithinViewSet):
    described = {"list": "Evidence of a meeting. The words behind its fields and those of its participants."}
    queryset = Evidence.objects.with_quotes(LONGEST_QUOTATION)
    serializer_class = EvidenceSerializer
    filters = EVIDENCE_FILTERS
    within = Meeting.objects.current()
    through = "claim__meeting"
    expansions = {"document": Expansion(("document",), DOCUMENTS, DocumentSerializer)}


class PersonMeetingViewSet(WithinViewSet, MeetingViewSet):
    described = {"list": "Meetings of a person. Those in which the person took part."}
    within = Person.objects.current()
    through = "participations__person"


class PersonStatementViewSet(WithinViewSet, StatementViewSet):
    described = {"list": "Statements of a person. With the words of each."}
    within = Person.objects.current()
    through = "speaker"
    filters = tuple(f for f in STATEMENT_FILTERS if f.name != "speaker")
