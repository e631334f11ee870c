"""From delivered bytes to the record: what a newsroom relies on."""

import json
import random
from pathlib import Path

import pytest
from django.core.management import call_command

from events.models import Country, Document, Evidence, Meeting, Person, Statement
from events.vocabulary import DeliveryState, DocumentStatus, ImportStatus
from sources.acceptance import Package, accept, open_import
from sources.importer import process
from sources.models import Delivery
from tests.record import canonical

pytestmark = pytest.mark.django_db

ARICA = """Chile and Peru agree on border posts

ARICA, Chile, 14 March 2024 - The foreign ministers of Chile and Peru met in Arica on Thursday to settle the opening hours of \
the border posts between their countries.

Chilean Foreign Minister Rosa Llanquileo received her Peruvian counterpart Julio Mamani at the city hall. Llanquileo said after \
the meeting that both sides wanted "fewer queues and more trade".

"We have found a fair solution," Mamani told reporters.
"""
ARICA_PLANNED = """Ministers of Peru and Chile to meet next week

LIMA, Peru, 8 March 2024 - Peruvian Foreign Minister Julio Mamani will meet his Chilean counterpart, Rosa Llanquileo, in Arica \
on March 14, the foreign ministry said.
"""


def test_persons_that_stand_in_no_seed_give_a_right_meeting(deliver_text):
    deliver_text(arica=ARICA)
    meeting = Meeting.objects.current().get()
    assert (meeting.parties, meeting.city, meeting.country_id) == (["CL", "PE"], "Arica", "CL")
    assert str(meeting.start_earliest) == str(meeting.start_latest) == "2024-03-14"
    assert (meeting.status, meeting.mode, meeting.level, meeting.portfolios) == ("held", "in_person", "minister", ["foreign"])
    assert {p.person.name for p in meeting.participations.all()} == {"Rosa Llanquileo", "Julio Mamani"}
    assert {(s.speaker.name, s.kind) for s in meeting.statements.all()} == {
        ("Rosa Llanquileo", "direct"),
        ("Julio Mamani", "direct"),
    }


def test_planned_and_held_become_one_meeting_with_a_history(deliver_text):
    deliver_text(held=ARICA, planned=ARICA_PLANNED)
    meeting = Meeting.objects.current().get()
    assert [(step["status"], step["reported"]) for step in meeting.status_history] == [
        ("planned", "2024-03-08"),
        ("held", "2024-03-14"),
    ]
    assert meeting.document_count == 2


def test_every_quote_is_the_text_letter_by_letter_and_every_field_is_proved(deliver, dispatches):
    deliver(dispatches)
    rows = Evidence.objects.select_related("document")
    assert rows.count() > 100
    for row in rows:
        assert row.document.text[row.start : row.end] == row.quote
        assert row.quote
    for statement in Statement.objects.select_related("document"):
        assert statement.document.text[statement.start : statement.end] == statement.text
        assert all(quote in statement.text for quote in statement.quotes)
    for meeting in Meeting.objects.current():
        proved = set(Evidence.objects.filter(claim__meeting=meeting).values_list("field", flat=True))
        shown = {
            "title": meeting.title,
            "status": meeting.status,
            "mode": meeting.mode,
            "shape": meeting.shape,
            "start_date": meeting.start_earliest,
            "end_date": meeting.end_earliest,
            "city": meeting.city,
            "country": meeting.country_id,
            "level": meeting.level,
            "portfolios": meeting.portfolios,
            "parties": meeting.parties,
            "organizations": meeting.organizations,
            "participants": list(meeting.participations.all()),
        }
        assert {name for name, value in shown.items() if value} <= proved
        for participation in meeting.participations.all():
            assert participation.evidence.filter(field="participants").exists()


def test_the_dispatches_tell_of_the_meetings_of_moscow(deliver, dispatches):
    batch = deliver(dispatches)
    assert not batch.deliveries.exclude(state=DeliveryState.DONE).exists()
    between = Meeting.objects.current().filter(parties__contains=["SY", "TR"], city="Moscow")
    defence = between.get(start_earliest="2023-04-25", start_latest="2023-04-25")
    assert defence.parties == ["IR", "RU", "SY", "TR"]
    assert [step["status"] for step in defence.status_history] == ["planned", "held"]
    assert between.get(start_earliest="2022-12-28", start_latest="2022-12-28").parties == ["RU", "SY", "TR"]
    assert between.get(start_earliest="2023-05-10", start_latest="2023-05-10").portfolios == ["foreign"]


def test_importing_twice_changes_nothing(deliver, dispatches):
    deliver(dispatches)
    before = canonical()
    stamps = set(Meeting.objects.values_list("pk", "version", "updated_at"))
    deliver(dispatches)
    assert canonical() == before
    assert set(Meeting.objects.values_list("pk", "version", "updated_at")) == stamps


@pytest.mark.parametrize("seed", [1, 2])
def test_documents_in_any_order_give_the_same_record(deliver, dispatches, seed):
    deliver(dispatches)
    expected = canonical()
    for model in (Evidence, Statement):
        model.objects.all().delete()
    Delivery.objects.all().delete()
    Document.objects.all().delete()
    Meeting.objects.update(merged_into=None)
    Meeting.objects.all().delete()
    Person.objects.update(merged_into=None)
    Person.objects.filter(is_reference=False).delete()
    shuffled = list(dispatches)
    random.Random(seed).shuffle(shuffled)
    deliver(shuffled)
    assert canonical() == expected


def test_another_text_under_the_same_id_is_a_new_revision(deliver_text):
    deliver_text(arica=ARICA)
    deliver_text(arica=ARICA.replace("14 March", "21 March"))
    assert Document.objects.filter(external_id="arica").count() == 2
    meeting = Meeting.objects.current().get()
    assert str(meeting.start_earliest) == "2024-03-21"
    assert meeting.document_count == 1


def test_an_equal_text_under_another_id_is_a_near_duplicate_with_its_own_reading(deliver_text):
    deliver_text(reprint=ARICA, first=ARICA)
    first, reprint = (Document.objects.get(external_id=name) for name in ("first", "reprint"))
    assert reprint.duplicate_of == first
    assert reprint.meeting_claims.count() == first.meeting_claims.count() == 1
    assert Meeting.objects.current().get().document_count == 2


def test_a_person_whom_reference_data_comes_to_know_is_the_one_whom_documents_named(deliver_text, settings, tmp_path):
    deliver_text(arica=ARICA)
    seeds = Path(settings.BASE_DIR) / "seeds"
    (tmp_path / "seeds").mkdir()
    for name in ("countries.json", "organizations.json"):
        (tmp_path / "seeds" / name).write_bytes((seeds / name).read_bytes())
    minister = {"name": "Rosa Llanqui-Leo", "country": "CL", "names": [{"name": "Rosa Llanquileo", "language": "es"}]}
    office = {"country": "CL", "organization": None, "title": "Foreign Minister", "portfolio": "foreign", "level": "minister"}
    row = office | {"tenures": [{"from": "2023-01-01", "to": None, "person": minister}]}
    (tmp_path / "seeds" / "offices.json").write_text(json.dumps([row]), encoding="utf-8")
    settings.BASE_DIR = tmp_path
    call_command("load_reference_data", verbosity=0)
    known = Person.objects.get(name="Rosa Llanqui-Leo")
    assert known.is_reference
    assert {p.person.name for p in Meeting.objects.current().get().participations.all()} == {"Rosa Llanqui-Leo", "Julio Mamani"}
    assert set(Statement.objects.values_list("speaker__name", flat=True)) == {"Rosa Llanqui-Leo", "Julio Mamani"}


UNREADABLE = [
    ("text", b"", "empty"),
    ("text", b" \n\t ", "empty"),
    ("text", b"\x00\x01\x02\x03" * 50, "binary"),
    ("text", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
    ("text", b"12345 67890 --- 111", "no words"),
    ("markdown", b"---\ntitle: [unclosed\n---\nText of the document.", "front matter"),
    ("markdown", b"---\ntitle: never closed\n\nText.", "front matter"),
    ("markdown", b"---\na: &x [1]\nb: *x\n---\nText.", "aliases"),
    ("markdown", b"---\npublished: soon\n---\nText.", "day"),
    ("json", b"{broken", "broken JSON"),
    ("json", b"[" * 100_000, "nested"),
    ("json", b'{"title": "no text"}', "text"),
    ("json", b'{"text": "half a pair \\ud800"}', "surrogate"),
    ("json", b'{"text": "x", "published": "2023-02-30"}', "calendar"),
    ("json", b'["a list"]', "object"),
    ("json", b'{"type": "meeting", "text": "x"}', "meeting"),
    ("html", b"<html><body><nav>Menu</nav></body></html>", "article"),
    ("html", b"<div>" * 100_000 + b"text", "nested"),
]


@pytest.mark.parametrize(("media", "content", "reason"), UNREADABLE)
def test_what_cannot_be_read_is_kept_with_its_reason_and_loses_nothing_else(deliver, media, content, reason):
    good = Package("arica.txt", "arica", "text", ARICA.encode(), len(ARICA))
    batch = deliver([Package("bad", "bad", media, content, len(content)), good])
    bad = Document.objects.get(external_id="bad")
    assert bad.status == DocumentStatus.REFUSED
    assert reason in bad.reason
    again = deliver([Package("bad", "bad", media, content, len(content))])
    for delivery in (batch.deliveries.get(external_id="bad"), again.deliveries.get()):
        assert (delivery.state, delivery.document) == (DeliveryState.REFUSED, bad)
    assert batch.status == ImportStatus.DONE
    assert Document.objects.get(external_id="arica").status == DocumentStatus.READ
    assert Meeting.objects.current().count() == 1


LANGUAGES = [
    (
        "fr",
        "Le ministre des Affaires étrangères a reçu mardi à Paris son homologue chilien pour parler des échanges et de la pêche.",
    ),
    ("ru", "Министр иностранных дел встретился во вторник в Москве со своим коллегой, чтобы обсудить торговлю и рыболовство."),
    (
        "es",
        "El ministro de Relaciones Exteriores recibió el martes en Lima a su homólogo chileno para hablar de la pesca.",
    ),
]


@pytest.mark.parametrize(("language", "text"), LANGUAGES)
def test_a_document_in_another_language_is_kept_unread(deliver_text, language, text):
    batch = deliver_text(foreign=text)
    document = Document.objects.get()
    assert (document.status, document.language) == (DocumentStatus.UNREAD, language)
    assert language in document.reason
    assert document.text == text
    assert batch.deliveries.get().state == DeliveryState.DONE


ENCODINGS = [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", None)]


@pytest.mark.parametrize(("encoding", "decoded_as"), ENCODINGS)
def test_encodings(deliver, encoding, decoded_as):
    text = ARICA.replace("fair", "fair – “très juste” –")
    content = text.encode(encoding)
    deliver([Package("arica.txt", "arica", "text", content, len(content))])
    document = Document.objects.get()
    assert document.status == DocumentStatus.READ
    if decoded_as:
        assert document.text == content.decode(decoded_as)
    assert "très juste" in document.text
    assert Meeting.objects.current().count() == 1


def test_a_failing_delivery_is_dead_after_three_attempts_with_its_reason(deliver_text):
    """A gazetteer that cannot be built stands for any failure of ours; once mended, a new import reads the document."""
    Country.objects.filter(code="PE").update(names=[5], updated_at="2030-01-01T00:00Z")
    batch = deliver_text(arica=ARICA)
    delivery = batch.deliveries.get()
    for _ in range(3):
        process(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEAD, 3)
    assert "failed 3 times" in delivery.reason
    assert bytes(delivery.content) == ARICA.encode()
    Country.objects.filter(code="PE").update(names=[], updated_at="2030-01-02T00:00Z")
    deliver_text(arica=ARICA)
    assert Meeting.objects.current().count() == 1


def test_a_refused_document_is_read_once_what_refused_it_is_gone(deliver_text, settings):
    settings.MAX_DOCUMENT_CHARACTERS = 100
    deliver_text(arica=ARICA)
    assert "too long" in Document.objects.get().reason
    settings.MAX_DOCUMENT_CHARACTERS = 100_000
    deliver_text(arica=ARICA)
    document = Document.objects.get()
    assert (document.status, document.reason, document.text) == (DocumentStatus.READ, None, ARICA)
    assert Meeting.objects.current().count() == 1


def test_deliveries_are_recorded_in_company_and_one_that_cannot_be_read_spoils_none(reference_data):
    texts = [f"The foreign ministers of Chile and Peru met in Lima on {day} March 2024." for day in range(1, 13)]
    texts[1] = "20 24"
    packages = [Package(f"{n}.txt", f"{n}", "text", text.encode(), len(text)) for n, text in enumerate(texts)]
    batch = open_import(origin="test")
    ids = [delivery.pk for some in accept(batch=batch, packages=packages) for delivery in some]
    process(ids[0])
    states = dict(batch.deliveries.values_list("pk", "state"))
    assert [states[pk] for pk in ids[:4]] == ["done", "refused", "done", "pending"]
    assert Meeting.objects.current().count() == 2
    for pk in ids:
        process(pk)
    assert sorted(batch.deliveries.values_list("state", flat=True)) == ["done"] * 11 + ["refused"]
    assert Meeting.objects.current().count() == 11
