"""Keys of the API: made here or by `manage.py create_api_key`, shown once, revoked here."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from events.admin.base import RecordAdmin
from events.models import ApiKey
from events.services.keys import issue_key, revoke_key
from events.vocabulary import Scope


class ApiKeyForm(forms.ModelForm):
    """A new key."""

    scopes = forms.TypedMultipleChoiceField(
        choices=[(scope.value, scope.value) for scope in Scope],
        coerce=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text="read: full texts; import: hand in documents; edit: pin, merge, split, reject, delete.",
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes", "expires_at", "rate")


@admin.register(ApiKey)
class ApiKeyAdmin(RecordAdmin):
    explanation = "A key cannot be changed or shown again. Revoke it and make another."
    form = ApiKeyForm
    list_display = ("name", "prefix", "scopes", "state", "created_at", "last_used_at", "expires_at")
    search_fields = ("name", "=prefix")
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False  # a revoked key still says whose changes those were

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        if obj is None:
            return ApiKeyForm.Meta.fields
        return ("name", "prefix", "scopes", "rate", "created_at", "created_by", "expires_at", "revoked_at", "last_used_at")

    @admin.display(description="state")
    def state(self, key: ApiKey) -> str:
        if key.revoked_at:
            return "revoked"
        return "valid" if key.is_valid else "expired"

    def save_model(self, request: HttpRequest, obj: ApiKey, form: forms.ModelForm, change: bool) -> None:
        values = form.cleaned_data
        key, text = issue_key(
            name=values["name"], scopes=values["scopes"], expires_at=values["expires_at"], rate=values["rate"], by=request.user
        )
        obj.pk = key.pk
        obj.refresh_from_db()
        obj._state.adding = False
        messages.warning(request, f"Copy the key now, it is not shown again: {text}")

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: models.QuerySet[ApiKey]) -> None:
        for key in keys:
            revoke_key(key=key)
        messages.success(request, f"{len(keys)} revoked.")
