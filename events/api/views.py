"""The resources: which rows, shown how, narrowed by what, in which order."""

from typing import Any

from events.api.editing import EditableMixin
from events.api.expansion import Expansion
from events.api.filters import (
    DOCUMENT_FILTERS,
    EVIDENCE_FILTERS,
    MEETING_FILTERS,
    PERSON_FILTERS,
    STATEMENT_FILTERS,
    without,
)
from events.api.finding import find
from events.api.formats import Format
from events.api.history import history_of
from events.api.pages import Fixed
from events.api.published import SHOWING, PublishedViewSet, PublishedWithinViewSet
from events.api.reading import ResourceViewSet, WithinViewSet
from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.edits import (
    JudgementSerializer,
    MeetingSplitSerializer,
    MergeSerializer,
    PersonSplitSerializer,
    RejectionSerializer,
    TellingRejectionSerializer,
    patch_serializer,
    unpin_serializer,
)
from events.api.serializers.evidence import EvidenceSerializer
from events.api.serializers.fields import LONGEST_QUOTATION
from events.api.serializers.meetings import MeetingSerializer
from events.api.serializers.reference import CountrySerializer, OrganizationSerializer, PersonSerializer
from events.api.serializers.statements import StatementSerializer
from events.api.sorting import by_day, by_instant, by_number, by_text
from events.api.tallies import CountryCounterpartViewSet, PersonCounterpartViewSet
from events.models import Evidence
from events.models.published import (
    PublishedCountry,
    PublishedDocument,
    PublishedMeeting,
    PublishedOrganization,
    PublishedPerson,
    PublishedStatement,
)
from events.names import fold, sought
from events.publishing.querysets import PublishedMeetingQuerySet, PublishedPersonQuerySet, PublishedQuerySet
from events.vocabulary import DecidedResource

RECIPES = """List meetings: one for each real meeting, however many documents tell of it.

- The last one of two countries: `?party=SY&party=TR&status=held&ordering=-start_date&page_size=1`
- The next one, from today on: `?party=SY&party=TR&status=planned&date_from=2026-11-29&ordering=start_date&page_size=1`
- Planned, and by yesterday never reported held: `?status=planned&date_to=2026-11-28` (of a month that is not over, be patient)
- All that two countries had with each other, in time: `?party=SY&party=TR&ordering=start_date`; with nobody else:
  `?parties_exactly=SY,TR&ordering=start_date`
- What an office did, whoever held it: `?office=TR:foreign minister`
- A calendar to subscribe, of a country: `?party=TR&format=ics`"""


class MeetingViewSet(EditableMixin, PublishedViewSet):
    described = {
        "list": RECIPES,
        "retrieve": "Read a meeting: as settled from all documents that tell of it.",
        "partial_update": "Pin fields of a meeting: the values are shown whatever documents tell.",
        "destroy": "Delete a meeting: though documents tell of it, its address says that it is gone.",
        "unpin": "Unpin a field of a meeting: documents have their say again.",
        "merge": "Merge two meetings: the one at the address stays, the other redirects to it.",
        "judge": "Judge whether two meetings are one: they are merged, the elder staying, or kept apart whatever documents tell.",
        "split": "Split a meeting: what the named documents tell becomes a meeting of its own.",
        "reject": "Reject a telling: what the named document tells of the meeting is misread and counts for nothing.",
    }
    resource = DecidedResource.MEETINGS
    written = {
        "partial_update": patch_serializer("MeetingPinsSerializer", DecidedResource.MEETINGS, MeetingSerializer),
        "destroy": None,
        "unpin": unpin_serializer("MeetingUnpinSerializer", DecidedResource.MEETINGS),
        "merge": MergeSerializer,
        "judge": JudgementSerializer,
        "split": MeetingSplitSerializer,
        "reject": TellingRejectionSerializer,
    }
    queryset = PublishedMeeting.objects.all()
    serializer_class = MeetingSerializer
    filters = MEETING_FILTERS
    orderings = {"start_date": by_day("start_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-start_date"
    ranked = by_number("relevance")
    formats = (Format.JSON, Format.NDJSON, Format.CSV, Format.ICS, Format.ATOM)
    expansions = {"participants.person": Expansion(("participants", "person"), PublishedPerson)}


class StatementViewSet(EditableMixin, PublishedViewSet):
    described = {
        "list": "List statements: who said what, on whose behalf, in which words of which document.",
        "retrieve": "Read a statement: with its exact words.",
        "partial_update": "Pin fields of a statement: the values are shown whatever was read.",
        "destroy": "Delete a statement: its address says that it is gone.",
        "unpin": "Unpin a field of a statement: what was read is shown again.",
        "reject": "Reject a statement: it is misread and counts for nothing.",
    }
    resource = DecidedResource.STATEMENTS
    written = {
        "partial_update": patch_serializer("StatementPinsSerializer", DecidedResource.STATEMENTS, StatementSerializer),
        "destroy": None,
        "unpin": unpin_serializer("StatementUnpinSerializer", DecidedResource.STATEMENTS),
        "reject": RejectionSerializer,
    }
    queryset = PublishedStatement.objects.all()
    serializer_class = StatementSerializer
    filters = STATEMENT_FILTERS
    orderings = {"day": by_day("day_earliest"), "updated_at": by_instant("updated_at")}
    default_ordering = "-day"
    ranked = by_number("relevance")
    expansions = {
        "speaker": Expansion(("speaker",), PublishedPerson),
        "meeting": Expansion(("meeting",), PublishedMeeting),
        "document": Expansion(("document",), PublishedDocument),
    }


class PersonViewSet(EditableMixin, PublishedViewSet):
    described = {
        "list": "List persons: those who act for a country or organization.",
        "retrieve": "Read a person: with all spellings of the name and the offices held.",
        "partial_update": "Pin fields of a person: the values are shown whatever documents tell.",
        "destroy": "Delete a person: though documents name the person, the address says that the record is gone.",
        "unpin": "Unpin a field of a person: documents have their say again.",
        "merge": "Merge two persons: the one at the address stays, the other redirects to it.",
        "judge": "Judge whether two persons are one: they are merged, the elder staying, or kept apart whatever documents tell.",
        "split": "Split a person: the named spellings become a person of their own.",
    }
    resource = DecidedResource.PERSONS
    written = {
        "partial_update": patch_serializer("PersonPinsSerializer", DecidedResource.PERSONS, PersonSerializer),
        "destroy": None,
        "unpin": unpin_serializer("PersonUnpinSerializer", DecidedResource.PERSONS),
        "merge": MergeSerializer,
        "judge": JudgementSerializer,
        "split": PersonSplitSerializer,
    }
    queryset = PublishedPerson.objects.all()
    serializer_class = PersonSerializer
    filters = PERSON_FILTERS
    orderings = {"name": by_text("name"), "updated_at": by_instant("updated_at")}
    one_way = frozenset({"name"})
    default_ordering = "name"
    ranked = by_number("relevance")
    ranks_first = True

    def fixed(self) -> Fixed | None:
        named = self.asked.get("q", "")
        is_simple = fold(named) and self.asked.values.keys() <= {*SHOWING, "q"}
        return Fixed(_like, (fold(named), sought(named))) if is_simple else super().fixed()


def _like(folded: str, sounds: list[str]) -> PublishedPersonQuerySet:
    return PublishedPerson.objects.current().like(folded, sounds)


class CountryViewSet(PublishedViewSet):
    described = {
        "list": "List countries: and territories of ISO 3166-1.",
        "retrieve": "Read a country: with its names in many languages.",
    }
    queryset = PublishedCountry.objects.all()
    serializer_class = CountrySerializer
    lookup_value_converter = "slug"


class OrganizationViewSet(PublishedViewSet):
    described = {
        "list": "List organizations: those that can be parties to a meeting.",
        "retrieve": "Read an organization: with its names and members.",
    }
    queryset = PublishedOrganization.objects.all()
    serializer_class = OrganizationSerializer
    lookup_value_converter = "slug"


class DocumentViewSet(PublishedViewSet):
    described = {
        "list": "List documents: the newest revision of each; their texts are for editors.",
        "retrieve": "Read a document: a former revision stays at its address.",
    }
    queryset = PublishedDocument.objects.all()
    serializer_class = DocumentSerializer
    filters = DOCUMENT_FILTERS
    orderings = {"published": by_day("published"), "updated_at": by_instant("updated_at")}
    default_ordering = "-published"
    ranked = by_number("relevance")
    takes_all = False

    def get_queryset(self) -> PublishedQuerySet[Any]:
        rows: Any = super().get_queryset()
        return rows.newest()


class MeetingStatementViewSet(PublishedWithinViewSet, StatementViewSet):
    described = {"list": "List the statements of a meeting: said at it or about it."}
    within = PublishedMeeting
    through = "meeting"
    filters = without(STATEMENT_FILTERS, "id", "meeting")


class MeetingEvidenceViewSet(WithinViewSet):
    described = {"list": "List the evidence of a meeting: the words behind its fields and those of its participants."}
    queryset = Evidence.objects.with_quotes(LONGEST_QUOTATION)
    serializer_class = EvidenceSerializer
    filters = EVIDENCE_FILTERS
    through = "claim__meeting"
    expansions = {"document": Expansion(("document",), PublishedDocument)}
    merges = True

    def get_owner(self) -> Any:
        owner = self.kwargs["id"]
        find(PublishedMeeting, owner, None)
        return owner


class PersonMeetingViewSet(PublishedWithinViewSet, MeetingViewSet):
    described = {"list": "List the meetings of a person: those in which the person took part."}
    within = PublishedPerson
    filters = without(MEETING_FILTERS, "id")

    def within_one(self, rows: PublishedQuerySet[Any], owner: Any) -> PublishedQuerySet[Any]:
        assert isinstance(rows, PublishedMeetingQuerySet)
        return rows.with_person([owner])


class PersonStatementViewSet(PublishedWithinViewSet, StatementViewSet):
    described = {"list": "List the statements of a person: with the words of each."}
    within = PublishedPerson
    through = "speaker"
    filters = without(STATEMENT_FILTERS, "id", "speaker")


RESOURCES: dict[str, type[PublishedViewSet]] = {
    "meetings": MeetingViewSet,
    "statements": StatementViewSet,
    "persons": PersonViewSet,
    "countries": CountryViewSet,
    "organizations": OrganizationViewSet,
    "documents": DocumentViewSet,
}
HISTORIES = {f"{name}/<{view.lookup_value_converter}:id>/history": history_of(view) for name, view in RESOURCES.items()}
WITHIN: dict[str, type[ResourceViewSet]] = {
    "meetings/<uuid:id>/statements": MeetingStatementViewSet,
    "meetings/<uuid:id>/evidence": MeetingEvidenceViewSet,
    "persons/<uuid:id>/meetings": PersonMeetingViewSet,
    "persons/<uuid:id>/statements": PersonStatementViewSet,
    "persons/<uuid:id>/counterparts": PersonCounterpartViewSet,
    "countries/<slug:id>/counterparts": CountryCounterpartViewSet,
    **HISTORIES,
}
