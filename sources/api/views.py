"""Imports and their items, to read."""

from events.api.kinds import Word
from events.api.parameters import Parameter
from events.api.reading import ResourceViewSet, WithinViewSet
from events.vocabulary import DeliveryState, ImportStatus
from sources.api.serializers import ImportItemSerializer, ImportSerializer
from sources.models import Delivery, Import


class ImportViewSet(ResourceViewSet):
    described = {
        "list": "List imports: the newest first.",
        "retrieve": "Read an import: how many of its items are settled, and how.",
    }
    queryset = Import.objects.with_counts()
    serializer_class = ImportSerializer
    newest_first = True
    filters = (
        Parameter(
            "status",
            Word(ImportStatus),
            "Where it stands.",
            lambda rows, words: rows.filter(status__in=words),
            several=True,
            example="running",
        ),
    )


class ImportItemViewSet(WithinViewSet):
    described = {"list": "List the items of an import: each document and what became of it."}
    queryset = Delivery.objects.defer("content")
    serializer_class = ImportItemSerializer
    within = Import.objects.all()
    through = "batch"
    filters = (
        Parameter(
            "status",
            Word(DeliveryState),
            "What became of it.",
            lambda rows, words: rows.filter(state__in=words),
            several=True,
            example="refused,dead",
        ),
    )
