"""A Python client generated from the OpenAPI document reads every record from a live server."""

import importlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.events.api.test_schema import fill
from tests.factories import make_country, make_meeting

PROJECT = Path(__file__).resolve().parents[3]
PACKAGE = "chancery_client"


def document(folder: Path) -> Path:
    """The OpenAPI document in a file."""
    call_command("spectacular", format="openapi-json", file=str(folder / "openapi.json"))
    return folder / "openapi.json"


def example(language: str) -> str:
    """The program that docs/clients.md shows."""
    page = (PROJECT / "docs" / "clients.md").read_text(encoding="utf-8")
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client, generated without a warning and compiled, by what `make sdk` runs."""
    folder = tmp_path_factory.mktemp("client")
    done = subprocess.run(
        [PROJECT / ".ci" / "sdk", "python", folder, document(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def client(generated: Path, live_server, empty_record, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A function that calls an operation of the live server by its module's name."""
    monkeypatch.syspath_prepend(str(generated))
    connection = importlib.import_module(PACKAGE).Client(base_url=live_server.url)

    def call(operation: str, *args, **kwargs):
        module = importlib.import_module(f"{PACKAGE}.api.{operation}")
        return module.sync_detailed(*args, client=connection, **kwargs)

    return call


def pages(call, operation, *args, **asked):
    """All records of a list, page by page."""
    records, cursor = [], {}
    while True:
        answer = call(operation, *args, page_size=1, **asked, **cursor)
        assert answer.status_code == 200, answer.content
        records += answer.parsed.results
        if answer.parsed.next_ is None:
            return records
        cursor = {"cursor": answer.parsed.next_.partition("cursor=")[2]}


def test_it_reads_every_record(client):
    fill()
    meetings = pages(client, "meetings.meetings_list")
    assert len(meetings) == 2
    full = next(m for m in meetings if m.participants)
    assert (full.start_date, full.city, full.status.value, full.mode.value) == ("2023-04", "Moscow", "held", "in_person")
    assert [p.person.name for p in full.participants] == ["Aylin Demir"]
    assert next(m for m in meetings if not m.participants).mode is None
    for meeting in meetings:
        alone = client("meetings.meetings_retrieve", meeting.id).parsed
        assert alone.to_dict() == meeting.to_dict()
    for operation, number in {
        "statements.statements_list": 2,
        "persons.persons_list": 2,
        "countries.countries_list": 2,
        "organizations.organizations_list": 1,
        "documents.documents_list": 4,
    }.items():
        assert len(pages(client, operation)) == number, operation
    evidence = pages(client, "meetings.meetings_evidence_list", full.id)
    assert [(row.field.value, row.quote) for row in evidence] == [("city", "Moscow")]
    assert len(pages(client, "meetings.meetings_statements_list", full.id)) == 1
    expanded = pages(client, "statements.statements_list", expand="document")
    assert all(statement.document.external_id for statement in expanded)


def test_it_filters_and_reads_problems(client):
    fill()
    make_country("SY")
    assert len(pages(client, "meetings.meetings_list", party=["RU", "TR"], status="held,planned")) == 1
    refused = client("meetings.meetings_list", party=["XX"])
    assert refused.status_code == 400
    assert refused.parsed.errors[0].parameter == "party"
    missing = client("persons.persons_retrieve", "01980000-0000-7000-8000-000000000000")
    assert (missing.status_code, missing.parsed.title) == (404, "Not Found")


def test_it_reads_that_it_asks_too_much(client, settings):
    fill()
    settings.THROTTLE_READ = "1/h,2"
    cache.clear()
    statuses = [client("meetings.meetings_list").status_code for _ in range(3)]
    refused = client("meetings.meetings_list")
    assert statuses == [200, 200, 429]
    assert (refused.status_code, refused.parsed.title) == (429, "Too Many Requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_the_documentation_shows_a_program_that_runs(client, live_server, capsys):
    for day in ("2023-04-04", "2023-04-25"):
        make_meeting(parties=("SY", "TR"), start=day, title=f"A meeting on {day}")
    make_meeting(parties=("RU", "TR"))
    program = example("python").replace("http://127.0.0.1:8000", live_server.url).replace('status="held"', "page_size=1")
    exec(compile(program, "docs/clients.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == ["2023-04-25 A meeting on 2023-04-25", "2023-04-04 A meeting on 2023-04-04"]


def test_words_that_it_does_not_know_yet_are_strings(client, generated):
    fill()
    meeting = pages(client, "meetings.meetings_list")[0]
    body = meeting.to_dict() | {"status": "adjourned", "portfolios": ["space"]}
    models = importlib.import_module(f"{PACKAGE}.models")
    read = models.Meeting.from_dict(body)
    assert (read.status, read.portfolios) == ("adjourned", ["space"])
