"""What README.md and docs/ name is there: files, make targets, commands, settings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.management import get_commands

PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", PROJECT / "SECURITY.md", *sorted((PROJECT / "docs").glob("*.md"))]
README = PAGES[0].read_text(encoding="utf-8")
OWN = {"CHANCERY_PROCESS", "DJANGO_SETTINGS_MODULE"}
"""Variables that processes of ours set for each other: no settings."""
ENVIRONMENT = {"env", "os.environ"}
READS = {"text", "words", "boolean", "integer", "choice", "path", "get"}


def fences(text: str) -> Iterator[str]:
    """What stands in blocks of shell commands."""
    yield from re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", without_fences(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_fences(page.read_text(encoding="utf-8"))):
        if re.match(r"https?://", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        assert file.is_relative_to(PROJECT), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), f"{page.name}: {target}"


def test_pictures_are_small() -> None:
    pictures = sorted((PROJECT / "docs").glob("*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 200_000, picture.name


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)", README))
    for block in fences(README):
        named |= set(re.findall(r"^make ([a-z-]+)", block, re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets


def test_every_target_with_a_help_line_is_in_the_table() -> None:
    told = set(re.findall(r"^([a-z-]+):.*##", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert told - {"help"} == set(re.findall(r"^\| `make ([a-z-]+)", README, re.MULTILINE))


def test_management_commands_are_ours_and_all_told() -> None:
    ours = {name for name, app in get_commands().items() if app in {"config", "events", "sources"}}
    assert ours == set(re.findall(r"^\| `\.venv/bin/python manage\.py (\w+)", README, re.MULTILINE))
    assert set(re.findall(r"manage\.py (\w+)", README)) <= set(get_commands())


def variables_read() -> set[str]:
    """Names that config/ reads from the environment: env.integer("PORT", …), os.environ.get("PORT")."""
    found = set()
    for file in (PROJECT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=attr, value=source), args=[ast.Constant(value=str() as name), *_]):
                    if attr in READS and ast.unparse(source) in ENVIRONMENT:
                        found.add(name)
                case ast.Subscript(value=source, slice=ast.Constant(value=str() as name)):
                    if ast.unparse(source) in ENVIRONMENT:
                        found.add(name)
    return found - OWN


def test_settings_are_those_of_the_page() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`[A-Z].*?) \|", page, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]
    assert len(listed) == len(set(listed))
    assert set(listed) == variables_read()
