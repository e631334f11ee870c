"""A document that is read once more, or comes again with another text: what stays the same keeps its identity."""

import random
from itertools import permutations

import pytest

from events.models import Document, Evidence, Meeting, MeetingClaim, Person, Statement
from events.vocabulary import DeliveryState, DocumentStatus, ImportStatus, Priority
from sources.acceptance import Package, accept, open_import
from sources.extraction.version import EXTRACTOR
from sources.importer import process
from sources.models import Difference
from sources.rereading import apply, reread
from tests.record import canonical
from tests.sources.test_importing import ARICA, ARICA_PLANNED

pytestmark = pytest.mark.django_db


def stamps() -> set[tuple[object, ...]]:
    """Which records there are, and in which version."""
    return {
        (model.__name__, *row)
        for model in (Meeting, Person, Statement)
        for row in model.objects.values_list("pk", "version", "updated_at")
    }


def test_another_extractor_that_reads_the_same_changes_nothing(deliver_text):
    deliver_text(held=ARICA, planned=ARICA_PLANNED)
    before, stamped = canonical(), stamps()
    Document.objects.update(extractor="another")
    batch = deliver_text(held=ARICA, planned=ARICA_PLANNED)
    assert set(batch.deliveries.values_list("state", flat=True)) == {DeliveryState.DONE}
    assert not Document.objects.filter(extractor="another").exists()
    assert canonical() == before
    assert stamps() == stamped
    assert not Evidence.objects.filter(field="participants", participation__isnull=True).exists()


def test_a_corrected_text_keeps_the_meeting_the_persons_and_the_statements(deliver_text):
    deliver_text(arica=ARICA)
    meeting, persons = Meeting.objects.current().get(), set(Person.objects.current().values_list("pk", flat=True))
    statements = set(Statement.objects.values_list("pk", flat=True))
    deliver_text(arica=ARICA.replace("14 March", "21 March").replace("on Thursday", "on Thursday morning"))
    assert Meeting.objects.current().get().pk == meeting.pk
    assert set(Person.objects.current().values_list("pk", flat=True)) == persons
    assert set(Statement.objects.values_list("pk", flat=True)) == statements


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_of_texts_under_one_id_the_last_delivered_stands_whoever_comes_first(reference_data, seed):
    batch = open_import(origin="test")
    texts = [ARICA.replace("14 March", f"{day} March").encode() for day in (7, 14, 21)]
    packages = [Package(f"{i}/arica.txt", "arica", "text", text, len(text)) for i, text in enumerate(texts)]
    deliveries = [delivery for accepted in accept(batch=batch, packages=packages) for delivery in accepted]
    random.Random(seed).shuffle(deliveries)
    for delivery in deliveries:
        process(delivery.pk)
    assert str(Meeting.objects.current().get().start_earliest) == "2024-03-21"
    current = Document.objects.get(external_id="arica", superseded_by=None)
    assert set(Document.objects.exclude(pk=current.pk).values_list("superseded_by", flat=True)) == {current.pk}
    assert not Evidence.objects.exclude(document=current).exists()


def revisions(*days: int) -> list[Package]:
    """The text with each of these days in March, all under one id."""
    texts = [ARICA.replace("14 March", f"{day} March").encode() for day in days]
    return [Package(f"arica.jsonl:{i}", "arica", "text", text, len(text)) for i, text in enumerate(texts)]


def shown_revisions() -> list[tuple[object, ...]]:
    return list(Document.objects.order_by("id").values_list("pk", "version", "retrieved_at", "superseded_by"))


def test_a_text_that_comes_back_stands_again(deliver):
    for day in (14, 21, 14):
        deliver(revisions(day))
        assert str(Meeting.objects.current().get().start_earliest) == f"2024-03-{day}"
    first, second = Document.objects.order_by("id")
    assert (first.superseded_by, second.superseded_by) == (None, first)
    assert first.retrieved_at > second.retrieved_at
    assert not Evidence.objects.exclude(document=first).exists()
    before = canonical(), stamps(), shown_revisions()
    deliver(revisions(14))
    deliver([Package("arica.txt", "arica", "text", b"\x00" * 50, 50)])
    assert (canonical(), stamps(), shown_revisions()[:2]) == before


@pytest.mark.parametrize("days", [(14, 21), (14, 21, 14), (7, 14, 21, 14), (7, 14, 7, 21)])
def test_a_file_of_several_revisions_changes_nothing_when_it_comes_twice(deliver, days):
    deliver(revisions(*days))
    assert str(Meeting.objects.current().get().start_earliest) == f"2024-03-{days[-1]}"
    before = canonical(), stamps(), shown_revisions()
    deliver(revisions(*days))
    assert (canonical(), stamps(), shown_revisions()) == before


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_text_that_came_back_stands_whichever_delivery_is_worked_on_first(reference_data, order):
    batch = open_import(origin="test")
    deliveries = [delivery for accepted in accept(batch=batch, packages=revisions(14, 21, 14)) for delivery in accepted]
    for place in order:
        process(deliveries[place].pk)
    assert str(Meeting.objects.current().get().start_earliest) == "2024-03-14"
    assert Document.objects.get(superseded_by=None).sha256 == deliveries[0].sha256


def test_a_known_text_outlives_another_that_was_delivered_before_it_and_read_after(deliver):
    deliver(revisions(14))
    batch = open_import(origin="test")
    ((waiting,),) = accept(batch=batch, packages=revisions(21))
    deliver(revisions(14))
    process(waiting.pk)
    assert str(Meeting.objects.current().get().start_earliest) == "2024-03-14"


def test_a_delivery_that_cannot_be_read_takes_no_readable_text_away(deliver, deliver_text):
    deliver_text(arica=ARICA)
    before = canonical()
    batch = deliver([Package("arica.txt", "arica", "text", b"\x00" * 50, 50)])
    assert batch.deliveries.get().state == DeliveryState.REFUSED
    assert canonical() == before
    assert Document.objects.get(external_id="arica", superseded_by=None).status == DocumentStatus.READ


def test_a_newer_extractor_is_compared_first_and_applied_where_somebody_says_so(deliver_text):
    deliver_text(held=ARICA, planned=ARICA_PLANNED)
    assert reread() is None
    expected = canonical()
    Document.objects.update(extractor="another")
    claim = MeetingClaim.objects.get(document__external_id="held")
    MeetingClaim.objects.filter(pk=claim.pk).update(body=claim.body | {"city": "Lima"})
    stamped = stamps()

    batch = reread()
    assert batch is not None
    for delivery in batch.deliveries.all():
        assert delivery.priority == Priority.REREADING
        process(delivery.pk)
    found = {difference.document.external_id: difference for difference in Difference.objects.select_related("document")}
    assert found["planned"].told == {}
    assert found["held"].told == {"meetings": [{"about": "CL, PE", "was": {"city": "Lima"}, "is": {"city": "Arica"}}]}
    assert (stamps(), set(Document.objects.values_list("extractor", flat=True))) == (stamped, {"another"})

    assert apply(differences=[difference.pk for difference in found.values()]) == 2
    for delivery in batch.deliveries.all():
        process(delivery.pk)
    batch.refresh_from_db()
    assert batch.status == ImportStatus.DONE
    assert not Difference.objects.filter(applied_at=None).exists()
    assert set(Document.objects.values_list("extractor", flat=True)) == {EXTRACTOR}
    assert canonical() == expected
    assert stamps() == stamped  # what was settled before is what is settled now
    assert apply(differences=[difference.pk for difference in found.values()]) == 0


def test_a_document_with_a_newer_revision_meanwhile_is_left_alone(deliver_text):
    deliver_text(arica=ARICA)
    Document.objects.update(extractor="another")
    batch = reread()
    assert batch is not None
    deliver_text(arica=ARICA.replace("14 March", "21 March"))
    process(batch.deliveries.get().pk)
    assert batch.deliveries.get().state == DeliveryState.DONE
    assert not Difference.objects.exists()
