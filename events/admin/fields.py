"""Form fields for what the record holds in its own forms: lists of words, partial dates, names in languages."""

from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError

from events.admin.display import NOTHING
from events.partial_dates import PartialDate, display


class LinesField(SimpleArrayField):
    """A list of words, one a line (a comma may belong to a word: "Washington, D.C.")."""

    def __init__(self, base_field: forms.Field, **options: Any) -> None:
        options["help_text"] = f"{options.get('help_text') or ''} One a line.".strip()
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "cols": 60}))
        super().__init__(base_field, delimiter="\n", **options)

    def clean(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        return super().clean("\n".join(line for line in lines if line))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(list(initial or []) != self.clean(data))
        except ValidationError:
            return True


class PartialDateField(forms.CharField):
    """A day, a month or a year: 2023-04-25, 2023-04 or 2023. Its value is a PartialDate or None."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "2023-04-25, 2023-04 or 2023; empty where unknown or open.")
        options.setdefault("required", False)
        super().__init__(max_length=10, **options)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(f"Not a date of the calendar: {error}.") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()


def partial_date_of(record: Any, prefix: str) -> PartialDate | None:
    """The partial date that a record holds in two columns."""
    earliest, latest = getattr(record, f"{prefix}_earliest"), getattr(record, f"{prefix}_latest")
    return PartialDate(earliest, latest) if earliest and latest else None


def shown_date(record: Any, prefix: str) -> str:
    """The same as it is shown: "2023-04-25", "2023-04", "2023"; a dash when unknown."""
    return display(getattr(record, f"{prefix}_earliest"), getattr(record, f"{prefix}_latest")) or NOTHING


def check_names(names: Any) -> None:
    """ValidationError unless the value is a list of {"name", "language"}."""
    if not isinstance(names, list):
        raise ValidationError('A list is needed: [{"name": "Türkei", "language": "de"}].')
    for number, row in enumerate(names, start=1):
        good = isinstance(row, dict) and set(row) == {"name", "language"}
        if not good or not isinstance(row["name"], str) or not row["name"].strip():
            raise ValidationError(f'Entry {number} needs exactly "name" (words) and "language" (BCP 47 or null).')
        if not isinstance(row["language"], str | None):
            raise ValidationError(f"Entry {number}: the language is text or null.")
