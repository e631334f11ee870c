"""Naming: which names are one person."""

from hypothesis import given
from hypothesis import strategies as st

from sources.reconciliation.links import Link, Links
from sources.reconciliation.naming import Named, group


def persons(*names: Named) -> set[frozenset[str]]:
    return {frozenset(n.name for n in found) for found in group(names)}


def test_spellings_and_the_surname_alone_are_one_person():
    told = [Named("Hulusi Akar", "TR"), Named("Akar", "TR"), Named("HULUSI AKAR", "TR")]
    assert persons(*told) == {frozenset({"Hulusi Akar", "Akar", "HULUSI AKAR"})}


def test_a_surname_that_two_persons_bear_stays_by_itself():
    told = [Named("Ana Torres", "CL"), Named("Pedro Torres", "CL"), Named("Torres", "CL")]
    assert persons(*told) == {frozenset({"Ana Torres"}), frozenset({"Pedro Torres"}), frozenset({"Torres"})}


def test_one_name_in_two_countries_is_two_persons():
    assert len(group([Named("Ana Torres", "CL"), Named("Ana Torres", "PE")])) == 2


def test_a_name_without_country_is_the_one_person_that_it_fits():
    assert len(group([Named("Ana Torres", "CL"), Named("Ana Torres", "")])) == 1
    assert len(group([Named("Ana Torres", "CL"), Named("Ana Torres", "PE"), Named("Ana Torres", "")])) == 3


def test_reference_persons_stay_two_though_documents_know_one_name():
    told = [Named("Ana Torres", "CL", "1"), Named("Ana Torres", "CL", "2"), Named("Torres", "CL")]
    assert sorted(len(found) for found in group(told)) == [1, 1, 1]


def test_a_document_joins_the_reference_person():
    assert len(group([Named("Mevlüt Çavuşoğlu", "TR", "1"), Named("Mevlut Cavusoglu", "TR"), Named("Cavusoglu", "TR")])) == 1


def test_a_son_whose_name_lacks_an_initial_of_his_fathers_is_himself():
    known = [Named("Pedro A. B. Torres", "CL", "1"), Named("Pedro B. Torres", "CL", "2")]
    told = [Named("Pedro B. Torres", "CL"), Named("PEDRO A. B. TORRES", "CL")]
    assert persons(*known, *told) == {frozenset({"Pedro B. Torres"}), frozenset({"Pedro A. B. Torres", "PEDRO A. B. TORRES"})}


def test_a_king_called_by_his_first_name_is_the_one_whom_reference_data_call_so():
    told = [
        Named("Orhan bin Selim", "CL", "1"),
        Named("Orhan", "CL", "1"),
        Named("Murad bin Orhan", "CL", "2"),
        Named("Orhan", "CL"),
    ]
    assert sorted(len(found) for found in group(told)) == [1, 3]
    assert len(group([*told[:3], Named("Orhan")])) == 3


def test_a_surname_stays_with_its_person_who_is_merged_with_another():
    ana, torres, julio = Named("Ana Torres", "CL"), Named("Torres", "CL"), Named("Aldo Quispe", "PE")
    merged = Links([Link((torres, ana), (julio,), same=True)])
    assert group([ana, torres, julio], merged) == [(julio, ana, torres)]


NAMES = st.lists(
    st.builds(
        Named,
        st.sampled_from(["Ana Torres", "Anna Torres", "Pedro Torres", "Torres", "Ana", "Pedro de la Torres", "Li Wei"]),
        st.sampled_from(["CL", "PE", ""]),
        st.sampled_from(["", "", "", "1", "2"]),
    ),
    max_size=8,
)


@given(NAMES, st.randoms())
def test_the_order_of_names_changes_nothing(names, random):
    shuffled = list(names)
    random.shuffle(shuffled)
    assert group(shuffled) == group(names)
