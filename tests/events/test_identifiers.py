"""Ids tell when they were made."""

import time
from uuid import RFC_4122

from events.identifiers import uuid7


def test_an_id_is_a_uuid_of_version_7_and_holds_its_moment():
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_that_one_process_makes_one_after_the_other_are_in_order():
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
