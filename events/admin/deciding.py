"""The forms with which editors decide about a meeting, a person or a statement: one for each kind of decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from events.admin.fields import shown_date
from events.models import Decision, Meeting, MeetingClaim, PersonMention
from events.services import decisions
from events.services.decisions import Actor
from events.services.pins import PINNABLE
from events.vocabulary import Capacity, DecidedResource

SEVERAL = frozenset({"portfolios", "parties", "organizations"})


class DecisionForm(forms.Form):
    """What every decision needs: why. `decide` makes the decision; the record's id and the actor are given."""

    title = ""
    permission = "events.add_decision"
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2, "cols": 80}), help_text="Kept with the decision.")

    def __init__(self, record: Any, resource: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.record, self.resource = record, resource
        self.order_fields([name for name in self.fields if name != "reason"])

    def decide(self, actor: Actor) -> Decision:
        raise NotImplementedError

    def common(self, actor: Actor) -> dict[str, Any]:
        """What all services take."""
        return {"resource": self.resource, "id": self.record.pk, "reason": self.cleaned_data["reason"], "actor": actor}


class PinForm(DecisionForm):
    """Pin a field."""

    title = "Pin a field"
    field = forms.ChoiceField()
    value = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="In the form of the API; several words with commas; a person or a meeting by its id. Empty: not known.",
    )

    def __init__(self, record: Any, resource: str, *args: Any, **options: Any) -> None:
        super().__init__(record, resource, *args, **options)
        names = [name for name in PINNABLE[resource] if name != "participants"]
        self.fields["field"].choices = [(name, name.replace("_", " ")) for name in names]  # type: ignore[attr-defined]

    def decide(self, actor: Actor) -> Decision:
        field, text = self.cleaned_data["field"], self.cleaned_data["value"].strip()
        value: Any = text or None
        if field in SEVERAL:
            value = [word.strip() for word in text.split(",") if word.strip()]
        return decisions.pin(field=field, value=value, **self.common(actor))


class UnpinForm(DecisionForm):
    """Revoke all pins of a field, so that documents have their say again."""

    title = "Unpin a field"
    permission = "events.change_decision"
    field = forms.ChoiceField(help_text="Of the participants, all that are pinned.")

    def __init__(self, record: Any, resource: str, *args: Any, **options: Any) -> None:
        super().__init__(record, resource, *args, **options)
        names = decisions.pinned_fields(resource, record)
        self.fields["field"].choices = [(name, name.replace("_", " ")) for name in names]  # type: ignore[attr-defined]

    def decide(self, actor: Actor) -> Decision:
        return decisions.unpin(field=self.cleaned_data["field"], **self.common(actor))[-1]


class ParticipantForm(DecisionForm):
    """Say of a person that he or she took part, how, or that not."""

    title = "Pin a participant"
    person = forms.UUIDField(help_text="The person's id.")
    took_part = forms.BooleanField(required=False, initial=True)
    office = forms.CharField(required=False, max_length=200, help_text="Empty: as documents tell it.")
    capacity = forms.ChoiceField(required=False, choices=[("", "as documents tell it"), *((c.value, c.value) for c in Capacity)])
    country = forms.CharField(required=False, max_length=2, help_text="Code; empty: as documents tell it.")
    organization = forms.CharField(required=False, max_length=60, help_text="Slug; empty: as documents tell it.")

    def decide(self, actor: Actor) -> Decision:
        given = {name: self.cleaned_data[name] for name in ("office", "capacity", "country", "organization")}
        value = {"person": str(self.cleaned_data["person"]), "took_part": self.cleaned_data["took_part"]}
        return decisions.pin(field="participants", value=value | {n: v for n, v in given.items() if v}, **self.common(actor))


class MergeForm(DecisionForm):
    """Merge another record into this one."""

    title = "Merge another into this one"
    other = forms.UUIDField(help_text="The id of the record that is the same as this one: it will lead to this one.")

    def decide(self, actor: Actor) -> Decision:
        return decisions.merge(other=self.cleaned_data["other"], **self.common(actor))


class JudgeForm(DecisionForm):
    """Say whether two records are one."""

    title = "Judge whether another one is the same"
    other = forms.UUIDField(help_text="The id of the other record.")
    same = forms.ChoiceField(choices=[("yes", "the same"), ("no", "another one")], widget=forms.RadioSelect)

    def decide(self, actor: Actor) -> Decision:
        same = self.cleaned_data["same"] == "yes"
        return decisions.judge(other=self.cleaned_data["other"], same=same, **self.common(actor))


class SplitForm(DecisionForm):
    """Split off what is not of this record."""

    title = "Split off"
    parts = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, help_text="What is of another meeting or person.")

    def __init__(self, record: Any, resource: str, *args: Any, **options: Any) -> None:
        super().__init__(record, resource, *args, **options)
        self._parts = _claims(record) if resource == DecidedResource.MEETINGS else _spellings(record)
        self.fields["parts"].choices = [(key, shown) for key, shown, _ in self._parts]  # type: ignore[attr-defined]

    def decide(self, actor: Actor) -> Decision:
        chosen = set(self.cleaned_data["parts"])
        return decisions.split(parts=[part for key, _, part in self._parts if key in chosen], **self.common(actor))


class RejectForm(DecisionForm):
    """Say that something is misread."""

    title = "Reject as misread"

    def decide(self, actor: Actor) -> Decision:
        return decisions.reject(**self.common(actor))


class RejectPartForm(DecisionForm):
    """Say that one claim of a meeting, or one mention of a person, is misread."""

    title = "Reject one telling as misread"
    part = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, record: Any, resource: str, *args: Any, **options: Any) -> None:
        super().__init__(record, resource, *args, **options)
        parts = _claims(record) if resource == DecidedResource.MEETINGS else _mentions(record)
        self.fields["part"].choices = [(key, shown) for key, shown, _ in parts]  # type: ignore[attr-defined]

    def decide(self, actor: Actor) -> Decision:
        part = UUID(self.cleaned_data["part"])
        if self.resource == DecidedResource.MEETINGS:
            return decisions.reject(claim=part, **self.common(actor))
        return decisions.reject(mention=part, **self.common(actor))


class DeleteForm(DecisionForm):
    """Take the record out although documents tell of it."""

    title = "Delete"

    def decide(self, actor: Actor) -> Decision:
        return decisions.delete(**self.common(actor))


class RevokeForm(DecisionForm):
    """Take a decision back."""

    title = "Revoke"
    permission = "events.change_decision"

    def decide(self, actor: Actor) -> Decision:
        return decisions.revoke(decision=self.record.pk, reason=self.cleaned_data["reason"], actor=actor)


_LINKING: dict[str, type[DecisionForm]] = {"merge": MergeForm, "split": SplitForm, "judge": JudgeForm}
FORMS: dict[str, dict[str, type[DecisionForm]]] = {
    DecidedResource.MEETINGS: {
        "pin": PinForm, "participant": ParticipantForm, "unpin": UnpinForm, **_LINKING, "reject": RejectPartForm,
        "delete": DeleteForm,
    },
    DecidedResource.PERSONS: {"pin": PinForm, "unpin": UnpinForm, **_LINKING, "reject": RejectPartForm, "delete": DeleteForm},
    DecidedResource.STATEMENTS: {"pin": PinForm, "unpin": UnpinForm, "reject": RejectForm, "delete": DeleteForm},
}  # fmt: skip
"""resource → name in the address → form."""

Part = tuple[str, str, Any]
"""A choice's key, how it is shown, and what the service takes."""


def _claims(meeting: Meeting) -> list[Part]:
    rows = MeetingClaim.objects.filter(meeting=meeting).select_related("document").defer("document__text", "document__search")
    return [(str(c.pk), f"{c.document}: {', '.join(c.entities)}, {shown_date(c, 'start')}", c.pk) for c in rows]


def _spellings(person: Any) -> list[Part]:
    told = PersonMention.objects.filter(person=person).order_by("name", "country", "organization")
    rows = told.values("name", "country", "organization").distinct()
    return [(str(number), ", ".join(str(word) for word in row.values() if word), row) for number, row in enumerate(rows)]


def _mentions(person: Any) -> list[Part]:
    rows = PersonMention.objects.filter(person=person).select_related("document").defer("document__text", "document__search")
    return [(str(m.pk), f"{m.name} in {m.document}", m.pk) for m in rows[:200]]


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """What a service has refused, beside the field that it names."""
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)
