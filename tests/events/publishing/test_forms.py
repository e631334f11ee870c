"""What is published equals what the serializers show, whatever the record holds and however it came to be."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Country, Document, Meeting, Organization, Participation, Person, Statement
from events.models.change import Change, Touched
from events.models.published import PublishedMeeting, PublishedPerson, PublishedStatement
from events.publishing.forms import FORMS, written
from events.publishing.publisher import BATCH
from events.services.locking import LOCK, hold_record
from events.services.writing import publish_all_left, writing
from events.vocabulary import ChangeKind
from tests.factories import (
    make_claim,
    make_country,
    make_document,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

pytestmark = pytest.mark.django_db
often = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
named = texts.filter(str.strip)
days = st.none() | st.dates(date(1800, 1, 1), date(2200, 1, 1)).map(str) | st.sampled_from(["2023", "2023-04"])
shares = st.floats(0, 1)
codes = st.sets(st.sampled_from(["RU", "SY", "TR"]), min_size=1)


def assert_published(resource):
    """The standing forms of a resource are what its serializer shows of its rows, byte by byte."""
    form = FORMS[resource]
    rows = list(form.rows())
    shown = {row.pk: written(dict(data)) for row, data in zip(rows, form.serializer(rows, many=True).data, strict=True)}
    assert dict(form.published.objects.current().values_list("record", "body")) == shown
    assert shown


@often
@given(title=texts, city=texts, start=days, parties=codes, share=shares, value=texts, names=st.lists(named, max_size=2))
def test_meetings(title, city, start, parties, share, value, names):
    people = [make_person(name) for name in names]
    settled = {"city": city, "confidence": share, "conflicts": [{"field": "city", "value": value, "documents": []}]}
    meeting = make_meeting(parties, start, participants=people, title=title, **settled)
    assert_published("meetings")
    with writing():
        Meeting.objects.filter(pk=meeting.pk).update(title=value, city=None, status="cancelled")
        Participation.objects.filter(meeting=meeting).update(office=value, flags=["office_held_by_another"])
    assert_published("meetings")


@often
@given(text=texts, day=days, institution=st.none() | texts, share=shares, other=named)
def test_statements(text, day, institution, share, other):
    spoken = {"institution": institution} if institution else {}
    statement = make_statement(text * 30, day=day, confidence=share, quotes=[text], meeting=make_meeting(), **spoken)
    assert_published("statements")
    with writing():
        Statement.objects.filter(pk=statement.pk).update(office=other[:200], meeting=None, day_earliest=None, day_latest=None)
        Person.objects.update(name=other)
    assert_published("statements")


@often
@given(name=named, spellings=st.lists(named, max_size=3), since=days, title=named)
def test_persons(name, spellings, since, title):
    person = make_person(name, spellings=spellings)
    tenure = make_tenure(person, title, "TR", since)
    make_statement(speaker=person, meeting=make_meeting(participants=[person]))
    assert_published("persons")
    with writing():
        person.names.exclude(name=name).delete()
        tenure.office.title = f"{title} "[:200]
        tenure.office.save()
    assert_published("persons")


@often
@given(title=st.none() | texts, publisher=st.none() | texts, published=st.none() | st.dates(), told=st.integers(0, 3))
def test_documents(title, publisher, published, told):
    document = make_document(title=title, publisher=publisher, published=published)
    meetings = [make_meeting() for _ in range(told)]
    for meeting in meetings:
        make_claim(meeting, document)
    assert_published("documents")
    with writing():
        Meeting.objects.filter(pk__in=[m.pk for m in meetings[1:]]).update(deleted_at=document.created_at)
        Document.objects.filter(pk=document.pk).update(reason="Its language", status="unread")
    assert_published("documents")


@often
@given(name=named, seats=st.lists(texts, max_size=3), members=codes, language=st.none() | st.sampled_from(["de", "tr"]))
def test_reference_data(name, seats, members, language):
    names = [{"name": name, "language": language}]
    country = make_country("TR")
    organization = make_organization("league", members)
    with writing():
        Country.objects.filter(pk=country.pk).update(name=name, names=names, seats=seats)
        Organization.objects.filter(pk=organization.pk).update(name=name, names=names, seats=seats)
        organization.members.set([country])
    assert_published("countries")
    assert_published("organizations")


def test_what_is_written_the_same_way_again_has_not_changed():
    person = make_person()
    meeting = make_meeting(participants=[person])
    before = Change.objects.count()
    with writing():
        values = Participation.objects.filter(meeting=meeting).values().get()
        Participation.objects.filter(meeting=meeting).delete()
        Participation.objects.create(**values)
    assert Change.objects.count() == before
    meeting.refresh_from_db()
    assert meeting.version == 1


def test_a_version_tells_when_and_by_whom():
    meeting = make_meeting()
    with writing(by="Nora Lind"), writing(by="another, within"):
        Meeting.objects.filter(pk=meeting.pk).update(title="Another")
    first, second = PublishedMeeting.objects.filter(record=meeting.pk).order_by("position")
    assert (first.version, first.by, first.until) == (1, None, second.position)
    assert (second.version, second.by, second.until, second.kind) == (2, "Nora Lind", None, ChangeKind.UPDATED)
    assert second.at > first.at
    meeting.refresh_from_db()
    assert (meeting.version, meeting.updated_at) == (2, second.at)


def test_a_new_name_reaches_everything_that_shows_it():
    person = make_person("Aylin Demir")
    for _ in range(3):
        make_statement(speaker=person, meeting=make_meeting(participants=[person]))
    with writing(by="Nora Lind"):
        Person.objects.filter(pk=person.pk).update(name="Aylin Kaya")
    for published, number in ((PublishedPerson, 1), (PublishedMeeting, 3), (PublishedStatement, 3)):
        assert published.objects.current().filter(body__contains="Aylin Kaya").count() == number
    assert Change.objects.filter(by="Nora Lind").count() == 7


def test_what_very_many_show_is_published_in_the_background():
    person = make_person("Aylin Demir")
    with writing():
        meetings = Meeting.objects.bulk_create(Meeting(title="x", status="held", shape="bilateral") for _ in range(BATCH + 1))
        Participation.objects.bulk_create(Participation(meeting=meeting, person=person) for meeting in meetings)
    with writing():
        Person.objects.filter(pk=person.pk).update(name="Aylin Kaya")
    renamed = PublishedMeeting.objects.current().filter(body__contains="Aylin Kaya")
    assert renamed.count() == BATCH
    assert publish_all_left() == 1
    assert renamed.count() == BATCH + 1
    assert not Touched.objects.exists()


def test_what_is_written_past_the_services_is_published_by_the_sweep():
    meeting = make_meeting()
    Meeting.objects.filter(pk=meeting.pk).update(title="Written by hand")
    assert "Written by hand" not in PublishedMeeting.objects.current().get(record=meeting.pk).body
    assert publish_all_left() == 1
    assert_published("meetings")
    assert publish_all_left() == 0


def test_where_nothing_is_left_nobody_who_writes_is_waited_for():
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid()"
    with connection.cursor() as cursor:
        assert publish_all_left() == 0
        cursor.execute(held, [LOCK])
        assert cursor.fetchone()[0] == 0
        hold_record()
        cursor.execute(held, [LOCK])
        assert cursor.fetchone()[0] == 1


def test_what_was_read_before_another_change_and_is_saved_whole_after_it_is_published():
    meeting = make_meeting(title="First")
    read = Meeting.objects.get()
    with writing():
        Meeting.objects.update(city="Arica")
    with writing():
        read.title = "Second"
        read.save()
    assert_published("meetings")
    assert PublishedMeeting.objects.current().get(record=meeting.pk).version == 3
    assert not Touched.objects.exists()


def test_a_change_of_what_only_lists_filter_by_is_none_to_clients():
    meeting = make_meeting(["SY", "TR"])
    statement = make_statement(meeting=meeting)
    with writing():
        Meeting.objects.filter(pk=meeting.pk).update(parties=["RU", "TR"])
    row = PublishedStatement.objects.current().get(record=statement.pk)
    assert (row.kind, row.version, row.parties) == (ChangeKind.FILED, 1, ["RU", "TR"])
    assert Change.objects.filter(record=str(statement.pk)).count() == 1
