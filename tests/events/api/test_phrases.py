"""Phrases: what the index knows of neighbours finds every row that holds the phrase, and none that only holds its words."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from events.search import plain
from tests.factories import make_statement

WORDS = (
    "the", "of", "minister", "ministers", "met", "talks", "Çavuşoğlu", "al-Assad", "o'clock", "don't", "3.5", "1,000", "U.S.",
    "www.example.org/talks", "a_b", "peace@example.org", "—", "(peace)", "back\\slash", "'quoted'", "and", "or", "-4", "部队",
)  # fmt: skip
SIDE_BY_SIDE = """
SELECT search @@ query, events_neighbours(search) @> events_neighbours(query), cardinality(events_neighbours(query))
FROM to_tsvector('english', %s) AS search, websearch_to_tsquery('english', %s) AS query
"""


def asked(text, q):
    """Whether the words of the text match, whether they are neighbours as the query wants it, and how many pairs that wants."""
    with connection.cursor() as cursor:
        cursor.execute(SIDE_BY_SIDE, [plain(text), plain(q)])
        return cursor.fetchone()


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_phrase_of_a_text_is_among_its_neighbours(data):
    words = data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
    start = data.draw(st.integers(0, len(words) - 1))
    phrase = words[start : data.draw(st.integers(start + 1, len(words)))]
    matches, together, _ = asked(" ".join(words), f'"{" ".join(phrase)}"')
    assert together or not matches


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "pairs"),
    [
        ('"foreign minister"', 1),
        ('"foreign minister of peru" lima "new talks"', 3),
        ("foreign minister", 0),
        ('"foreign minister" or "new talks"', 0),
        ('lima -"foreign minister"', 0),
        ('"the of"', 0),
        ('"minister\'s talks"', 1),
    ],
)
def test_a_query_wants_neighbours_where_it_wants_all(q, pairs):
    assert asked("", q)[2] == pairs


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ('"foreign minister"', [0, 1]),
        ('"minister of peru"', [0]),
        ('"minister peru"', []),
        ('"foreign minister" peru', [0, 1]),
        ('"foreign ministers" -lima', [1]),
        ('"new talks" or "minister of peru"', [0, 2]),
        ("foreign minister peru", [0, 1, 2]),
        ("“foreign minister” peru", [0, 1]),
    ],
)
def test_phrases_find_what_holds_them(reader, q, found):
    texts = [
        "The foreign minister of Peru will be in Lima.",
        "A foreign minister came to Peru.",
        "Peru: foreign guests, minister, new talks.",
    ]
    made = [str(make_statement(text).pk) for text in texts]
    assert sorted(reader.ids(f"statements/?q={q}")) == sorted(made[i] for i in found)
