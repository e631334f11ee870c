"""Scores as tables: for the terminal and for the page in docs/."""

from sources.evaluation.scoring import Scores


def terminal(scores: Scores) -> str:
    """Lines of text."""
    lines = [f"{'':30}{'precision':>10}{'recall':>8}{'F1':>8}{'expected':>10}{'found':>7}"]
    lines += [
        f"{name:30}{c.precision:>10.3f}{c.recall:>8.3f}{c.f1:>8.3f}{c.expected:>10}{c.found:>7}"
        for name, c in scores.counts.items()
    ]
    lines += ["", f"{'field':30}{'right':>10}{'of':>8}"]
    lines += [f"{name:30}{c.recall:>10.3f}{c.expected:>8}" for name, c in scores.fields.items()]
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
