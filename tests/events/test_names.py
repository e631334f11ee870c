"""Names: one person in many spellings, two persons of one surname."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.names import contains, fold, is_full, keys, same_full_name, sounds

SAME = [
    ("Joe Marlow", "Joseph R. Marlow"),
    ("Tony Varga", "Antony Varga"),
    ("Anthony Varga", "Antony Varga"),
    ("Bill Holm", "William J. Holm Jr."),
    ("Mevlüt Çavuşoğlu", "Mevlut Cavusoglu"),
    ("Faisal Mekdad", "Faysal al-Miqdad"),
    ("Bashar al-Assad", "Bashar Assad"),
    ("Сергей Шойгу", "Sergei Shoigu"),
    ("Volodymyr Zelenskyy", "Volodymyr Zelensky"),
    ("Joseph R. Biden, Jr.", "Joseph Biden"),
    ("Muammar Gaddafi", "Moammar Qaddafi"),
    ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
]
OTHER = [
    ("Tom Varga", "Tim Varga"),
    ("Edward Holm", "Donald Holm"),
    ("Xi Jinping", "Li Jinping"),
    ("Raul Castro", "Fidel Castro"),
    ("Ana Torres", "Pedro Torres"),
    ("Li Qiang", "Li Keqiang"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_agree_and_share_a_key(one: str, other: str):
    assert same_full_name(one, other)
    assert set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_namesakes_in_part_are_two_persons(one: str, other: str):
    assert not same_full_name(one, other)


def test_a_surname_stands_in_the_full_name_and_is_none_itself():
    assert contains("Hulusi Akar", "Akar")
    assert not contains("Hulusi Akar", "Fidan")
    assert not is_full("al-Assad")
    assert is_full("Bashar al-Assad")


def test_folding_leaves_lower_case_words():
    assert fold("Abd-Rabbu  Mansour O’Hara") == "abd rabbu mansour ohara"


# Short forms, their full forms, and transliterations of one sound: names that often agree, each in its own way.
WORDS = (
    "Bill William Will Joe Joseph Tony Antony Anthony Mekdad Miqdad Sergei Sergey Steve Stephen Qiang Keqiang Asad Assad".split()
)
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@given(NAMES, NAMES)
def test_names_that_agree_share_a_sound(one: str, other: str):
    if contains(one, other) or same_full_name(one, other):
        assert sounds(one) & sounds(other)


def test_a_short_form_sounds_like_the_whole_name():
    assert sounds("Bill") & sounds("William")
    assert not sounds("Bill") & sounds("Robert")
