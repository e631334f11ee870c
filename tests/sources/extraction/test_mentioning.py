"""Sentences and whom and what they mention. Countries and cities are real, persons invented."""

import pytest

from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentioning import find_mentions
from sources.extraction.mentions import How, Mentions
from sources.extraction.page import lay_out
from sources.extraction.reading import Given


@pytest.fixture(scope="module")
def mention(model, gazetteer):
    def run(text: str) -> Mentions:
        return find_mentions(lay_out(text, Given(), model), gazetteer)

    return run


PERSONS = [
    # text, [(name, country, organization, role)]
    ("Turkish Foreign Minister Mert Aydin arrived on Monday.", [("Mert Aydin", "TR", None, "Foreign Minister")]),
    ("Foreign Minister Mert Aydin of Turkey arrived on Monday.", [("Mert Aydin", "TR", None, "Foreign Minister")]),
    ("Turkey's top diplomat, Mert Aydin, arrived on Monday.", [("Mert Aydin", "TR", None, "top diplomat")]),
    ("Mert Aydin, the Turkish foreign minister, arrived on Monday.", [("Mert Aydin", "TR", None, "foreign minister")]),
    ("Mert Aydin, Turkey’s defence minister, arrived on Monday.", [("Mert Aydin", "TR", None, "defence minister")]),
    ("The president of Chad, Idris Malloum, spoke for an hour.", [("Idris Malloum", "TD", None, "president")]),
    ("Chinese Premier Gao Wenli met reporters on Monday.", [("Gao Wenli", "CN", None, "Premier")]),
    ("South Korean Foreign Minister Han Seo-jun left on Monday.", [("Han Seo-jun", "KR", None, "Foreign Minister")]),
    ("Vietnam's President Tran Van Hung visited the port.", [("Tran Van Hung", "VN", None, "President")]),
    ("Mexican President Luis Alberto Ortega Robles spoke.", [("Luis Alberto Ortega Robles", "MX", None, "President")]),
    (
        "Saudi Foreign Minister Prince Faris bin Nasser Al Rashed spoke.",
        [("Faris bin Nasser Al Rashed", "SA", None, "Foreign Minister")],
    ),
    ("Syrian President Karim al-Haddad spoke on Monday.", [("Karim al-Haddad", "SY", None, "President")]),
    ("European Commission President Ilse von der Heide spoke.", [("Ilse von der Heide", None, "eu", "President")]),
    ("UN Secretary-General Paulo Ferreira warned of famine.", [("Paulo Ferreira", None, "un", "Secretary-General")]),
    ("The UN special envoy to Yemen, Omar Ould Sidi, spoke.", [("Omar Ould Sidi", None, "un", "special envoy")]),
    ("Kremlin spokesman Pavel Orlov denied it on Monday.", [("Pavel Orlov", "RU", None, "Kremlin spokesman")]),
    ("President Fernando Marquez Jr. of the Philippines spoke.", [("Fernando Marquez Jr.", "PH", None, "President")]),
    ("Walter Q. Stone, who heads the Kremlin administration, spoke.", [("Walter Q. Stone", "RU", None, None)]),
    (
        "Turkish Foreign Minister Mert Aydin met his Syrian counterpart, Faris Haddad.",
        [("Mert Aydin", "TR", None, "Foreign Minister"), ("Faris Haddad", "SY", None, "Foreign Minister")],
    ),
    (
        "Kenya's President Joseph Otieno spoke. Otieno's spokesman, Peter Mwangi, said so.",
        [("Joseph Otieno", "KE", None, "President"), ("Peter Mwangi", "KE", None, "spokesman")],
    ),
    (
        "The presidents of Kenya and Peru, Joseph Otieno and Raul Quispe, met in Lima.",
        [("Joseph Otieno", "KE", None, "presidents"), ("Raul Quispe", "PE", None, "presidents")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS, ids=[row[0][:45] for row in PERSONS])
def test_persons_with_their_offices(mention, text, expected):
    found = mention(text)
    assert [(p.name, p.country, p.organization, p.role) for p in found.persons if p.actor] == expected
    for person in found.persons:
        assert " ".join(text[person.span.start : person.span.end].split()) == person.name


OUTSIDERS = [
    "Political scientist Adam Novak told reporters that Poland would agree.",
    '"It will fail," said analyst Adam Novak.',
    "Adam Novak, a professor at the University of Oslo, said that Norway would agree.",
    "Reuters correspondent Adam Novak reported from Oslo that Norway would agree.",
]


@pytest.mark.parametrize("text", OUTSIDERS)
def test_who_only_comments_is_no_actor(mention, text):
    found = mention(text)
    assert [(p.name, p.actor) for p in found.persons] == [("Adam Novak", False)]


COUNTRIES = [
    ("Turkish and Syrian officials agreed.", ["TR", "SY"]),
    ("Ankara said that it would wait.", ["TR"]),
    ("Seoul and Washington signed an accord.", ["KR", "US"]),
    ("The talks took place in Ankara on Monday.", []),
    ("They drank Turkish coffee for an hour.", []),
    ("The China Daily wrote about the storm.", []),
    ("He lives on London Street with his dog.", []),
    ("Turkish Airlines cancelled the flight.", []),
    ("He addressed the crowd in French.", []),
    ("Ties between Moscow and Beijing grew.", ["RU", "CN"]),
    ("The U.S.-Japan alliance grew stronger.", ["US", "JP"]),
    ("Trade with Latin America grew fast.", []),
    ("Fishing in the South China Sea went on.", []),
    ("The White House announced a plan.", ["US"]),
    ("Guinea-Bissau and Papua New Guinea agreed.", ["GW", "PG"]),
]


@pytest.mark.parametrize(("text", "codes"), COUNTRIES, ids=[row[0][:40] for row in COUNTRIES])
def test_countries(mention, text, codes):
    assert [found.code for found in mention(text).countries] == codes


PLACES = [
    ("They met in Moscow on Friday.", [("Moscow", "RU")]),
    ("They met in Minsk, Belarus, on Friday.", [("Minsk", "BY")]),
    ("He flew to Beijing with his wife.", [("Beijing", "CN")]),
    ("Moscow told the envoys to leave.", []),
    ("They met at the White House at noon.", [("Washington", "US")]),
    ("The summit in the Russian city of Kazan ended.", [("Kazan", "RU")]),
]


@pytest.mark.parametrize(("text", "places"), PLACES, ids=[row[0][:40] for row in PLACES])
def test_places(mention, text, places):
    assert [(found.city, found.country) for found in mention(text).places] == places


ORGANIZATIONS = [
    ("The United Nations and the EU agreed.", ["un", "eu"]),
    ("The Shanghai Cooperation Organisation met.", ["sco"]),
    ("NATO foreign ministers met in Brussels.", ["nato"]),
    ("Reuters and AFP reported the talks.", []),
]


@pytest.mark.parametrize(("text", "slugs"), ORGANIZATIONS)
def test_organizations(mention, text, slugs):
    assert [found.slug for found in mention(text).organizations] == slugs


OFFICES = [
    (
        "The defence ministers and intelligence chiefs of Iran, Russia and Syria met.",
        [("defence ministers", "minister", ("IR", "RU", "SY")), ("intelligence chiefs", "official", ("IR", "RU", "SY"))],
    ),
    ("The Syrian and Turkish defence ministers met.", [("defence ministers", "minister", ("SY", "TR"))]),
    ("Japan's foreign minister spoke.", [("foreign minister", "minister", ("JP",))]),
]


@pytest.mark.parametrize(("text", "offices"), OFFICES)
def test_offices_with_their_countries(mention, text, offices):
    assert [(o.title, str(o.level), o.countries) for o in mention(text).offices] == offices


REFERENCES = [
    # text, words, how, name
    ("Turkish Foreign Minister Mert Aydin left. Aydin said so.", "Aydin", How.SURNAME, "Mert Aydin"),
    ("Turkish Foreign Minister Mert Aydin left. He said so.", "He", How.PRONOUN, "Mert Aydin"),
    ("Turkish Foreign Minister Mert Aydin left. The minister said so.", "minister", How.OFFICE, "Mert Aydin"),
    ("French President Paul Girard left. The French leader said so.", "leader", How.OFFICE, "Paul Girard"),
    ("Chinese President Gao Wenli left. Mr Gao said so.", "Gao", How.SURNAME, "Gao Wenli"),
    ("Estonian Prime Minister Kaja Tamm met Polish President Jan Nowak. She thanked him.", "She", How.PRONOUN, "Kaja Tamm"),
    ("Estonian Prime Minister Kaja Tamm met Polish President Jan Nowak. She thanked him.", "him", How.PRONOUN, "Jan Nowak"),
]


@pytest.mark.parametrize(("text", "words", "how", "name"), REFERENCES)
def test_later_words_for_a_person(mention, text, words, how, name):
    found = mention(text)
    last = [(m.how, found.persons[m.person].name) for m in found.person_mentions if text[m.span.start : m.span.end] == words]
    assert last[-1:] == [(how, name)]


GROUPS = [
    ("Kenya and Peru held talks. The two countries agreed.", "The two countries", {"KE", "PE"}),
    ("Iran, Russia, Syria and Turkey met. The four countries agreed.", "The four countries", {"IR", "RU", "SY", "TR"}),
    ("Kenya's Joseph Otieno met Peru's Raul Quispe. Both sides agreed.", "Both sides", {"KE", "PE"}),
]


@pytest.mark.parametrize(("text", "words", "codes"), GROUPS)
def test_countries_together(mention, text, words, codes):
    found = [m for m in mention(text).countries if m.how is How.GROUP]
    assert {m.code for m in found} == codes
    assert {text[m.span.start : m.span.end] for m in found} == {words}


def test_persons_together(mention):
    found = mention("Kenyan President Joseph Otieno met Peruvian President Raul Quispe. The two leaders agreed.")
    assert {found.persons[m.person].name for m in found.person_mentions if m.how is How.GROUP} == {"Joseph Otieno", "Raul Quispe"}


def test_a_pronoun_after_somebody_without_a_name_is_left_open(mention):
    found = mention("Kenyan President Joseph Otieno left. Peru's foreign minister said that he was glad.")
    assert not [m for m in found.person_mentions if m.how is How.PRONOUN]


def test_a_country_that_only_the_page_tells(mention):
    text = "The leaders of Kenya and Peru met. Peruvian President Raul Quispe thanked President Joseph Otieno for his visit."
    assert {p.name: p.country for p in mention(text).persons} == {"Raul Quispe": "PE", "Joseph Otieno": "KE"}


def test_a_known_official_tips_the_scale():
    gazetteer = Gazetteer.from_rows(
        [], [], [], [{"name": "José Example", "country": "PE"}, {"name": "Ana Example", "country": "CL"}]
    )
    assert gazetteer.officials == {"jose example": "PE", "ana example": "CL"}
