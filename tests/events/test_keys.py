"""Keys of the API: made, shown once, used, refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from events.models import ApiKey
from events.services.keys import find_key, issue_key, revoke_key
from events.vocabulary import Scope

pytestmark = pytest.mark.django_db


def test_a_key_is_found_by_its_text_alone() -> None:
    key, text = issue_key(name="newsroom", scopes=[Scope.READ, Scope.IMPORT])
    assert find_key(text=text) == key
    assert text not in str(ApiKey.objects.values().get())
    for wrong in ("", "chancery_", key.prefix, key.prefix + "_", text[:-1], text + "x", text.upper(), "x" * 10_000, "\udc80"):
        assert find_key(text=wrong) is None


def test_expired_and_revoked_keys_are_refused() -> None:
    now = timezone.now()
    _, text = issue_key(name="old", scopes=[Scope.READ], expires_at=now - timedelta(seconds=1))
    assert find_key(text=text) is None
    key, text = issue_key(name="lost", scopes=[Scope.READ], expires_at=now + timedelta(days=1))
    assert find_key(text=text)
    revoke_key(key=key)
    revoked = ApiKey.objects.get(pk=key.pk).revoked_at
    revoke_key(key=key)
    assert find_key(text=text) is None
    assert ApiKey.objects.get(pk=key.pk).revoked_at == revoked


def test_use_is_noted_once_a_minute(django_assert_num_queries) -> None:
    key, text = issue_key(name="busy", scopes=[Scope.READ])
    find_key(text=text)
    used: Any = ApiKey.objects.get(pk=key.pk).last_used_at
    with django_assert_num_queries(1):
        find_key(text=text)
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=used - timedelta(minutes=2))
    find_key(text=text)
    again: Any = ApiKey.objects.get(pk=key.pk).last_used_at
    assert again >= used


@pytest.mark.parametrize(("name", "scopes"), [("", [Scope.READ]), ("x" * 101, [Scope.READ]), ("none", [])])
def test_a_key_needs_a_name_and_a_scope(name, scopes) -> None:
    with pytest.raises(ValidationError):
        issue_key(name=name, scopes=scopes)
    assert not ApiKey.objects.exists()


def test_the_command_prints_the_key_once(capsys) -> None:
    call_command("create_api_key", "newsroom", "--scope", "read,import", "--expires", "30")
    text = capsys.readouterr().out.strip()
    key = find_key(text=text)
    assert key is not None
    assert (key.name, key.scopes) == ("newsroom", ["import", "read"])
    assert key.expires_at is not None
    assert timedelta(days=29) < key.expires_at - timezone.now() < timedelta(days=31)


@pytest.mark.parametrize("arguments", [["--scope", "write"], ["--scope", ""], ["--expires", "0"], ["--expires", "soon"]])
def test_the_command_names_what_is_wrong(arguments) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("create_api_key", "newsroom", *arguments)
    assert arguments[0] in str(raised.value)
    assert not ApiKey.objects.exists()


def test_an_editor_makes_and_revokes_keys_in_the_admin(client) -> None:
    client.force_login(get_user_model().objects.create_superuser("editor"))
    made = client.post(reverse("admin:events_apikey_add"), {"name": "partner", "scopes": ["edit"]}, follow=True)
    key: Any = ApiKey.objects.get()
    assert (key.scopes, key.created_by.get_username()) == (["edit"], "editor")
    page = made.content.decode()
    text = page.split("it is not shown again: ")[1].split("<")[0].strip()
    assert find_key(text=text) == key
    shown = client.get(reverse("admin:events_apikey_change", args=[key.pk])).content.decode()
    assert text not in shown
    assert key.prefix in shown
    client.post(reverse("admin:events_apikey_changelist"), {"action": "revoke", "_selected_action": [str(key.pk)]})
    assert find_key(text=text) is None
