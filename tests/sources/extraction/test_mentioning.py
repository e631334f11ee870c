"""Sentences and whom and what they mention. Countries and cities are real, persons invented."""

from dataclasses import replace

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
    (
        "Kenyan Ambassador to Sri Lanka Joseph Otieno attended the reception.",
        [("Joseph Otieno", "KE", None, "Ambassador")],
    ),
    (
        "The Kenyan envoy to Jordan Peter Mwangi attended the reception.",
        [("Peter Mwangi", "KE", None, "envoy")],
    ),
    (
        "Kenya's foreign secretary, Joseph Otieno, spoke first. Secretary Otieno then left for Lima.",
        [("Joseph Otieno", "KE", None, "foreign secretary")],
    ),
    (
        "President Luis Quispe left after noon. The Peruvian president had met union leaders before.",
        [("Luis Quispe", "PE", None, "President")],
    ),
    (
        "Prime Minister Mert Aydin and Peruvian President Luis Quispe met before the talks of Turkey and Peru.",
        [("Mert Aydin", "TR", None, "Prime Minister"), ("Luis Quispe", "PE", None, "President")],
    ),
    (
        "India's envoy was there. Foreign Secretary Ravi Deshmukh signed for India, and nobody else did.",
        [("Ravi Deshmukh", "IN", None, "Foreign Secretary")],
    ),
    (
        "The head of the Wells for Water (WFW) Mr Joseph Otieno of Kenya spoke for an hour.",
        [("Joseph Otieno", "KE", None, None)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS, ids=[row[0][:45] for row in PERSONS])
def test_persons_with_their_offices(mention, text, expected):
    found = mention(text)
    assert [(p.name, p.country, p.organization, p.role) for p in found.persons if p.actor] == expected
    for person in found.persons:
        assert " ".join(text[person.span.start : person.span.end].split()) == person.name


COUNTRIES_OF_PERSONS = [
    # text, {name: country or organization}; persons without any are told as None
    # -- a country behind the name, no office
    (
        "Sergei Volkov received Hasan Demir of Türkiye and Ali Nassar of Syria in Moscow.",
        {"Sergei Volkov": None, "Hasan Demir": "TR", "Ali Nassar": "SY"},
    ),
    (
        "Rafael Ortega of Mexico chaired the session, with Élise Tremblay of Canada.",
        {"Rafael Ortega": "MX", "Élise Tremblay": "CA"},
    ),
    ("Iran's Reza Moradi met Omar al-Habsi of Oman.", {"Reza Moradi": "IR", "Omar al-Habsi": "OM"}),
    ("Syria's al-Sharif met Turkey's Aksu in Antalya on Friday.", {"al-Sharif": "SY", "Aksu": "TR"}),
    ("The EU's Marta Kowal met Serbia's Jelena Savić in Ohrid.", {"Marta Kowal": "eu", "Jelena Savić": "RS"}),
    ("President Bola Adeyemi (Nigeria) and President Kofi Adomako (Ghana) met.", {"Bola Adeyemi": "NG", "Kofi Adomako": "GH"}),
    # -- a verb between the country and the name
    (
        "Russia was represented by Deputy Foreign Minister Ivan Orlov, Türkiye by Deputy Foreign Minister Burak Tekin and Syria "
        "by Deputy Foreign Minister Ayman Darwish.",
        {"Ivan Orlov": "RU", "Burak Tekin": "TR", "Ayman Darwish": "SY"},
    ),
    (
        "The Colombian side was led by Deputy Minister Andrea Pardo, the Venezuelan side by Deputy Minister Luis Rengifo.",
        {"Andrea Pardo": "CO", "Luis Rengifo": "VE"},
    ),
    (
        "For the Armenian side, the talks were attended by Security Council Secretary Armen Petrosyan.",
        {"Armen Petrosyan": "AM"},
    ),
    (
        "On behalf of Serbia the accord was signed by Prime Minister Jelena Savić, and for Hungary "
        "by State Secretary Gábor Lakatos.",
        {"Jelena Savić": "RS", "Gábor Lakatos": "HU"},
    ),
    ("Moscow sent Viktor Belov and Tehran sent Reza Moradi to the talks.", {"Viktor Belov": "RU", "Reza Moradi": "IR"}),
    (
        "Present on the Egyptian side was Major General Tamer Fahmy, and on the Israeli side Avi Sharon.",
        {"Tamer Fahmy": "EG", "Avi Sharon": "IL"},
    ),
    (
        "The Turkish delegation consisted of Mert Aydin, Cem Aksu and Ela Tan.",
        {"Mert Aydin": "TR", "Cem Aksu": "TR", "Ela Tan": "TR"},
    ),
    ("Foreign Secretary Vikas Rao led the Indian delegation.", {"Vikas Rao": "IN"}),
    ("Ankara named Ali Kassab as the Syrian side's intelligence chief.", {"Ali Kassab": "SY"}),
    ("Jordan's King Talal and Crown Prince Zaid met reporters.", {"Talal": "JO", "Zaid": "JO"}),
    (
        "Accompanied by Defence Minister Omar Qasra, Syrian President Karim al-Haddad landed in Doha.",
        {"Omar Qasra": "SY", "Karim al-Haddad": "SY"},
    ),
    # -- where an envoy is sent is not whose envoy it is
    ("Ambassador of Pakistan to China Imran Siddiqui spoke.", {"Imran Siddiqui": "PK"}),
    ("Special Envoy for Afghanistan Zamir Kabirov visited Kabul.", {"Zamir Kabirov": None}),
    (
        "Park Ji-hoon of South Korea met Sung-min Yoo, the U.S. special representative for North Korea.",
        {"Park Ji-hoon": "KR", "Sung-min Yoo": "US"},
    ),
    # -- forms of address and titles
    (
        "His Excellency Sheikh Hamad bin Saleh Al Mansoor, Minister of Foreign Affairs of the State of Qatar, received "
        "H.E. Mr. Paulo Teixeira, Ambassador of the Federative Republic of Brazil.",
        {"Hamad bin Saleh Al Mansoor": "QA", "Paulo Teixeira": "BR"},
    ),
    ("Malaysian Prime Minister Dato' Seri Azman Yusof will visit Vientiane.", {"Azman Yusof": "MY"}),
    ("Omani Foreign Minister Sayyid Badr bin Said Al Harthy spoke.", {"Badr bin Said Al Harthy": "OM"}),
    ("Saudi Crown Prince Sultan bin Faris spoke by phone.", {"Sultan bin Faris": "SA"}),
    ("EAM Raghav Iyer met FM Tomoko Hayashi of Japan.", {"Raghav Iyer": "IN", "Tomoko Hayashi": "JP"}),
    ("Iraqi PM Ali al-Jubouri left at 5 PM on Monday.", {"Ali al-Jubouri": "IQ"}),
    ("Afghanistan's acting Foreign Minister Mawlawi Abdul Karim Haqyar spoke.", {"Abdul Karim Haqyar": "AF"}),
    ("Mali's Col. Assane Traoré hosted Niger's Gen. Moussa Tchari.", {"Assane Traoré": "ML", "Moussa Tchari": "NE"}),
    (
        "Rwandan Foreign Minister Olivier Habimana and his Angolan colleague Mateus Domingos met.",
        {"Olivier Habimana": "RW", "Mateus Domingos": "AO"},
    ),
    (
        "Chilean Foreign Minister Rosa Llanquileo received her Peruvian counterpart Julio Mamani.",
        {"Rosa Llanquileo": "CL", "Julio Mamani": "PE"},
    ),
    # -- an encounter without any country
    ("Erlan Zhumabek held talks with Rustam Karimbekov.", {"Erlan Zhumabek": None, "Rustam Karimbekov": None}),
    (
        "Taking part were Omar Qasra, Selim Aksoy and Anton Belov.",
        {"Omar Qasra": None, "Selim Aksoy": None, "Anton Belov": None},
    ),
    # -- nobody who acts for a state
    ("Residents of Idlib, including Ahmad Saleh, told reporters that they feared a deal.", {}),
    ("Jane Harrow, a shopkeeper in Leeds, said that prices had doubled.", {}),
    ("Talks in the Moon Palace Resort ended without a Final Act.", {}),
]


@pytest.mark.parametrize(("text", "expected"), COUNTRIES_OF_PERSONS, ids=[row[0][:45] for row in COUNTRIES_OF_PERSONS])
def test_whose_persons_they_are(mention, text, expected):
    assert {p.name: p.country or p.organization for p in mention(text).persons if p.actor} == expected


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
    ("Pérú asked for a week's delay.", ["PE"]),
    ("The Foreign Office denied it on Monday.", []),
    ("Britain waited, and the Foreign Office denied it.", ["GB", "GB"]),
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
        "The defence ministers and intelligence chiefs of Peru, Chile and Bolivia met.",
        [("defence ministers", "minister", ("PE", "CL", "BO")), ("intelligence chiefs", "official", ("PE", "CL", "BO"))],
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


def test_a_known_official_needs_no_office_beside_the_name(model, gazetteer):
    knowing = replace(gazetteer, officials={"erlan zhumabek": "KZ", "jan nowak": "PL"})
    text = "Erlan Zhumabek warned of a shortage. Chilean Foreign Minister Jan Nowak agreed."
    found = find_mentions(lay_out(text, Given(), model), knowing)
    # What the document tells of a namesake goes before what is known.
    assert [(p.name, p.country, p.actor) for p in found.persons] == [("Erlan Zhumabek", "KZ", True), ("Jan Nowak", "CL", True)]
