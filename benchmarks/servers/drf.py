"""Django REST framework as its tutorial has it: ModelSerializers, a ModelViewSet, prefetched relations."""

from typing import Any

from django.db.models import F
from django.urls import include, path
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet

from events.models import Meeting, Participation, Person
from events.partial_dates import display

PAGE_SIZE = 50


class PersonSerializer(serializers.ModelSerializer[Person]):
    class Meta:
        model = Person
        fields = ["id", "name"]


class ParticipationSerializer(serializers.ModelSerializer[Participation]):
    person = PersonSerializer()

    class Meta:
        model = Participation
        fields = ["person", "country", "organization", "office", "capacity", "flags"]


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    url = serializers.SerializerMethodField()
    start_date = serializers.SerializerMethodField()
    end_date = serializers.SerializerMethodField()
    participants = ParticipationSerializer(source="participations", many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "url", "title", "status", "status_history", "mode", "shape", "start_date", "end_date", "city", "country",
            "level", "portfolios", "parties", "organizations", "participants", "conflicts", "confidence", "document_count",
            "statement_count", "created_at", "updated_at", "version",
        ]  # fmt: skip

    def get_url(self, meeting: Meeting) -> str:
        return f"/api/v1/meetings/{meeting.pk}/"

    def get_start_date(self, meeting: Meeting) -> str | None:
        return display(meeting.start_earliest, meeting.start_latest)

    def get_end_date(self, meeting: Meeting) -> str | None:
        return display(meeting.end_earliest, meeting.end_latest)


class FirstPage(BasePagination):
    """The first page, without a count: DRF's own pages would cost it more."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        return list(queryset[:PAGE_SIZE])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": None, "previous": None, "results": data})


class MeetingViewSet(ModelViewSet[Meeting]):
    queryset = (
        Meeting.objects.current()
        .with_participants()
        .order_by(F("start_earliest").desc(nulls_last=True), "-id")
    )
    serializer_class = MeetingSerializer
    pagination_class = FirstPage


router = DefaultRouter()
router.register("meetings", MeetingViewSet)
urlpatterns = [path("api/v1/", include(router.urls))]
