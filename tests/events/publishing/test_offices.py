"""Under which offices meetings and statements are found: as stated, and as held on that day."""

import pytest

from events.models import Office, Tenure
from events.models.published import PublishedMeeting, PublishedStatement
from events.offices import title_key
from events.services.writing import publish_all_left, writing
from tests.factories import make_meeting, make_person, make_statement, make_tenure


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Foreign Minister", "foreign minister"),
        ("Minister of Foreign Affairs", "foreign minister"),
        ("Acting Minister for Foreign Affairs", "foreign minister"),
        ("Deputy Foreign Minister", "deputy foreign minister"),
        ("Minister of National Defense", "defence minister"),
        ("Président de la République", "de la president republique"),
        ("the", ""),
    ],
)
def test_titles_of_one_office_have_one_key(title, key) -> None:
    assert title_key(title) == key


@pytest.mark.django_db
def test_offices_are_those_stated_and_those_held_on_the_day() -> None:
    person = make_person("Aylin Demir", "TR")
    with writing():
        make_tenure(person, "Minister of Foreign Affairs", "TR", "2023-02", "2023-06-04")
    meetings = {day: make_meeting(["TR"], day, participants=[person]) for day in ("2023-02-10", "2023-04-25", "2024-01-01")}
    said = {day: make_statement(speaker=person, day=day) for day in ("2023-04-24", "2023", "2024-01-01")}
    stated = ["TR:defence minister", "defence minister"]
    held = ["TR:foreign minister", "foreign minister"]
    shown = dict(PublishedMeeting.objects.current().values_list("record", "offices"))
    assert {day: shown[meeting.pk] for day, meeting in meetings.items()} == {
        "2023-02-10": stated,  # the tenure began on some day of that month
        "2023-04-25": [stated[0], held[0], stated[1], held[1]],
        "2024-01-01": stated,
    }
    spoken = dict(PublishedStatement.objects.current().values_list("record", "offices"))
    assert {day: spoken[statement.pk] for day, statement in said.items()} == {"2023-04-24": held, "2023": [], "2024-01-01": []}


@pytest.mark.django_db
def test_a_tenure_or_title_that_changes_is_seen_and_is_no_change_to_clients() -> None:
    person = make_person("Aylin Demir", "TR")
    meeting, said = make_meeting(["TR"], "2023-04-25", participants=[person]), make_statement(speaker=person)

    def offices():
        publish_all_left()
        rows = [
            PublishedMeeting.objects.get(record=meeting.pk, until=None),
            PublishedStatement.objects.get(record=said.pk, until=None),
        ]
        assert [row.version for row in rows] == [1, 1]
        return [{key for key in row.offices if ":" in key} - {"TR:defence minister"} for row in rows]

    assert offices() == [set(), set()]
    with writing():
        tenure = make_tenure(person, "Foreign Minister", "TR", "2023-01-01")
    assert offices() == [{"TR:foreign minister"}] * 2
    with writing():
        Office.objects.filter(pk=tenure.office_id).update(title="Head of State")
    assert offices() == [{"TR:head state"}] * 2
    with writing():
        Tenure.objects.all().delete()
    assert offices() == [set(), set()]
