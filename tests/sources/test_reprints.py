"""Reprints as they come in: one voice, the same first among them in any order."""

from datetime import date
from itertools import permutations

import pytest

from events.models import Document, Meeting
from events.reprints import bands, shingles, sketch
from events.services.documents import Delivered, store_documents
from tests.events.test_reprints import EDITED, OTHER_REPORT, PARAGRAPHS, REPORT

pytestmark = pytest.mark.django_db


def store(name: str, text: str, published: str | None = None, received: str = "2024-03-20T10:00Z") -> Document:
    values = {
        "text": text,
        "bands": bands(shingles(text)),
        "sketch": sketch(shingles(text)),
        "published": date.fromisoformat(published) if published else None,
        "retrieved_at": received,
        "language": "en",
        "status": "read",
    }
    (stored,) = store_documents([Delivered(name, f"{abs(hash(text)):064x}", values)])
    return stored.document


def duplicates() -> dict[str, str]:
    """Each duplicate that stands with its first, by external ids."""
    standing = Document.objects.filter(duplicate_of__isnull=False, superseded_by__isnull=True)
    return dict(standing.values_list("external_id", "duplicate_of__external_id"))


SECOND = EDITED["the agency's credit"]
CUT = EDITED["the last paragraphs cut"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_first_published_is_the_report_in_whichever_order_they_come(order):
    told = [
        ("a", CUT, "2024-03-16"),
        ("b", REPORT, "2024-03-14"),
        ("c", SECOND, None),
        ("d", OTHER_REPORT, "2024-03-13"),
    ]
    for number in order:
        store(*told[number])
    assert duplicates() == {"a": "b", "c": "b"}


def test_a_document_of_before_there_were_sketches_is_compared_by_its_words():
    store("a", REPORT, "2024-03-14")
    Document.objects.update(sketch=None)
    store("b", SECOND, "2024-03-15")
    store("c", CUT, "2024-03-16")
    assert duplicates() == {"b": "a", "c": "a"}


def test_two_groups_become_one_when_a_text_joins_them():
    """The start and the end of a report are no reprints of each other, but both are of the whole."""
    store("start", "\n".join(PARAGRAPHS[:4]), "2024-03-14")
    store("end", "\n".join(PARAGRAPHS[3:]), "2024-03-15")
    assert duplicates() == {}
    store("whole", REPORT, "2024-03-16")
    assert duplicates() == {"end": "start", "whole": "start"}


def test_a_revision_leaves_the_group_and_takes_nobody_with_it_but_whom_it_held():
    store("start", "\n".join(PARAGRAPHS[:4]), "2024-03-14")
    store("end", "\n".join(PARAGRAPHS[3:]), "2024-03-15")
    store("whole", REPORT, "2024-03-16", received="2024-03-20T10:00Z")
    store("whole", OTHER_REPORT, "2024-03-16", received="2024-03-21T10:00Z")
    assert duplicates() == {}
    store("whole", REPORT, "2024-03-16", received="2024-03-20T10:00Z")  # delivered again, but still the older one
    assert duplicates() == {}


def test_another_day_of_publication_makes_another_one_the_first():
    store("a", REPORT, "2024-03-14")
    store("b", SECOND, "2024-03-15")
    store("a", REPORT, "2024-03-16")
    assert duplicates() == {"a": "b"}


def test_storing_twice_changes_nothing():
    for _ in range(2):
        store("a", REPORT, "2024-03-14")
        store("b", SECOND, "2024-03-15")
    assert duplicates() == {"b": "a"}


WRONG = """\
Ministers meet in the north

IQUIQUE, Chile, 14 March 2024 - Chilean Foreign Minister Rosa Llanquileo met her Peruvian counterpart Julio Mamani in Iquique on
Thursday. They spoke about the border, which is to stay open at night from May, and about the price of fish and copper.
"""
RIGHT = """\
Night shifts for the customs

ARICA, Chile, 14 March 2024 - Peruvian Foreign Minister Julio Mamani held talks with his Chilean counterpart Rosa Llanquileo in
Arica on Thursday. Two hundred officers are to be hired for the border posts before the winter, both ministers announced.
"""


def test_reprints_keep_their_reading_and_have_one_voice(deliver_text):
    """Three prints of one report err in the city; two reports, each with a voice of its own, have it right."""
    texts = {"first": WRONG, "second": f"{WRONG}\n(Norte)", "third": WRONG.replace("Ministers meet", "Talks held")}
    deliver_text(**texts, report=REPORT, other=RIGHT)
    assert duplicates() == {"second": "first", "third": "first"}
    meeting = Meeting.objects.current().get(start_earliest="2024-03-14")
    assert meeting.city == "Arica"
    assert meeting.document_count == 5
