"""Searches: what fits best first, and where the words stand."""

import pytest

from tests.factories import make_document, make_meeting, make_person, make_statement


def marked(reader, path, pointer=None):
    """The marked words of each record of a list, as its own texts have them."""
    found = []
    for record in reader.json(path)["results"]:
        words = []
        for place in record["highlights"]:
            value = record
            for step in place["pointer"].split("/")[1:]:
                value = value[int(step)] if isinstance(value, list) else value[step]
            words.append(value[place["start"] : place["end"]])
        found.append(words)
    return found


@pytest.mark.parametrize(
    ("text", "q", "words"),
    [
        ("They withdraw their troops.", "withdrawing troops", ["withdraw", "troops"]),
        ("Mr. Çavuşoğlu will come.", "cavusoglu", ["Çavuşoğlu"]),
        ("Господин Чавушоглу и Straße", "chavushoglu", ["Чавушоглу"]),
        ("Weiß & <b>strong</b> troops", "troops", ["troops"]),
        ("Bashar al-Assad met al Assad", "al-assad", ["al", "Assad", "al", "Assad"]),
        ("See https://wire.example/troops/a.html and troops", "troops", ["troops"]),
        ("No \x02troops\x03 here, 部队 troops", "troops", ["troops", "troops"]),
        ("Troops, or not, of peace", "peace or tanks -war", ["peace"]),
    ],
)
def test_the_words_of_a_search_are_pointed_to(reader, text, q, words):
    make_statement(text)
    (found,) = marked(reader, f"statements/?q={q}&highlight=true")
    assert found == words


def test_all_that_a_record_shows_is_looked_into(reader):
    person = make_person("Aylin Demir")
    make_meeting(title="Talks in Lima", city="Lima", participants=[make_person("Boris Orlov"), person])
    assert marked(reader, "meetings/?q=lima demir&highlight=true") == [["Lima", "Lima", "Demir"]]
    assert marked(reader, f"persons/{person.pk}/meetings/?q=lima&highlight=true&expand=participants.person") == [["Lima", "Lima"]]
    only = reader.json("meetings/?q=lima&highlight=true&fields=title")["results"]
    assert [set(record) for record in only] == [{"title", "highlights"}]
    make_document("In the text: lima.", title="Readout of Lima")
    assert marked(reader, "documents/?q=lima&highlight=true") == [["Lima"]]
    assert "highlights" not in reader.json("meetings/?q=lima&highlight=false")["results"][0]


def test_what_fits_best_comes_first(reader):
    texts = ["One word of troops, and of much else that nobody asked for.", "Troops and troops: troops.", "Troops, troops."]
    made = [make_statement(text, day=f"2023-04-{day:02}") for day, text in enumerate(texts, 1)]
    wanted = [str(made[i].pk) for i in (1, 2, 0)]
    assert reader.ids("statements/?q=troops&ordering=relevance") == wanted
    pages = reader.walk("statements/?q=troops&ordering=relevance&page_size=1")
    assert [key for page in pages for key in page] == wanted
    back = reader.walk(reader.last["previous"], "previous")
    assert [key for page in reversed(back) for key in page] == wanted[:-1]
    for i, text in enumerate(texts):
        make_document(text, title=f"Number {i}", publisher="Wire")
    told = reader.json("documents/?q=troops&publisher=Wire&ordering=relevance")["results"]
    assert [document["title"] for document in told] == ["Number 1", "Number 2", "Number 0"]


def test_what_means_nothing_without_a_search_is_refused(reader):
    assert list(reader.faults("statements/?ordering=relevance")) == ["ordering"]
    assert list(reader.faults("statements/?highlight=true")) == ["highlight"]
    assert list(reader.faults("statements/?q=a&ordering=-relevance")) == ["ordering"]
    assert list(reader.faults("statements/?q=a&highlight=true&format=csv")) == ["highlight"]
    assert list(reader.faults("stats/?q=a&highlight=true")) == ["highlight"]
    assert list(reader.faults("persons/?q=a&highlight=true")) == ["highlight"]
