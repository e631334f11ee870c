"""What a browser may do with our pages, and what somebody who guesses passwords gets."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import F
from django.urls import reverse

pytestmark = pytest.mark.django_db

PAGES = ["admin:login", "docs", "redoc"]


def directives(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("name", PAGES)
def test_pages_run_no_script_of_their_own(client, name) -> None:
    response = client.get(reverse(name))
    policy = directives(response)
    assert policy["script-src"] == ["'self'"]
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == (["'none'"],) * 3
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|javascript:", response.content.decode())
    assert inline == []


def test_every_answer_has_the_policy(client) -> None:
    for address in ("/health/", "/api/v1/countries/", "/nowhere/", "/api/v1/nowhere/"):
        assert directives(client.get(address))["default-src"] == ["'none'"], address


def sign_in(client, name: str, password: str, address: str = "192.0.2.1"):
    return client.post(reverse("admin:login"), {"username": name, "password": password}, REMOTE_ADDR=address)


def test_guessing_a_password_locks_the_name_out_for_that_address(client) -> None:
    cache.clear()
    users = get_user_model().objects
    users.create_superuser("editor", password="a right one")
    users.create_superuser("colleague", password="another right one")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        refused = sign_in(client, "editor", "a wrong one")
    assert refused.status_code == 429
    assert "Too many failures" in refused.content.decode()
    assert sign_in(client, "editor", "a right one").status_code == 429
    assert sign_in(client, "colleague", "another right one").status_code == 302
    client.logout()
    assert sign_in(client, "editor", "a right one", address="192.0.2.2").status_code == 302


def test_guessing_with_many_names_locks_the_address_out(client) -> None:
    get_user_model().objects.create_superuser("editor", password="a right one")
    tried = [sign_in(client, f"guess-{number}", "a wrong one") for number in range(settings.LOGIN_ADDRESS_FAILURES)]
    assert [page.status_code for page in tried] == [200] * (settings.LOGIN_ADDRESS_FAILURES - 1) + [429]
    locked = sign_in(client, "editor", "a right one")
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes" in locked.content.decode()
    assert sign_in(client, "editor", "a right one", address="192.0.2.2").status_code == 302


def test_addresses_of_one_network_of_ipv6_are_one(client) -> None:
    get_user_model().objects.create_superuser("editor", password="a right one")
    for number in range(settings.AXES_FAILURE_LIMIT):
        page = sign_in(client, "editor", "a wrong one", address=f"2001:db8:0:7::{number:x}")
    assert page.status_code == 429
    assert sign_in(client, "editor", "a right one", address="2001:db8:0:7:ffff::1").status_code == 429
    assert sign_in(client, "editor", "a right one", address="2001:db8:0:8::1").status_code == 302


def test_addresses_of_ipv4_are_told_apart_where_a_socket_takes_both(client) -> None:
    get_user_model().objects.create_superuser("editor", password="a right one")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = sign_in(client, "editor", "a wrong one", address="::ffff:192.0.2.1")
    assert page.status_code == 429
    assert sign_in(client, "editor", "a right one", address="192.0.2.1").status_code == 429
    assert sign_in(client, "editor", "a right one", address="::ffff:192.0.2.2").status_code == 302


def test_trying_while_locked_out_does_not_put_off_the_end(client) -> None:
    get_user_model().objects.create_superuser("editor", password="a right one")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "editor", "a wrong one")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME * 0.9)
    assert sign_in(client, "editor", "a right one").status_code == 429
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME * 0.2)
    assert sign_in(client, "editor", "a right one").status_code == 302


def test_a_forged_header_gives_no_new_address(client) -> None:
    get_user_model().objects.create_superuser("editor", password="a right one")
    for number in range(settings.AXES_FAILURE_LIMIT):
        page = client.post(
            reverse("admin:login"),
            {"username": "editor", "password": "a wrong one"},
            REMOTE_ADDR="192.0.2.1",
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    assert page.status_code == 429
