"""A walk by cursor meets each record exactly once, in both directions, while others write."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from events.models import Meeting
from events.services.writing import writing
from events.vocabulary import Shape, Status
from tests.acceptance import size

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3_600)]

ALL = size(full=10_000, small=500)
SAME_DAY, UNDATED = ALL * 3 // 10, ALL // 10


def make(number: int) -> Meeting:
    start = None if number < UNDATED else date(2024, 3, 14)
    if number >= UNDATED + SAME_DAY:
        start = date(2020, 1, 1) + timedelta(days=number % 1_000)
    return Meeting(
        title=f"Meeting {number}", status=Status.HELD, shape=Shape.BILATERAL, parties=["CL", "PE"],
        start_earliest=start, start_latest=start,
    )  # fmt: skip


@pytest.mark.parametrize("ordering", ["-start_date", "start_date", "-updated_at"])
def test_every_record_once_in_both_directions(reader, settings, ordering) -> None:
    settings.THROTTLE_READ = "off"
    with writing():
        made = Meeting.objects.bulk_create((make(number) for number in range(ALL)), batch_size=1_000)
    standing = {str(meeting.pk) for meeting in made}
    stop = threading.Event()

    def insert() -> None:
        number = 0
        while not stop.wait(0.05):
            number += 1
            with writing():
                make(number % ALL).save(force_insert=True)
        connection.close()

    writer = threading.Thread(target=insert)
    writer.start()
    try:
        address, there, last = f"meetings/?page_size=97&ordering={ordering}", [], ""
        while address:
            body = reader.json(address)
            there += [m["id"] for m in body["results"] if m["id"] in standing]
            address, last = body["next"], address
        back: list[str] = []
        address = last
        while address:
            body = reader.json(address)
            back = [m["id"] for m in body["results"] if m["id"] in standing] + back
            address = body["previous"]
    finally:
        stop.set()
        writer.join()
    assert len(there) == len(set(there)) == ALL
    assert set(there) == standing
    assert back == there
