"""What editors type becomes what the record holds, or a fault that is named."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from events.admin.display import proved_text, web_link
from events.admin.fields import LinesField, PartialDateField, check_names
from events.partial_dates import PartialDate


def test_lists_of_words_are_written_one_a_line():
    field = LinesField(forms.CharField(max_length=20), required=False)
    assert field.clean("Washington, D.C.\r\n\r\n  Washington \n") == ["Washington, D.C.", "Washington"]
    assert field.clean("") == []
    assert field.prepare_value(["Washington, D.C.", "Washington"]) == "Washington, D.C.\nWashington"
    assert not field.has_changed(["a", "b"], "a\r\nb\r\n")
    assert field.has_changed(["a", "b"], "a")
    with pytest.raises(ValidationError):
        field.clean("a name of more than twenty characters")


@pytest.mark.parametrize(
    ("typed", "earliest", "latest"),
    [
        ("2023-04-25", date(2023, 4, 25), date(2023, 4, 25)),
        (" 2023-04 ", date(2023, 4, 1), date(2023, 4, 30)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_partial_dates(typed: str, earliest: date, latest: date):
    assert PartialDateField().clean(typed) == PartialDate(earliest, latest)


@pytest.mark.parametrize("typed", ["2023-02-30", "2023-13", "25 April", "0000", "2023-4-5", "99999-01"])
def test_no_date_is_named(typed: str):
    with pytest.raises(ValidationError):
        PartialDateField().clean(typed)


@pytest.mark.parametrize(
    "names",
    ["Türkei", {"name": "Türkei"}, [{"name": "Türkei"}], [{"name": " ", "language": "de"}], [{"name": "a", "language": 1}], [1]],
)
def test_names_in_another_form_are_refused(names: object):
    with pytest.raises(ValidationError):
        check_names(names)


def test_names_in_languages_are_taken():
    check_names([{"name": "Türkei", "language": "de"}, {"name": "TR", "language": None}])


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/", False),
        ("https:alert(1)", False),
        ("http://[broken", False),
        ("ftp://example.org/", False),
    ],
)
def test_only_the_web_is_linked(address: str, is_link: bool):
    assert ("<a href=" in web_link(address)) is is_link


@pytest.mark.parametrize(
    ("spans", "marked"),
    [
        ([], "one &lt;two&gt; three"),
        ([(4, 9)], 'one <mark><a id="at-4"></a>&lt;two&gt;</mark> three'),
        ([(5, 8), (4, 9), (4, 9)], 'one <mark><a id="at-4"></a>&lt;<a id="at-5"></a>two&gt;</mark> three'),
        ([(0, 3), (10, 99)], '<mark><a id="at-0"></a>one</mark> &lt;two&gt; <mark><a id="at-10"></a>three</mark>'),
        ([(99, 100)], "one &lt;two&gt; three"),
    ],
)
def test_the_words_that_prove_are_marked(spans: list[tuple[int, int]], marked: str):
    assert proved_text("one <two> three", spans) == f'<div class="document-text">{marked}</div>'
