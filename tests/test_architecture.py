"""The house: what may import what, and what no rule may know."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("config", "events", "sources")
ENTRIES = {
    "manage.py", "config", "events", "sources", "tests", "seeds", "requirements.txt", "Dockerfile", "Makefile", "pyproject.toml",
    "compose.yaml", "README.md", "LICENSE", "SECURITY.md", "docs", "benchmarks", ".ci", ".gitignore", ".dockerignore",
    ".gitattributes", "package.json", "package-lock.json",
}  # fmt: skip
PURE = (
    "events/vocabulary.py",
    "events/partial_dates.py",
    "events/settling",
    "events/names.py",
    "events/anchors.py",
    "sources/extraction",
    "sources/readers",
    "sources/evaluation",
    "sources/reconciliation/comparing.py",
    "sources/reconciliation/deciding.py",
    "sources/reconciliation/links.py",
    "sources/reconciliation/naming.py",
)
# The database, the network, the clock, chance.
IMPURE = {
    "django",
    "psycopg",
    "celery",
    "kombu",
    "socket",
    "requests",
    "httpx",
    "urllib3",
    "time",
    "random",
    "secrets",
    "threading",
}
CLOCK = {"now", "today", "utcnow"}


def python_files(*places: str) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from [path] if path.is_file() else (p for p in sorted(path.rglob("*.py")) if "migrations" not in p.parts)


def imports(path: Path) -> Iterator[tuple[str, ast.ImportFrom | ast.Import]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node


def is_type_only(path: Path, name: str) -> bool:
    """Whether the import stands under `if TYPE_CHECKING`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return any(isinstance(n, ast.ImportFrom) and n.module == name for n in node.body)
    return False


@pytest.mark.parametrize("path", list(python_files(*APPS)), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_are_absolute_named_and_with_the_flow(path: Path):
    for name, node in imports(path):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import of {name}"
            assert all(alias.name != "*" for alias in node.names), f"star import of {name}"
        if path.is_relative_to(ROOT / "events"):
            assert not name.startswith("sources"), f"the record imports the intake: {name}"


@pytest.mark.parametrize("path", list(python_files(*PURE)), ids=lambda p: str(p.relative_to(ROOT)))
def test_pure_rooms_know_no_database_no_network_and_no_clock(path: Path):
    for name, _ in imports(path):
        package = name.split(".")[0]
        assert package not in IMPURE or is_type_only(path, name), f"imports {name}"
        if package == "events":
            assert name.split(".")[1] in {"vocabulary", "partial_dates", "names", "anchors", "settling"}, f"imports {name}"
        assert not name.startswith(("config", "sources.models", "sources.importer")), f"imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK:
            pytest.fail(f"line {node.lineno} asks the clock")


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """String constants that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_no_rule_names_a_person_of_the_reference_data():
    surnames = set()
    for office in json.loads((ROOT / "seeds" / "offices.json").read_text(encoding="utf-8")):
        surnames |= {tenure["person"]["name"].split()[-1] for tenure in office["tenures"]}
    surnames = {name for name in surnames if len(name) > 4}
    assert len(surnames) > 20
    for path in python_files(*APPS):
        for line, text in strings(path):
            named = surnames & set(re.findall(r"\w+", text))
            assert not named, f"{path.relative_to(ROOT)}:{line} names {named}"


def test_the_top_of_the_checkout_holds_nothing_else():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("no git checkout: the image holds no tests, but an archive may")
    assert {Path(name).parts[0] for name in listed.stdout.splitlines()} <= ENTRIES
