"""Every model of both applications has its pages, with rows in place, escaped, in a bounded number of queries."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.admin.base import ShownAdmin
from events.admin.filters import TypedFilter
from events.models import Country, Document, Evidence, Meeting, Person, Statement
from events.models.answer import KeptAnswer
from events.models.change import Retention, Touched
from events.models.published import Published
from sources.models import Import, ReferenceFile, Source, WorkerHeartbeat
from tests.events.admin.record import HOSTILE, make_record

MACHINERY = (KeptAnswer, Published, Retention, Touched)
"""What keeps the published form, which editors see as changes, and answers that are given again."""
MODELS = [
    m for label in ("events", "sources") for m in apps.get_app_config(label).get_models() if not issubclass(m, MACHINERY)
]
SHOWN = [m for m in MODELS if isinstance(admin.site._registry.get(m), ShownAdmin)]
EDITED = ["ApiKey", "Country", "Office", "Organization", "Person", "Source", "Tenure"]
pytestmark = pytest.mark.django_db


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_all_models_are_registered():
    assert [m.__name__ for m in MODELS if m not in admin.site._registry] == []
    assert sorted(m.__name__ for m in MODELS if m not in SHOWN) == EDITED


def test_lists_searches_and_pages(admin_client: Client):
    make_record()
    for model in MODELS:
        listed = admin_client.get(address(model, "changelist"))
        assert listed.status_code == 200, model
        assert listed.context["cl"].result_count == model._default_manager.count() > 0, model
        for search in ("Quispe", "no such words", "“", "%_\\", str(model._default_manager.values_list("pk", flat=True)[0])):
            assert admin_client.get(address(model, "changelist"), {"q": search}).status_code == 200, (model, search)
        for row in model._default_manager.all():
            assert admin_client.get(address(model, "change", row.pk)).status_code == 200, (model, row)


@pytest.mark.parametrize(
    ("model", "search", "found"),
    [
        (Meeting, "lima quispe", 1),
        (Meeting, "Santiago", 0),
        (Person, "kispe", 1),
        (Person, "Кишпе", 1),
        (Person, "Smith", 0),
        (Person, "Rojaz", 1),
        (Document, "“Foreign Minister Ana”", 1),
        (Statement, "talk", 2),
        (Country, "pe", 1),
    ],
)
def test_search_finds(model: type[models.Model], search: str, found: int, admin_client: Client):
    make_record()
    assert admin_client.get(address(model, "changelist"), {"q": search}).context["cl"].result_count == found


def test_every_filter_works(admin_client: Client):
    make_record()
    for model in MODELS:
        listed = admin_client.get(address(model, "changelist"))
        links = set(re.findall(r'href="(\?[^"]+)"', listed.content.decode()))
        filters = listed.context["cl"].filter_specs
        links |= {f"?{spec.parameter_name}=TR" for spec in filters if isinstance(spec, TypedFilter)}
        for link in links:
            answer = admin_client.get(address(model, "changelist") + unescape(link))
            # Django answers a filter that it does not understand by a redirect to ?e=1.
            assert answer.status_code == 200, (model, link)


def test_typed_filters_narrow_the_list(admin_client: Client):
    meeting = make_record()
    for query, found in (
        ({"party": "pe"}, 2),
        ({"party": "league-0"}, 1),
        ({"party": "BR"}, 0),
        ({"party": "PE", "status__exact": "held", "conflicts": "yes"}, 1),
    ):
        assert admin_client.get(address(Meeting, "changelist"), query).context["cl"].result_count == found, query
    of_meeting = admin_client.get(address(Evidence, "changelist"), {"meeting": str(meeting.pk)})
    assert of_meeting.context["cl"].result_count == 2


def test_fifty_rows_cost_the_queries_of_one(admin_client: Client):
    make_record(1)
    few = {model: _queries(admin_client, model) for model in MODELS}
    for table in (ReferenceFile, WorkerHeartbeat):
        table.objects.all().delete()
    Source.objects.update(name="Another ministry")
    make_record(50)
    for model in MODELS:
        assert _queries(admin_client, model) <= few[model] <= 12, model


def _queries(client: Client, model: type[models.Model]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(model, "changelist")).status_code == 200
    return len(captured)


def test_hostile_texts_are_escaped(admin_client: Client):
    make_record()
    for model in MODELS:
        rows = (address(model, "change", row.pk) for row in model._default_manager.all())
        for page in (address(model, "changelist"), *rows):
            shown = admin_client.get(page).content.decode()
            for harm in ("<script>alert", "<img src=x", "<b>talk", 'href="javascript'):
                assert harm not in shown, page


def test_pages_hold_neither_scripts_nor_styles(admin_client: Client):
    """A strict Content-Security-Policy forbids them; data in script elements is no script."""
    make_record()
    for model in MODELS:
        row = model._default_manager.first()
        assert row is not None
        for page in (address(model, "changelist"), address(model, "change", row.pk)):
            tags = Tags(admin_client.get(page).content.decode()).found
            inline = [
                tag for tag, given in tags if tag == "script" and "src" not in given and given.get("type") != "application/json"
            ]
            styled = [tag for tag, given in tags if tag == "style" or any(n == "style" or n.startswith("on") for n in given)]
            assert (inline, styled) == ([], []), page


class Tags(HTMLParser):
    """All start tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_what_the_machine_settles_refuses_changes(admin_client: Client):
    make_record()
    for model in SHOWN:
        before = list(model._default_manager.order_by("pk").values())
        key = model._default_manager.values_list("pk", flat=True)[0]
        adding = [] if model is Import else [address(model, "add")]  # what is added there is an upload, with a form of its own
        for page in (*adding, address(model, "change", key), address(model, "delete", key)):
            assert admin_client.post(page, {"title": "Mine", "name": "Mine", "post": "yes"}).status_code == 403, page
        action = {"action": "delete_selected", "_selected_action": str(key), "post": "yes"}
        admin_client.post(address(model, "changelist"), action)
        assert list(model._default_manager.order_by("pk").values()) == before, model


def test_a_person_whom_documents_made_is_shown_only(admin_client: Client):
    make_record()
    person = Person.objects.filter(is_reference=False).first()
    assert person is not None
    page = address(Person, "change", person.pk)
    assert admin_client.post(page, {"name": "Mine"}).status_code == 403
    assert b'name="_save"' not in admin_client.get(page).content


def test_pages_are_for_those_who_may_see_them(client: Client, django_user_model: Any):
    meeting = make_record()
    page = address(Meeting, "change", meeting.pk)
    assert client.get(page).status_code == 302
    guest = django_user_model.objects.create_user("guest", password="guest", is_staff=True)
    client.force_login(guest)
    assert client.get(page).status_code == 403


def test_a_meeting_is_shown_with_its_proof(admin_client: Client):
    meeting = make_record()
    shown = admin_client.get(address(Meeting, "change", meeting.pk)).content.decode()
    document = Document.objects.get(meeting_claims__meeting=meeting)
    evidence = meeting.claims.get().evidence.get(field="city")
    assert "2021-05-04" in shown
    assert "held, reported 2021-05-05" in shown
    assert "city: <strong>&lt;script&gt;" in shown
    assert "in <mark>Lima</mark> on 4 May 2021" in shown
    assert f"{address(Document, 'change', document.pk)}#at-{evidence.start}" in shown
    text = admin_client.get(address(Document, "change", document.pk)).content.decode()
    assert f'<mark><a id="at-{evidence.start}"></a>Lima</mark>' in text
    assert HOSTILE in unescape(text)


def test_the_index_is_grouped(admin_client: Client):
    shown = admin_client.get(reverse("admin:index")).content.decode()
    main = shown[shown.index('id="content-main"') :]
    groups = [
        "Meetings and statements",
        "Reference data",
        "To be judged",
        "Documents and what they prove",
        "Intake",
        "Authentication",
    ]
    places = [main.index(f">{group}") for group in groups]
    assert places == sorted(places)
    for model in MODELS:
        assert main.count(f'href="{address(model, "changelist")}"') >= 1, model
    assert "<title>The record and its intake | Chancery</title>" in shown
