"""The JSON of each resource, field by field."""

from datetime import UTC, datetime

import pytest

from events.models import Document, Participation
from events.services.writing import writing
from tests.factories import (
    make_claim,
    make_country,
    make_document,
    make_evidence,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

HOST = "http://testserver/api/v1"
INSTANT = datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
SHOWN_INSTANT = "2024-01-02T03:04:05.678901Z"


def stamps(record):
    """What ends the record's JSON: made at INSTANT, changed when it was published last."""
    record.refresh_from_db()
    assert record.updated_at > INSTANT
    changed = record.updated_at.isoformat().replace("+00:00", "Z")
    return {"created_at": SHOWN_INSTANT, "updated_at": changed, "version": record.version}


def both(reader, resource, key):
    """The record at its own address, which equals the one in the list."""
    alone = reader.json(f"{resource}/{key}/")
    listed = [record for record in reader.json(f"{resource}/")["results"] if record["id"] == str(key)]
    assert listed == [alone]
    return alone


def test_meeting(reader):
    person = make_person("Aylin Demir")
    document = make_document()
    meeting = make_meeting(
        ["TR", "RU"],
        "2023-04",
        "2023-04-26",
        [person],
        ["un"],
        title="Defence ministers meet",
        city="Moscow",
        country="RU",
        level="minister",
        portfolios=["defence"],
        status_history=[{"status": "planned", "reported": "2023-04-24", "document": str(document.pk)}],
        conflicts=[{"field": "city", "value": "Sochi", "documents": [str(document.pk)]}],
        confidence=0.93456,
        document_count=4,
        statement_count=11,
        created_at=INSTANT,
    )
    assert both(reader, "meetings", meeting.pk) == {
        "id": str(meeting.pk),
        "url": f"{HOST}/meetings/{meeting.pk}/",
        "title": "Defence ministers meet",
        "status": "held",
        "status_history": [{"status": "planned", "reported": "2023-04-24", "document": str(document.pk)}],
        "mode": "in_person",
        "shape": "trilateral",
        "start_date": "2023-04",
        "end_date": "2023-04-26",
        "city": "Moscow",
        "country": "RU",
        "level": "minister",
        "portfolios": ["defence"],
        "parties": ["RU", "TR"],
        "organizations": ["un"],
        "participants": [
            {
                "person": {"id": str(person.pk), "name": "Aylin Demir"},
                "country": "TR",
                "organization": None,
                "office": "Defence Minister",
                "capacity": "party",
                "flags": [],
            }
        ],
        "conflicts": [{"field": "city", "value": "Sochi", "documents": [str(document.pk)]}],
        "confidence": 0.93,
        "document_count": 4,
        "statement_count": 11,
        **stamps(meeting),
    }


def test_what_is_not_known_of_a_meeting_is_null(reader):
    shown = reader.json(f"meetings/{make_meeting(start=None, mode=None).pk}/")
    unknown = {name for name, value in shown.items() if value is None}
    assert unknown == {"mode", "start_date", "end_date", "city", "country", "level"}


def test_participants_stand_by_country_organization_and_name(reader):
    people = [make_person(name, country) for name, country in [("Zeki", "TR"), ("Boris", "RU"), ("Ayşe", "TR"), ("Nora", None)]]
    shown = reader.json(f"meetings/{make_meeting(participants=people).pk}/")["participants"]
    assert [p["person"]["name"] for p in shown] == ["Boris", "Ayşe", "Zeki", "Nora"]


def test_statement(reader):
    speaker, meeting = make_person("Aylin Demir"), make_meeting()
    said = {"quotes": ["Soon"], "office": "Defence Minister", "meeting": meeting, "confidence": 0.876}
    statement = make_statement("“Soon,” she said.", speaker, created_at=INSTANT, **said)
    assert both(reader, "statements", statement.pk) == {
        "id": str(statement.pk),
        "url": f"{HOST}/statements/{statement.pk}/",
        "speaker": {"id": str(speaker.pk), "name": "Aylin Demir"},
        "institution": None,
        "office": "Defence Minister",
        "country": "TR",
        "organization": None,
        "kind": "direct",
        "text": "“Soon,” she said.",
        "quotes": ["Soon"],
        "day": "2023-04-24",
        "meeting": str(meeting.pk),
        "document": str(statement.document_id),
        "start": 8,
        "end": 25,
        "confidence": 0.88,
        **stamps(statement),
    }


def test_a_long_statement_is_cut_where_its_span_says(reader):
    first, second, third = "a" * 300, "b" * 300, "c" * 300
    text = f"“{first}” – “{second}” – “{third}”"
    statement = make_statement(text, quotes=[first, second, third])
    shown = reader.json(f"statements/{statement.pk}/")
    assert shown["text"] == statement.document.text[shown["start"] : shown["end"]]
    assert len(shown["text"]) == 500
    assert shown["quotes"] == [first, shown["text"][306:]]
    assert set(shown["quotes"][1]) == {"b"}


def test_an_institution_speaks(reader):
    shown = reader.json(f"statements/{make_statement(institution='Foreign Ministry').pk}/")
    assert (shown["speaker"], shown["institution"]) == (None, "Foreign Ministry")


def test_person(reader):
    person = make_person("Aylin Demir", "TR", ["A. Demir"], wikidata="Q1", created_at=INSTANT)
    make_tenure(person, "Defence Minister", "TR", "2018-07", None)
    make_meeting(participants=[person])
    make_meeting(participants=[person], deleted_at=INSTANT)
    make_statement(speaker=person)
    assert both(reader, "persons", person.pk) == {
        "id": str(person.pk),
        "url": f"{HOST}/persons/{person.pk}/",
        "name": "Aylin Demir",
        "names": [{"name": "A. Demir", "language": None}, {"name": "Aylin Demir", "language": None}],
        "country": "TR",
        "organization": None,
        "offices": [{"title": "Defence Minister", "country": "TR", "organization": None, "from": "2018-07", "to": None}],
        "wikidata": "Q1",
        "meeting_count": 1,
        "statement_count": 1,
        **stamps(person),
    }


def test_country(reader):
    values = {"numeric": "792", "capital": "Ankara", "seats": ["Ankara"], "demonyms": ["Turkish"], "wikidata": "Q43"}
    named = {"name": "Türkiye", "names": [{"name": "Turquie", "language": "fr"}]}
    country = make_country("TR", alpha3="TUR", created_at=INSTANT, **named, **values)
    assert both(reader, "countries", "TR") == {
        "id": "TR",
        "url": f"{HOST}/countries/TR/",
        "alpha3": "TUR",
        **named,
        **values,
        **stamps(country),
    }


def test_organization(reader):
    names = {"short": "Arab League", "name": "League of Arab States"}
    organization = make_organization("arab-league", ["SY", "EG"], created_at=INSTANT, **names)
    assert both(reader, "organizations", "arab-league") == {
        "id": "arab-league",
        "url": f"{HOST}/organizations/arab-league/",
        **names,
        "names": [],
        "seats": [],
        "members": ["EG", "SY"],
        "wikidata": None,
        **stamps(organization),
    }


def test_document(reader):
    document = make_document(
        external_id="note-x", title="A note", retrieved_at=INSTANT, source_url="https://example.org/x", created_at=INSTANT
    )
    first, second, gone = make_meeting(), make_meeting(), make_meeting(deleted_at=INSTANT)
    for meeting in (first, second, first, gone, None):
        make_claim(meeting, document)
    assert both(reader, "documents", document.pk) == {
        "id": str(document.pk),
        "url": f"{HOST}/documents/{document.pk}/",
        "external_id": "note-x",
        "source_url": "https://example.org/x",
        "title": "A note",
        "publisher": "Example Agency",
        "published": "2023-04-25",
        "language": "en",
        "retrieved_at": SHOWN_INSTANT,
        "sha256": document.sha256,
        "duplicate_of": None,
        "status": "read",
        "reason": None,
        "meetings": [str(first.pk), str(second.pk)],
        "text": None,
        **stamps(document),
    }


def test_full_text_is_for_editors(reader, django_user_model):
    document = make_document("Their very words. " + "x" * 1000)
    statement = make_statement("x" * 1000, document=document)
    reader.client.force_login(django_user_model.objects.create_user("reader", is_staff=False))
    assert reader.json(f"documents/{document.pk}/")["text"] is None
    reader.client.force_login(django_user_model.objects.create_user("editor", is_staff=True))
    assert reader.json(f"documents/{document.pk}/")["text"] == document.text
    assert reader.json(f"statements/{statement.pk}/")["text"] == "x" * 1000


def test_a_former_revision_stays_at_its_address_and_leaves_the_list(reader):
    old, new = make_document("Old words.", external_id="same"), make_document("New words.", external_id="same")
    with writing():
        Document.objects.filter(pk=old.pk).update(superseded_by=new)
    assert reader.ids("documents/") == [str(new.pk)]
    assert reader.json(f"documents/{old.pk}/")["external_id"] == "same"


def test_evidence(reader):
    text = "🕊 The ministers met in Çorum on 25 April 2023."
    person = make_person()
    meeting = make_meeting(participants=[person])
    participation = Participation.objects.get(meeting=meeting)
    claim = make_claim(meeting, make_document(text))
    city = make_evidence(claim, "city", "Çorum", "Çorum")
    office = make_evidence(claim, "office", "Minister", "ministers", participation=participation, confidence=0.5)
    make_evidence(make_claim(make_meeting(), make_document(text)), "city", "Çorum", "Çorum")
    rows = sorted(reader.json(f"meetings/{meeting.pk}/evidence/")["results"], key=lambda row: row["field"])
    assert rows[0] == {
        "id": str(city.pk),
        "document": str(claim.document_id),
        "target": {"type": "meeting", "id": str(meeting.pk)},
        "field": "city",
        "value": "Çorum",
        "start": 23,
        "end": 28,
        "quote": "Çorum",
        "extractor": "test-1",
        "confidence": 0.9,
    }
    assert rows[1]["target"] == {"type": "participation", "id": str(participation.pk)}
    assert [row["id"] for row in rows] == [str(city.pk), str(office.pk)]
    for row in rows:
        assert row["quote"] == text[row["start"] : row["end"]]
    assert reader.ids(f"meetings/{meeting.pk}/evidence/?field=office,level") == [str(office.pk)]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("meetings/", "id,title"),
        ("persons/", "name"),
        ("countries/", "id"),
        ("statements/", "speaker,day"),
        ("documents/", "url"),
    ],
)
def test_fields(reader, path, fields):
    make_statement(meeting=make_meeting())
    record = reader.json(f"{path}?fields={fields}")["results"][0]
    assert set(record) == set(fields.split(","))
    assert set(reader.json(f"{path}{reader.ids(path)[0]}/?fields={fields}")) == set(record)


def test_expand(reader):
    person = make_person()
    meeting = make_meeting(participants=[person])
    statement = make_statement(speaker=person, meeting=meeting)
    shown = reader.json(f"meetings/{meeting.pk}/?expand=participants.person")["participants"][0]["person"]
    assert shown == reader.json(f"persons/{person.pk}/")
    whole = reader.json(f"statements/{statement.pk}/?expand=speaker,meeting,document")
    assert whole["speaker"] == reader.json(f"persons/{person.pk}/")
    assert whole["meeting"] == reader.json(f"meetings/{meeting.pk}/")
    assert whole["document"] == reader.json(f"documents/{statement.document_id}/")
    assert reader.json(f"statements/{statement.pk}/?expand=meeting&fields=meeting,id") == {
        "id": str(statement.pk),
        "meeting": whole["meeting"],
    }


def test_expand_where_there_is_nothing(reader):
    statement = make_statement(institution="Foreign Ministry")
    shown = reader.json(f"statements/{statement.pk}/?expand=speaker,meeting")
    assert (shown["speaker"], shown["meeting"]) == (None, None)


def test_the_root_leads_to_every_list(reader):
    found = reader.json("")
    assert {"meetings", "statements", "changes", "imports", "snapshots", "documentation", "openapi"} <= set(found)
    for name, address in found.items():
        assert reader.get(address).status_code == (401 if name == "decisions" else 200), name
    assert reader.faults("?colour=red") == {"colour": "There is no such parameter here; there are none."}
