"""django-ninja as its tutorial has it: ModelSchemas over the same prefetched rows."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path
from ninja import ModelSchema, NinjaAPI, Schema
from pydantic import field_serializer

from events.models import Meeting, Participation, Person
from events.partial_dates import display

PAGE_SIZE = 50
MEETINGS: QuerySet[Meeting] = (
    Meeting.objects.current().with_participants().order_by(F("start_earliest").desc(nulls_last=True), "-id")
)


class PersonSchema(ModelSchema):
    class Meta:
        model = Person
        fields = ["id", "name"]


class ParticipationSchema(ModelSchema):
    person: PersonSchema
    country: str | None = None
    organization: str | None = None

    class Meta:
        model = Participation
        fields = ["office", "capacity", "flags"]

    @staticmethod
    def resolve_country(row: Participation) -> str | None:
        return row.country_id

    @staticmethod
    def resolve_organization(row: Participation) -> str | None:
        return row.organization_id


class MeetingSchema(ModelSchema):
    url: str
    start_date: str | None = None
    end_date: str | None = None
    country: str | None = None
    participants: list[ParticipationSchema]
    status_history: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]

    class Meta:
        model = Meeting
        fields = [
            "id", "title", "status", "mode", "shape", "city", "level", "portfolios", "parties", "organizations", "confidence",
            "document_count", "statement_count", "created_at", "updated_at", "version",
        ]  # fmt: skip

    @staticmethod
    def resolve_url(row: Meeting) -> str:
        return f"/api/v1/meetings/{row.pk}/"

    @staticmethod
    def resolve_start_date(row: Meeting) -> str | None:
        return display(row.start_earliest, row.start_latest)

    @staticmethod
    def resolve_end_date(row: Meeting) -> str | None:
        return display(row.end_earliest, row.end_latest)

    @staticmethod
    def resolve_country(row: Meeting) -> str | None:
        return row.country_id

    @staticmethod
    def resolve_participants(row: Meeting) -> list[Participation]:
        return list(row.participations.all())

    @field_serializer("created_at", "updated_at", check_fields=False)
    def instant(self, value: datetime) -> str:
        return value.isoformat().replace("+00:00", "Z")


class PageSchema(Schema):
    next: str | None = None
    previous: str | None = None
    results: list[MeetingSchema]


api = NinjaAPI()


@api.get("/meetings/", response=PageSchema)
def list_meetings(request: HttpRequest) -> dict[str, Any]:
    return {"results": list(MEETINGS[:PAGE_SIZE])}


@api.get("/meetings/{id}/", response=MeetingSchema)
def read_meeting(request: HttpRequest, id: str) -> Meeting:
    return get_object_or_404(MEETINGS, pk=id)


urlpatterns = [path("api/v1/", api.urls)]
