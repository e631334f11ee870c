"""Meetings and who took part: settled from claims, shown with the words that prove them."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from events.admin.base import Section, ShownAdmin, ShownInline
from events.admin.decisions import decisions_section
from events.admin.display import NOTHING, joined, list_link, record_link
from events.admin.evidence import DOCUMENT_TEXTS, EVIDENCE_SHOWN, evidence_section, in_context
from events.admin.fields import shown_date
from events.admin.filters import ConflictsFilter, FlaggedFilter, PartyFilter, PublishersFilter, StandingFilter, typed
from events.admin.persons import id_is
from events.models import Country, Document, Evidence, Meeting, MeetingClaim, Organization, Participation, Statement
from events.models.published import PublishedMeeting
from events.vocabulary import DecidedResource


class ParticipationInline(ShownInline):
    """Who took part."""

    model = Participation
    fields = ("person", "country", "organization", "office", "capacity", "flag_words")
    related = ("person", "country", "organization")
    verbose_name_plural = "participants"

    @admin.display(description="to be looked at")
    def flag_words(self, participation: Participation) -> str:
        return words(participation.flags)


class ClaimInline(ShownInline):
    """Which documents tell of it, and how."""

    model = MeetingClaim
    fields = ("document", "published", "prominence", "status", "date", "place", "parties", "confidence")
    related = ("document",)
    deferred = DOCUMENT_TEXTS
    verbose_name_plural = "claims of documents"

    @admin.display(description="published")
    def published(self, claim: MeetingClaim) -> str:
        return claim.document.published.isoformat() if claim.document.published else NOTHING

    @admin.display(description="status")
    def status(self, claim: MeetingClaim) -> str:
        return claim.body.get("status") or NOTHING

    @admin.display(description="date")
    def date(self, claim: MeetingClaim) -> str:
        return told_date(claim)

    @admin.display(description="place")
    def place(self, claim: MeetingClaim) -> str:
        return ", ".join(str(part) for part in (claim.body.get("city"), claim.body.get("country")) if part) or NOTHING

    @admin.display(description="parties")
    def parties(self, claim: MeetingClaim) -> str:
        return ", ".join(claim.entities) or NOTHING


class StatementInline(ShownInline):
    """What was said at or about it."""

    model = Statement
    fields = ("said_by", "kind", "day", "text", "document")
    related = ("document", "speaker", "meeting")
    deferred = DOCUMENT_TEXTS

    @admin.display(description="speaker")
    def said_by(self, statement: Statement) -> str:
        return record_link(statement.speaker) if statement.speaker else statement.institution or NOTHING

    @admin.display(description="day")
    def day(self, statement: Statement) -> str:
        return shown_date(statement, "day")


def words(values: Iterable[str]) -> str:
    """Members of vocabularies, to be read."""
    return ", ".join(value.replace("_", " ") for value in values) or NOTHING


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def told_date(claim: MeetingClaim) -> str:
    """The date as the document tells it: a partial date, or what stays open of one."""
    if claim.start_earliest:
        return shown_date(claim, "start")
    parts = [WEEKDAYS[claim.weekday]] if claim.weekday is not None else []
    if claim.day:
        parts.append(str(claim.day))
    if claim.month:
        parts.append(MONTHS[claim.month - 1])
    return f"{' '.join(parts)} (year not told)" if claim.month else " ".join(parts) or NOTHING


@admin.register(Meeting)
class MeetingAdmin(ShownAdmin):
    explanation = (
        "Settled from the claims of documents below by stated rules, and above them from what editors decide: what is pinned "
        "outranks every import. Values that lost stand under “Documents disagree”."
    )
    list_display = (
        "title", "date", "status", "mode", "where", "party_codes", "level", "documents", "statements", "disagreement",
    )  # fmt: skip
    list_filter = (
        PartyFilter, typed("venue", "venue", "country__code", "RU"), typed("person", "person", "participations__person", "id"),
        "status", "mode", "level", "shape", ConflictsFilter, PublishersFilter,
        StandingFilter,
    )  # fmt: skip
    search_fields = ("title",)
    search_help_text = "Words of title, city and participants’ names, or an id"
    date_hierarchy = "start_earliest"
    related = ("country",)
    inlines = (ParticipationInline, ClaimInline, StatementInline)
    fieldsets = (
        (None, {"fields": ("title", "date", "end", "status", "history", "mode", "where")}),
        ("Who", {"fields": ("party_names", "shape", "level", "portfolio_words")}),
        ("How sure", {"fields": ("disagreements", "confidence", "told_by", "statement_count")}),
        (
            "Record",
            {"fields": ("id", "merged_into", "deleted_at", "created_at", "updated_at", "version"), "classes": ("collapse",)},
        ),
    )
    readonly_fields = ("date", "end", "history", "where", "party_names", "portfolio_words", "disagreements", "told_by")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Meeting], search_term: str
    ) -> tuple[models.QuerySet[Meeting], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = PublishedMeeting.objects.current().matching(term).values("record")
        return queryset.filter(models.Q(pk__in=found) | id_is(term)), False

    @admin.display(description="date", ordering="start_earliest")
    def date(self, meeting: Meeting) -> str:
        return shown_date(meeting, "start")

    @admin.display(description="ends")
    def end(self, meeting: Meeting) -> str:
        return shown_date(meeting, "end")

    @admin.display(description="place")
    def where(self, meeting: Meeting) -> str:
        return ", ".join(part for part in (meeting.city, meeting.country.name if meeting.country else None) if part) or NOTHING

    @admin.display(description="parties")
    def party_codes(self, meeting: Meeting) -> str:
        return ", ".join([*meeting.parties, *meeting.organizations]) or NOTHING

    @admin.display(description="parties")
    def party_names(self, meeting: Meeting) -> str:
        parties = [*Country.objects.filter(pk__in=meeting.parties), *Organization.objects.filter(pk__in=meeting.organizations)]
        return joined(record_link(party) for party in parties)

    @admin.display(description="portfolios")
    def portfolio_words(self, meeting: Meeting) -> str:
        return words(meeting.portfolios)

    @admin.display(description="documents", ordering="document_count")
    def documents(self, meeting: Meeting) -> int:
        return meeting.document_count

    @admin.display(description="told by")
    def told_by(self, meeting: Meeting) -> str:
        """Many documents of one publisher are no more than that publisher's word."""
        told = meeting.claims.filter(is_rejected=False).aggregate(n=models.Count("document__publisher", distinct=True))["n"]
        count = meeting.document_count
        documents = f"{count} document{'' if count == 1 else 's'}"
        return f"{documents} of {told} publishers" if told > 1 else f"{documents}, all of a single publisher"

    @admin.display(description="statements", ordering="statement_count")
    def statements(self, meeting: Meeting) -> int:
        return meeting.statement_count

    @admin.display(description="disagreement")
    def disagreement(self, meeting: Meeting) -> str:
        return words(sorted({str(conflict.get("field")) for conflict in meeting.conflicts}))

    @admin.display(description="status history")
    def history(self, meeting: Meeting) -> str:
        documents = _documents(step.get("document") for step in meeting.status_history)
        rows = [
            (step.get("status"), step.get("reported") or "day unknown", documents.get(str(step.get("document")), NOTHING))
            for step in meeting.status_history
        ]
        return _list(format_html_join("", "<li>{}, reported {}: {}</li>", rows))

    @admin.display(description="documents disagree")
    def disagreements(self, meeting: Meeting) -> str:
        documents = _documents(d for conflict in meeting.conflicts for d in conflict.get("documents", ()))
        rows = [
            (
                str(conflict.get("field")).replace("_", " "),
                conflict.get("value"),
                joined(documents.get(str(d), NOTHING) for d in conflict.get("documents", ())),
            )
            for conflict in meeting.conflicts
        ]
        return _list(format_html_join("", "<li>{}: <strong>{}</strong> by {}</li>", rows))

    def sections(self, request: HttpRequest, obj: Meeting) -> list[Section]:
        evidence = in_context(Evidence.objects.filter(claim__meeting=obj))
        found = evidence.order_by("field", "document__published", "document", "start", "id")
        rows = list(found[: EVIDENCE_SHOWN + 1])
        more = list_link(Evidence, "All of the evidence", meeting=obj.pk) if len(rows) > EVIDENCE_SHOWN else None
        return [decisions_section(request, DecidedResource.MEETINGS, obj), evidence_section(rows[:EVIDENCE_SHOWN], more)]


def _documents(ids: Iterable[object]) -> dict[str, str]:
    """id → link, of those documents that are (still) there."""
    known = set()
    for told in ids:
        try:
            known.add(UUID(str(told)))
        except ValueError:
            continue
    found = Document.objects.filter(pk__in=known).only("title", "external_id") if known else ()
    return {str(document.pk): record_link(document) for document in found}


def _list(items: str) -> str:
    return format_html("<ul>{}</ul>", items) if items else NOTHING


@admin.register(Participation)
class ParticipationAdmin(ShownAdmin):
    list_display = ("person_link", "meeting_link", "date", "country", "organization", "office", "capacity", "flag_words")
    list_filter = (
        "capacity", FlaggedFilter, typed("country", "country", "country__code", "TR"), typed("person", "person", "person", "id"),
        typed("meeting", "meeting", "meeting", "id"),
    )  # fmt: skip
    search_fields = ("person__name", "office")
    search_help_text = "Name or office"
    related = ("person", "meeting", "country", "organization")
    fields = ("person", "meeting", "date", "country", "organization", "office", "capacity", "flag_words")
    readonly_fields = ("date", "flag_words")

    def sections(self, request: HttpRequest, obj: Participation) -> list[Section]:
        return [evidence_section(in_context(obj.evidence.all())[:EVIDENCE_SHOWN])]

    @admin.display(description="person", ordering="person__name")
    def person_link(self, participation: Participation) -> str:
        return record_link(participation.person)

    @admin.display(description="meeting")
    def meeting_link(self, participation: Participation) -> str:
        return record_link(participation.meeting)

    @admin.display(description="date", ordering="meeting__start_earliest")
    def date(self, participation: Participation) -> str:
        return shown_date(participation.meeting, "start")

    @admin.display(description="to be looked at")
    def flag_words(self, participation: Participation) -> str:
        return words(participation.flags)
