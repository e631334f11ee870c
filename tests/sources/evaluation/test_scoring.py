"""Scoring: what counts as right, by examples small enough to count by hand."""

import copy

import pytest

from sources.evaluation.report import fall, figure, page, terminal
from sources.evaluation.scoring import score

READING = {
    "published": "2024-05-02",
    "meetings": [
        {
            "event": "arica",
            "prominence": "main",
            "status": "held",
            "mode": "in_person",
            "start_date": "2024-05-01",
            "city": "Arica",
            "country": "CL",
            "level": "minister",
            "portfolios": ["defence"],
            "parties": ["CL", "PE"],
            "organizations": [],
            "persons": ["Ana Torres", "Luis Quispe"],
        }
    ],
    "statements": [
        {
            "speaker": "Ana Torres",
            "institution": None,
            "country": "CL",
            "kind": "indirect",
            "text": "Torres said the talks went well.",
            "event": "arica",
        }
    ],
    "persons": [{"name": "Ana Torres", "country": "CL"}, {"name": "Luis Quispe", "country": "PE"}],
}
OTHER = {"published": None, "meetings": READING["meetings"], "statements": [], "persons": []}


def test_a_perfect_reading_scores_one():
    corpus = [("a", READING), ("b", OTHER)]
    scores = score(corpus, dict(corpus))
    assert scores.overall() == pytest.approx(1.0)
    assert scores.documents == 2


def test_an_unread_document_scores_nothing():
    scores = score([("a", READING)], {})
    assert scores.counts["meetings"].recall == 0
    assert scores.counts["persons"].expected == 2
    assert scores.overall() < 0.2


FAULTS = [
    ("meetings", "start_date", "2024-05-02", "start_date"),
    ("meetings", "city", "Iquique", "city"),
    ("meetings", "status", "planned", "status"),
    ("meetings", "portfolios", [], "portfolios"),
    ("meetings", "parties", ["BO", "CL", "PE"], "parties"),
    ("statements", "kind", "direct", "statement kind"),
    ("statements", "event", None, "statement meeting"),
    ("persons", "country", "PE", "country of persons"),
]


@pytest.mark.parametrize(("kind", "key", "value", "field"), FAULTS)
def test_each_fault_lowers_its_own_figure(kind, key, value, field):
    faulty = copy.deepcopy(READING)
    faulty[kind][0][key] = value
    scores = score([("a", READING)], {"a": faulty})
    assert scores.fields[field].recall < 1
    assert sum(c.recall < 1 for c in scores.fields.values()) == 1
    assert scores.overall() <= score([("a", READING)], {"a": READING}).overall()


def test_a_meeting_with_other_parties_is_missed_and_invented():
    faulty = copy.deepcopy(READING)
    faulty["meetings"][0]["parties"] = ["AR", "BO"]
    counts = score([("a", READING)], {"a": faulty}).counts
    assert (counts["meetings"].hits, counts["meetings"].expected, counts["meetings"].found) == (0, 1, 1)
    assert counts["participants"].hits == 0


def test_two_tellings_of_one_event_must_be_held_together():
    apart = copy.deepcopy(OTHER)
    apart["meetings"][0]["event"] = "elsewhere"
    scores = score([("a", READING), ("b", OTHER)], {"a": READING, "b": apart})
    assert scores.counts["same event across documents"].recall == 0


def test_the_wrong_speaker_is_a_hit_of_the_span_only():
    faulty = copy.deepcopy(READING)
    faulty["statements"][0]["speaker"] = "Luis Quispe"
    counts = score([("a", READING)], {"a": faulty}).counts
    assert counts["statement spans"].f1 == 1
    assert counts["statements"].f1 == 0


def test_the_report_shows_every_measure():
    scores = score([("a", READING)], {"a": READING})
    for text in (terminal(scores), page(scores, "chancery-0")):
        for name in (*scores.counts, *scores.fields, "verall"):
            assert name in text


def test_the_next_version_is_held_to_the_figure_of_this_one():
    perfect = score([("a", READING)], {"a": READING})
    kept = figure(perfect, "reader-1")
    assert kept == {"extractor": "reader-1", "documents": 1, "overall": 1.0}
    assert fall(perfect, kept) is None
    assert fall(perfect, kept | {"overall": 1.01}) is None
    worse = fall(score([("a", READING)], {}), kept)
    assert worse
    assert "from 1.0 (reader-1, 1 documents)" in worse


def test_a_confidence_is_weighed_against_what_is_right():
    found = copy.deepcopy(READING)
    found["meetings"].append(found["meetings"][0] | {"status": "planned", "confidence": 0.4})
    found["meetings"][0]["confidence"] = 0.9
    found["statements"][0] |= {"confidence": 0.7, "speaker": "Luis Quispe"}
    scores = score([("a", READING)], {"a": found})
    assert scores.sure == {"meetings": [(0.9, True), (0.4, False)], "statements": [(0.7, False)]}
    assert "| meetings | from 0.9 | 1 | 0.90 | 1.00 | 0.21 to 1.00 |" in page(scores, "reader-1")
    assert "calibration error, statements" in terminal(scores)
