"""Which lines a snapshot holds beside the published forms, in the order in which rows can refer to each other.

The record is settled from claims, mentions and decisions, so a copy that is to live on needs them. Full texts are not public:
documents come without, evidence with the words that it quotes, statements as far as they are public.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Least

from events.api.serializers.fields import LONGEST_QUOTATION
from events.api.serializers.statements import StatementSerializer
from events.models import (
    Country,
    Decision,
    Document,
    Evidence,
    Meeting,
    MeetingClaim,
    Office,
    Organization,
    Participation,
    Person,
    PersonMention,
    PersonName,
    Statement,
    Tenure,
)
from events.names import fold, keys
from events.querysets import proving_words
from events.snapshots.rows import Line, Refused, Rows, objects
from events.snapshots.storable import is_storable

_SPAN = ("from_earliest", "from_latest", "to_earliest", "to_latest")


class OfficeRows(Rows):
    """Offices: known by what they are, not by a number."""

    alone = False

    def __init__(self) -> None:
        super().__init__("office", Office, without=("id",))

    def key(self, row: Any) -> Any:
        return _office_key(row)

    def standing(self, keys: Collection[Any]) -> dict[Any, Line]:
        alike = self.rows().filter(title__in={title for title, _, _ in keys})
        return {self.key(row): self.line(row) for row in alike if self.key(row) in keys}


class PersonRows(Rows):
    """Persons with their spellings and the offices that they held."""

    alone = False

    def __init__(self) -> None:
        super().__init__("person", Person)
        self._spelling = Rows("", PersonName, without=("id", "person", "folded", "keys"))
        self._tenure = Rows("", Tenure, without=("id", "person", "office"))
        self._office = Rows("", Office, without=("id", "portfolio", "level"))

    def rows(self) -> QuerySet[Any]:
        names = Prefetch("names", PersonName.objects.order_by("name"))
        held = Tenure.objects.select_related("office").order_by("office__title", "from_earliest", "pk")
        return super().rows().prefetch_related(names, Prefetch("tenures", held))

    def line(self, row: Any) -> Line:
        offices = [self._office.line(tenure.office) | self._tenure.line(tenure) for tenure in row.tenures.all()]
        return super().line(row) | {"names": [self._spelling.line(name) for name in row.names.all()], "offices": offices}

    def parse(self, line: Mapping[str, Any]) -> Any:
        row = super().parse(line)
        row.told_names = [self._spelling.parse(told) for told in objects(line, "names")]
        row.told_tenures = [(self._office.parse(told), self._tenure.parse(told)) for told in objects(line, "offices")]
        return row

    def save(self, rows: list[Any]) -> None:
        tenures = [(row, office, tenure) for row in rows for office, tenure in row.told_tenures]
        known = _known_offices(office for _, office, _ in tenures)
        for row in rows:
            _make_way(row)
        super().save(rows)
        spellings = [(row, spelling) for row in rows for spelling in row.told_names]
        for row, spelling in spellings:
            spelling.person, spelling.folded, spelling.keys = row, fold(spelling.name)[:200], keys(spelling.name)
        PersonName.objects.bulk_create([spelling for _, spelling in spellings])
        for row, office, tenure in tenures:
            tenure.person, tenure.office_id = row, known[_office_key(office)]
        Tenure.objects.bulk_create([tenure for _, _, tenure in tenures])


def _office_key(office: Office) -> tuple[str, str | None, str | None]:
    return office.title, office.country_id, office.organization_id


def _known_offices(told: Iterable[Office]) -> dict[tuple[str, str | None, str | None], int]:
    wanted = {_office_key(office) for office in told}
    known = {_office_key(office): office.pk for office in Office.objects.filter(title__in={title for title, _, _ in wanted})}
    if missing := sorted(wanted - set(known), key=str):
        title, country, organization = missing[0]
        raise Refused(f"the office {title!r} of {country or organization} is not known here")
    return known


def _make_way(row: Person) -> None:
    """Of reference persons each instance makes rows of its own: one that nothing names yet gives way to that of the copy."""
    if not row.is_reference:
        return
    same = Q(wikidata=row.wikidata) if row.wikidata else Q(wikidata__isnull=True, name=row.name, country=row.country_id)
    unused = {"mentions": None, "statements": None, "participations": None, "absorbed": None}
    Person.objects.filter(same, is_reference=True, **unused).exclude(pk=row.pk).delete()


class StatementRows(Rows):
    """Statements, as far as they are public."""

    def __init__(self) -> None:
        super().__init__("statement", Statement)
        self._public = StatementSerializer()

    def line(self, row: Any) -> Line:
        line = super().line(row)
        if len(row.text) > LONGEST_QUOTATION:
            shown = self._public
            line |= {"text": shown.get_text(row), "quotes": shown.get_quotes(row), "end": shown.get_end(row)}
        return line


class EvidenceRows(Rows):
    """Evidence with the words that it quotes: texts are not public, so here they are told with it."""

    def __init__(self) -> None:
        super().__init__("evidence", Evidence)

    def rows(self) -> QuerySet[Any]:
        length = Least(F("end") - F("start"), Value(LONGEST_QUOTATION))
        return super().rows().annotate(words=proving_words(length))

    def line(self, row: Any) -> Line:
        return super().line(row) | {"excerpt": row.words}


ELSEWHERE = "As decided where this copy was loaded from."
"""Why something was decided, and by whom, of a decision that was loaded: who and why are for editors, and in no file."""
_FOR_EDITORS = ("by", "actor", "reason", "revoked_by", "revoked_actor", "revoked_reason")


class DecisionRows(Rows):
    """Decisions, as far as the record is settled from them. No text in them is longer than a quotation."""

    alone = False

    def __init__(self) -> None:
        super().__init__("decision", Decision, without=_FOR_EDITORS)

    def parse(self, line: Mapping[str, Any]) -> Any:
        row = super().parse(line)
        row.actor = row.reason = ELSEWHERE
        if row.revoked_at is not None:
            row.revoked_actor = row.revoked_reason = ELSEWHERE
        return row

    def line(self, row: Any) -> Line:
        line = super().line(row)
        return line | {name: _cut(line[name]) for name in ("anchor", "payload")}


def _cut(told: Any) -> Any:
    if isinstance(told, str):
        return told[:LONGEST_QUOTATION]
    if isinstance(told, Mapping):
        return {name: _cut(value) for name, value in told.items()}
    return [_cut(value) for value in told] if isinstance(told, list) else told


COUNTRY = Rows("countries", Country)
PERSON = PersonRows()
REVISION = Rows("revision", Document, without=("text", "sketch"))
MEETING = Rows("meeting", Meeting)
PARTICIPATION = Rows("participation", Participation)
MENTION = Rows("mention", PersonMention)
STATEMENT = StatementRows()


class OrganizationRows(Rows):
    """Organizations with their members."""

    alone = False

    def __init__(self) -> None:
        super().__init__("organizations", Organization)

    def rows(self) -> QuerySet[Any]:
        return super().rows().prefetch_related(Prefetch("members", Country.objects.only("code")))

    def line(self, row: Any) -> Line:
        return super().line(row) | {"members": sorted(country.pk for country in row.members.all())}

    def parse(self, line: Mapping[str, Any]) -> Any:
        row = super().parse(line)
        row.told_members = line.get("members", [])
        if not isinstance(row.told_members, list) or not is_storable(row.told_members):
            raise Refused("`members` must be a list of codes")
        unknown = {str(code) for code in row.told_members} - set(Country.objects.values_list("code", flat=True))
        if unknown:
            raise Refused(f"`members`: the country {min(unknown)[:60]!r} is not known here")
        return row

    def save(self, rows: list[Any]) -> None:
        super().save(rows)
        self.relate(rows)

    def relate(self, rows: list[Any]) -> None:
        for row in rows:
            row.members.set(row.told_members)


ORGANIZATION = OrganizationRows()

_KINDS: list[Rows] = [
    OfficeRows(),
    PERSON,
    REVISION,
    MEETING,
    PARTICIPATION,
    MENTION,
    Rows("claim", MeetingClaim),
    STATEMENT,
    EvidenceRows(),
    DecisionRows(),
]


def kinds() -> dict[str, Rows]:
    """All kinds of lines that are rows, by their type, in the order in which they are written."""
    return {rows.type: rows for rows in _KINDS}


def add_kind(rows: Rows) -> None:
    """Another table of the record, of an app that the record does not know; its rows may refer to all others."""
    _KINDS.append(rows)
