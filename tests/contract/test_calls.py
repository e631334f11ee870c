"""Whatever may be sent by the OpenAPI document, and what may not: no answer is a 5xx, or one that the document does not know.

20,000 cases behind `make accept`. Otherwise a thousand, the same each time and however fast the machine is: a few of each
operation, and the limits of what may be written.
"""

import http.client
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance import FULL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7_200)]

HERE = Path(__file__).resolve().parent
LEAST = 20_000 if FULL else 1_000
READS_ARE_FUZZED_ONLY = """
[[operations]]
include-method = "GET"
phases.coverage.enabled = false
[phases.stateful]
enabled = false
"""
SIZE = ("--max-examples", "260") if FULL else ("--max-examples", "5", "--generation-deterministic")


def test_schemathesis_finds_nothing(server, key, tmp_path) -> None:
    program, config = Path(sys.executable).parent / "schemathesis", tmp_path / "schemathesis.toml"
    config.write_text((HERE / "schemathesis.toml").read_text() + ("" if FULL else READS_ARE_FUZZED_ONLY))
    done = subprocess.run(
        [
            program, "--config-file", config, "run", f"{server.host}/api/schema/",
            "--header", f"Authorization: Api-Key {key}", "--continue-on-failure", "--no-color", *SIZE,
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(HERE.parents[1]), "SCHEMATHESIS_HOOKS": "tests.contract.hooks"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated, done.stdout[-5_000:]
    assert int(generated[1]) >= LEAST


def test_what_never_reaches_the_application_is_a_problem_too(server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/api/v1/meetings/?q=" + "x" * 9_000)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (414, "application/problem+json")
    assert json.loads(answer.read())["status"] == 414
