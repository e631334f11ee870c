"""Scores as tables: for the terminal and for the page in docs/; and the figure that the next version is held to."""

from collections.abc import Mapping
from typing import Any

from sources.evaluation.calibration import bins, error
from sources.evaluation.scoring import RECORD, Scores

FALL = 0.01  # of the overall figure: what may be lost in one place for what is won in another


def terminal(scores: Scores) -> str:
    """Lines of text."""
    lines = [f"{'':30}{'precision':>10}{'recall':>8}{'F1':>8}{'expected':>10}{'found':>7}"]
    lines += [
        f"{name:30}{c.precision:>10.3f}{c.recall:>8.3f}{c.f1:>8.3f}{c.expected:>10}{c.found:>7}"
        for name, c in scores.counts.items()
    ]
    lines += ["", f"{'field':30}{'right':>10}{'of':>8}"]
    lines += [f"{name:30}{c.recall:>10.3f}{c.expected:>8}" for name, c in scores.fields.items()]
    lines += [f"{f'calibration error, {kind}':30}{error(sure):>10.3f}{len(sure):>8}" for kind, sure in scores.sure.items()]
    return "\n".join([*lines, "", f"{'documents':30}{scores.documents:>10}", f"{'overall':30}{scores.overall():>10.3f}"])


def page(scores: Scores, extractor: str) -> str:
    """The page docs/accuracy.md."""
    lines = [
        "# Accuracy",
        "",
        "How well this version reads, measured by `make evaluate CORPUS=dir WRITE=1` on real articles that people annotated.",
        "None of them is part of the project. The documents are imported together; each one's own reading is compared with what",
        "a careful reader took from it, item by item. The rules were written with the corpus in view: expect less on others.",
        "",
        f"Extractor `{extractor}`, {scores.documents} documents, overall **{scores.overall():.3f}**.",
        "",
        "| what | precision | recall | F1 | expected | found |",
        "|---|---|---|---|---|---|",
        *(
            f"| {n} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {c.expected} | {c.found} |"
            for n, c in scores.counts.items()
        ),
        "",
        "| field | right | of |",
        "|---|---|---|",
        *(f"| {n} | {c.recall:.3f} | {c.expected} |" for n, c in scores.fields.items()),
        "",
        *_calibration(scores),
        "What the measures mean:",
        "",
        "- A meeting is found when at least half of its parties agree; fields are counted over the meetings found.",
        "- A participant is found when the name agrees; those of meetings missed or invented count against it.",
        "- A statement's span is found when half of its words agree; the row `statements` also asks for the right speaker.",
        "- Same event: of all pairs of tellings in two documents, those held together rightly.",
        "- Overall: the mean of the F1 of meetings, participants, statements, persons and same event; of the mean of the fields",
        "  (start_date to prominence) times the recall of meetings; and of the mean of statement kind and meeting times the",
        "  recall of spans.",
    ]
    return "\n".join(lines) + "\n"


def _calibration(scores: Scores) -> list[str]:
    if not scores.sure:
        return []
    return [
        "## Confidence",
        "",
        "What a confidence is worth: of the items that were read with it, the share that was right. A meeting is right when its",
        f"{', '.join(RECORD[:-1])} and {RECORD[-1]} all are; a statement when its speaker and kind are. The interval holds the",
        "share that more documents would show, in 95 of 100 cases: it is wide where items are few.",
        "",
        "| what | confidence | items | on the mean | right | interval |",
        "|---|---|---|---|---|---|",
        *(
            f"| {kind} | from {b.least:.1f} | {b.number} | {b.confidence:.2f} | {b.right:.2f} | {b.low:.2f} to {b.high:.2f} |"
            for kind, sure in scores.sure.items()
            for b in bins(sure)
        ),
        "",
        f"Mean difference: {', '.join(f'{kind} {error(sure):.3f}' for kind, sure in scores.sure.items())}.",
        "",
    ]


def figure(scores: Scores, extractor: str) -> dict[str, Any]:
    """What is kept beside the page."""
    return {"extractor": extractor, "documents": scores.documents, "overall": round(scores.overall(), 3)}


def fall(scores: Scores, kept: Mapping[str, Any]) -> str | None:
    """What to do where the overall figure is too far below the kept one; None where it holds."""
    overall = round(scores.overall(), 3)
    if overall >= round(kept["overall"] - FALL, 3):
        return None
    return (
        f"overall has fallen from {kept['overall']} ({kept['extractor']}, {kept['documents']} documents) to {overall}:"
        " mend the reading, or keep the new figure with WRITE=1 and say why"
    )
