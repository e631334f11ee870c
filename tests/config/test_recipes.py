"""The programs of docs/recipes.md do what they say, on a live server."""

import re

import pytest

from config.documentation.pages import FOLDER
from events.services.decisions import Actor, delete
from tests.events.api.conftest import _full_buckets, empty_record  # noqa: F401
from tests.factories import make_meeting, make_statement

pytestmark = pytest.mark.django_db(transaction=True)


def programs(heading: str, host: str) -> list[str]:
    """The programs below a heading, asking this host."""
    text = (FOLDER / "recipes.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [found.replace("http://127.0.0.1:8000", host) for found in re.findall(r"^```python\n(.*?)^```", section, re.M | re.S)]


def run(heading: str, host: str) -> dict:
    """What is left in the variables after all of them."""
    left: dict = {}
    for program in programs(heading, host):
        exec(compile(program, f"docs/recipes.md, {heading}", "exec"), left)
    return left


def test_a_copy_is_kept_in_step(live_server, empty_record, client, capsys) -> None:  # noqa: F811
    meetings = [make_meeting(start=f"2023-04-{day}") for day in (24, 25, 26)]
    make_statement()
    kept = run("Keep a copy in step", live_server.url)
    assert capsys.readouterr().out == "3 meetings\n"
    delete(resource="meetings", id=meetings[0].pk, reason="No such meeting.", actor=Actor("editor"))
    kept["follow"]()
    for resource in ("meetings", "statements", "persons", "countries"):
        there = client.get(f"{live_server.url}/api/v1/{resource}/?page_size=200").json()["results"]
        shown = {record["id"]: record | {"url": record["url"].replace("http://testserver", live_server.url)} for record in there}
        copied = {key: record for (kind, key), record in kept["copy"].items() if kind == resource}
        assert copied == shown


def test_a_notebook_counts(live_server, empty_record, capsys) -> None:  # noqa: F811
    make_meeting(parties=("RU", "SY", "TR"), start="2023-04-25", level="minister")
    make_meeting(parties=("RU", "TR"), start="2023-05", level="minister")
    left = run("A notebook with pandas", live_server.url)
    assert left["meetings"].groupby("month").size().to_dict() == {"2023-04": 1, "2023-05": 1}
    assert left["pairs"].value_counts().to_dict() == {("RU", "TR"): 2, ("RU", "SY"): 1, ("SY", "TR"): 1}
    assert "minister" in capsys.readouterr().out
