"""A TypeScript client generated from the OpenAPI document compiles strictly and reads every record from a live server; and the
document stands the eyes of redocly. Both need Node.js with what `npm ci` installs."""

import json
import shutil
import subprocess
from itertools import chain
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.contract.conftest import fill_record
from tests.events.api.test_client import document, example
from tests.factories import make_meeting

PROJECT = Path(__file__).resolve().parents[2]
TOOLS = PROJECT / "node_modules" / ".bin"
UNKNOWN = "01980000-0000-7000-8000-000000000000"
CONFIG = {
    "compilerOptions": {
        "strict": True, "target": "ES2022", "module": "NodeNext", "lib": ["ES2022", "DOM"], "types": [], "outDir": "out",
    },
    "files": ["reads.ts", "example.ts", "node.d.ts"],
}  # fmt: skip
NODE = "declare const process: { argv: string[] };\n"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed"),
    pytest.mark.skipif(not TOOLS.is_dir(), reason="`npm ci` was not run: no TypeScript, no redocly"),
]


def run(*command: str | Path, folder: Path) -> str:
    """What a program says. It must end well."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of our program and that of docs/clients.md, compiled against the client that `make sdk` generates."""
    folder = tmp_path_factory.mktemp("typescript")
    package = folder / "node_modules" / "chancery-client"
    run(PROJECT / ".ci" / "sdk", "typescript", package, document(folder), folder=folder)
    shutil.copy(Path(__file__).parent / "reads.ts", folder)
    (folder / "example.ts").write_text(example("ts"), encoding="utf-8")
    (folder / "node.d.ts").write_text(NODE, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    run(TOOLS / "tsc", "--project", folder, folder=folder)
    return folder


def test_it_reads_every_record_filters_and_understands_refusals(programs, live_server, reader, settings) -> None:
    fill_record()
    settings.THROTTLE_READ = "1/h,150"
    cache.clear()
    found = json.loads(run("node", "out/reads.js", live_server.url, UNKNOWN, folder=programs))
    cache.clear()
    assert len(found["meetings"]) > 6
    assert found["meetings"] == found["alone"] == relocated(reader.json("meetings/")["results"], live_server.url)
    for resource in ("statements", "persons", "countries", "organizations", "documents"):
        assert found[resource] == list(chain(*reader.walk(f"{resource}/?page_size=3"))), resource
    assert found["filtered"] == reader.ids("meetings/?party=RU&party=TR&status=held,planned")
    assert 0 < len(found["filtered"]) < len(found["meetings"])
    assert found["refused"] == [400, "party"]
    assert found["missing"] == [404, "Not Found"]
    assert found["throttled"] == [429, "Too Many Requests", True]


def relocated(records: list[dict], host: str) -> list[dict]:
    """The records as another host shows them."""
    return json.loads(json.dumps(records).replace("http://testserver", host))


def test_the_documentation_shows_a_program_that_runs(programs, live_server, empty_record) -> None:
    for day in ("2023-04-04", "2023-04-25"):
        make_meeting(parties=("SY", "TR"), start=day, title=f"A meeting on {day}")
    make_meeting(parties=("RU", "TR"))
    shown = programs / "out" / "example.js"
    shown.write_text(shown.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", live_server.url), encoding="utf-8")
    told = run("node", shown, folder=programs).splitlines()
    assert told == ["2023-04-25 A meeting on 2023-04-25", "2023-04-04 A meeting on 2023-04-04"]


def test_redocly_has_nothing_to_say(programs) -> None:
    run(TOOLS / "redocly", "lint", "--config", PROJECT / ".ci" / "redocly.yaml", "openapi.json", folder=programs)


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    assert all("resolved" not in package and ("integrity" in package or not name) for name, package in lock["packages"].items())
