"""The documentation as the application serves it: every page is there, every link leads somewhere."""

import re
from html import unescape

import pytest
from django.conf import settings

from config.documentation.pages import FOLDER, ORDER, names, page
from config.documentation.reference import SHOWING, common, operations
from events.models import Document, Meeting, Person, Statement
from tests.events.api.conftest import _full_buckets, empty_record  # noqa: F401
from tests.events.api.test_schema import fill
from tests.factories import make_country, make_organization

pytestmark = pytest.mark.django_db

ROOT = "http://127.0.0.1:8000"
LINK = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture
def record(empty_record) -> dict[str, str]:  # noqa: F811
    """Something of everything, with the countries and organizations of the examples; the id of one of each."""
    fill()
    examples = [query.example or "" for operation in operations() for query in operation.queries]
    for code in {code for example in examples for code in re.findall(r"\b[A-Z]{2}\b", example)}:
        make_country(code)
    make_organization("un")
    kept = {"meetings": Meeting, "persons": Person, "statements": Statement, "documents": Document}
    some = {name: str(model._default_manager.values_list("pk", flat=True)[0]) for name, model in kept.items()}
    return some | {"countries": "TR", "organizations": "un"}


def address(name: str) -> str:
    return "/docs/" if name == "index" else f"/docs/{name}/"


def test_every_link_of_a_page_leads_somewhere(client, record) -> None:
    bodies: dict[str, str] = {}
    for name in names():
        answer = client.get(address(name))
        assert answer.status_code == 200
        bodies[address(name)] = body = answer.content.decode()
        assert f"<title>{page(name).title}" in unescape(body)
    for place, body in list(bodies.items()):
        for target in map(unescape, LINK.findall(body)):
            path, _, anchor = target.partition("#")
            path = path or place
            if path.startswith(("http:", "https:", settings.STATIC_URL)):
                continue
            if path not in bodies:
                found = client.get(path, follow=True)
                assert found.status_code == 200, target
                bodies[path] = b"".join(found).decode(errors="replace") if anchor else ""
            if anchor:
                assert f'id="{anchor}"' in bodies[path], target


def test_every_parameter_has_its_example(client) -> None:
    """On the page of queries, which is made of what the service reads."""
    body = unescape(client.get("/docs/queries/").content.decode())
    sections = dict(re.findall(r"<p><code>GET (\S+)</code></p>(.*?)(?=<h2|</article>)", body, re.DOTALL))
    for operation in operations():
        own = {query.name for query in operation.queries} - common()
        if own <= SHOWING:
            continue
        shown = set(re.findall(r"<td><code>(\w+)</code>", sections.get(operation.path, "")))
        assert own <= shown, operation.path
        for query in operation.queries:
            assert query.example or query.name == "cursor", (operation.path, query.name)


def test_every_example_is_understood(admin_client, record) -> None:
    for operation in operations():
        resource = operation.path.split("/")[3]
        if "{" in operation.path and resource not in record:
            continue
        for query in operation.queries:
            if query.example is None:
                continue
            asked = re.sub(r"\{\w+\}", record.get(resource, ""), operation.example(query))
            answer = admin_client.get(asked)
            # Of what is here nothing was there at the moment of the example.
            known = (200, 404) if query.name == "as_of" and "{" in operation.path else (200,)
            assert answer.status_code in known, (asked, answer.content)


def shell() -> list[str]:
    """The addresses that the pages tell to ask with curl, as far as nothing must be put in."""
    found = []
    for name in names():
        for block in re.findall(r"^```sh\n(.*?)^```", (FOLDER / f"{name}.md").read_text(encoding="utf-8"), re.M | re.S):
            found += re.findall(rf"""curl [^\n]*?['"]?{ROOT}(/[^\s'"]*)""", block)
    return [path for path in dict.fromkeys(found) if "{" not in path and "$" not in path and "/NAME" not in path]


def test_what_pages_tell_to_ask_is_answered(client, record) -> None:
    asked = shell()
    assert len(asked) > 5
    assert {path: client.get(path).status_code for path in asked} == dict.fromkeys(asked, 200)


def test_all_pages_are_reached_from_the_first(client) -> None:
    body = client.get("/docs/").content.decode()
    assert {address(name) for name in names()} <= set(LINK.findall(body))


def test_every_page_has_its_place() -> None:
    assert set(names()) <= set(ORDER)


def test_what_is_no_page_is_not_found(client) -> None:
    for path in ("/docs/nothing/", "/docs/nothing.png", "/docs/settings.md", "/docs/..%2fREADME/", "/docs/../pyproject.svg"):
        assert client.get(path).status_code == 404, path


def test_pages_hold_no_html_of_their_own() -> None:
    for path in FOLDER.glob("*.md"):
        text = re.sub(r"```.*?```|`[^`]*`|<https?://[^>]+>|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"<[a-z]", text), path.name
