"""Many workers at once on documents that tell of one meeting."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections

from events.models import Document, Meeting, Person
from events.vocabulary import DeliveryState
from sources.acceptance import Package, accept, open_import
from sources.importer import process
from sources.knowledge import gazetteer, model
from sources.models import Delivery
from tests.acceptance import size

REPORTS = [
    "Peruvian Foreign Minister Julio Mamani met his Chilean counterpart Rosa Llanquileo in Arica on Thursday. They agreed on"
    " night shifts for the customs officers at the border.",
    "The foreign ministers of Chile and Peru, Rosa Llanquileo and Julio Mamani, held talks about the border posts in Arica on"
    " March 14, 2024.",
    "Chilean Foreign Minister Rosa Llanquileo received Peruvian Foreign Minister Julio Mamani in Arica on Thursday for talks.",
    "Rosa Llanquileo, the foreign minister of Chile, will meet her Peruvian counterpart, Julio Mamani, in Arica on"
    " March 14, 2024.",
]
WORKERS = 8
DOCUMENTS = size(full=200, small=24)


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_make_one_meeting_of_what_all_documents_tell():
    call_command("load_reference_data", verbosity=0)
    model(), gazetteer()  # loaded once: the workers are forked
    packages = []
    for number in range(DOCUMENTS):
        text = f"ARICA, Chile, 14 March 2024 - {REPORTS[number % len(REPORTS)]}\n\nFile {number} of the northern desk.\n"
        packages.append(Package(f"d{number}.txt", f"d{number}", "text", text.encode(), len(text)))
    ids = [delivery.pk for some in accept(batch=open_import(origin="test"), packages=packages) for delivery in some]
    connections.close_all()
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("fork")) as workers:
        list(workers.map(process, ids))
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}
    assert Document.objects.count() == DOCUMENTS
    meeting = Meeting.objects.current().get()
    assert meeting.document_count == DOCUMENTS
    assert (str(meeting.start_earliest), meeting.city, meeting.parties) == ("2024-03-14", "Arica", ["CL", "PE"])
    assert [step["status"] for step in meeting.status_history] == ["planned", "held"]
    named = Person.objects.current().filter(mentions__isnull=False).distinct()
    assert sorted(p.name for p in named) == ["Julio Mamani", "Rosa Llanquileo"]
