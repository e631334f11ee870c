"""The language of a text is told by its words, not by the names in it."""

import pytest

from sources.languages import detect

ABUJA = "Nigerian Foreign Minister Amadi Okoro met Kenyan Foreign Minister Juma Odhiro in Abuja on Tuesday to discuss trade."


@pytest.mark.parametrize(
    "text",
    [
        ABUJA,
        f"ABUJA, March 12, 2024 - {ABUJA}",
        "MANILA, March 12, 2024 - Filipino Foreign Minister Jose Magbanuas met Fijian Foreign Minister Ratu Vakatora on Tuesday.",
        "ASTANA — Nurlan Tokabaev of Kazakhstan and Giorgi Mamulashvili of Georgia held talks on 3 May 2024.",
        "TALLINN — Toomas Kuuskla of Estonia and Tendai Moyondo of Zimbabwe held talks on 3 May 2024.",
        "Jón Sigurdsteinn received Zoltán Keresztes in Reykjavik on Tuesday to discuss trade and security.",
    ],
)
@pytest.mark.parametrize("stated", [None, "en"])
def test_english_dispatches_are_english_whatever_the_names_in_them(text: str, stated: str | None):
    assert detect(text, stated) == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "ABUJA, 12 mars 2024 - Amadi Okoro, ministre nigérian des Affaires étrangères, a rencontré Juma Odhiro."),
        ("es", "Amadi Okoro y Juma Odhiro se reunieron en Abuja, Nigeria, el 12 de marzo de 2024."),
        ("it", "Il presidente Okoro ha ricevuto a Roma Juma Odhiro, ministro degli Esteri del Kenya."),
        ("nl", "De president van Ghana, Kwame Asantewa, ontving Tendai Moyondo in Accra op dinsdag 12 maart 2024."),
        ("sw", "Waziri wa mambo ya nje wa Kenya alikutana na mwenzake wa Tanzania mjini Nairobi Jumanne."),
        ("ha", "Ministan harkokin waje ya gana da takwaransa na Nijar a Abuja ranar Talata domin tattauna kasuwanci."),
        ("sn", "Gurukota rezvekunze rakasangana nemumwe wake weZambia muHarare neChipiri kuti vakurukure."),
        ("pl", "Prezydent Okoro spotkał się w Warszawie z premierem Juma Odhiro."),
        ("da", "President Okoro mødtes med Juma Odhiro i København tirsdag"),
    ],
)
def test_other_languages_are_told_apart(language: str, text: str):
    assert detect(text) == language


def test_what_a_document_states_stands_unless_its_words_surely_say_otherwise():
    assert detect("Talks in Lima", "es") == "es"
    assert detect(f"{ABUJA} They agreed on what the ministries will do next, the spokesman said.", "fr") == "en"
