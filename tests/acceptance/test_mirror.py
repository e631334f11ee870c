"""Four writers decide, revoke and read anew at once; a client that follows the change feed alone holds an equal copy."""

import random
import threading
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import override_settings

from events.models import Decision, Meeting, Person, Statement
from events.services import decisions
from events.services.decisions import Actor
from tests.acceptance import size
from tests.events.api.test_history import Mirror
from tests.telling import SAID, Meets, Says, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7_200)]

EDITS = size(full=10_000, small=80)
WRITERS = 4
DOCUMENTS = 24
PAUSE = 0.2
"""Seconds at most between two looks into the feed."""
PAIRS = ("CL PE", "BO CL", "BO PE")


@override_settings(THROTTLE_READ="off")
def test_a_copy_that_follows_four_writers_stays_equal(reader) -> None:
    for number in range(DOCUMENTS):
        tell_anew(random.Random(number), number)
    mirror = Mirror(reader)
    done: Counter[str] = Counter()
    faults: list[BaseException] = []
    stop = threading.Event()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(EDITS // WRITERS):
                if stop.is_set():
                    return
                done[edit(chance)] += 1
        except BaseException as fault:
            faults.append(fault)
            raise
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        while any(writer.is_alive() for writer in writers):
            mirror.follow()
            writers[-1].join(PAUSE)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert faults == []
    assert done.total() == EDITS
    assert set(done) >= {"pinned", "told anew", "refused"}
    mirror.follow()
    mirror.assert_equal()


def tell_anew(chance: random.Random, number: int) -> None:
    """A document, with what it tells now."""
    meets = Meets(
        parties=PAIRS[number % len(PAIRS)],
        start=f"2024-0{chance.randint(1, 9)}-{chance.randint(10, 28)}",
        who=tuple(chance.sample(["Rosa Llanquileo/CL", "Julio Mamani/PE", "Ana Mamani/PE"], 2)),
        city=chance.choice(["Lima", "La Paz", None]),
    )
    tell(f"paper-{number}", meets, Says(text=chance.choice(SAID)))


def edit(chance: random.Random) -> str:
    """One random edit; what it was."""
    if chance.random() < 0.15:
        tell_anew(chance, chance.randrange(DOCUMENTS))
        return "told anew"
    try:
        return decide(chance)
    except ValidationError:  # what is not there any more, or cannot be decided
        return "refused"


def decide(chance: random.Random) -> str:
    said: dict[str, Any] = {"reason": "As it should be.", "actor": Actor(f"writer {chance.randrange(9)}")}
    kind = chance.choice(["pin", "pin", "merge", "split", "reject", "delete", "revoke", "revoke", "merge persons"])
    meetings = list(Meeting.objects.current().order_by("pk").values_list("pk", flat=True))
    if kind == "revoke" or len(meetings) < 4:
        standing = list(Decision.objects.standing().values_list("pk", flat=True))
        if standing:
            decisions.revoke(decision=chance.choice(standing), **said)
        return "revoked"
    one, other = chance.sample(meetings, 2)
    match kind:
        case "pin":
            field, value = chance.choice([("city", "Arica"), ("city", None), ("status", "cancelled"), ("start_date", "2024-05")])
            decisions.pin(resource="meetings", id=one, field=field, value=value, **said)
        case "merge":
            decisions.merge(resource="meetings", id=one, other=other, **said)
        case "split":
            claims = list(Meeting.objects.get(pk=one).claims.values_list("pk", flat=True))
            decisions.split(resource="meetings", id=one, parts=claims[:1], **said)
        case "reject":
            statement = Statement.objects.order_by("?").values_list("pk", flat=True).first()
            decisions.reject(resource="statements", id=statement or one, **said)
        case "delete":
            decisions.delete(resource="meetings", id=one, **said)
        case "merge persons":
            persons = list(Person.objects.current().order_by("?").values_list("pk", flat=True)[:2])
            decisions.merge(resource="persons", id=persons[0], other=persons[-1], **said)
    return {"pin": "pinned", "split": "split", "reject": "rejected", "delete": "deleted"}.get(kind, "merged")
