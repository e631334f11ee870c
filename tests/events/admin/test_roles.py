"""Who may do what in the admin: every model's pages and every button against every role."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.vocabulary import DeliveryState
from sources.models import Delivery, Import
from tests.events.admin.record import make_record

pytestmark = pytest.mark.django_db
MODELS = [m for label in ("events", "sources") for m in apps.get_app_config(label).get_models() if m in admin.site._registry]
BUTTONS = ("cancel", "resume", "retry")


def pages() -> list[str]:
    found = []
    for model in MODELS:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[model._default_manager.values_list("pk")[0][0]])]
    return found


@pytest.fixture
def role(django_user_model):
    """A signed-in client of an account: `staff`, and with the rights whose names begin so."""

    def made(staff: bool, *rights: str) -> Client:
        user = django_user_model.objects.create_user(f"user-{len(rights)}-{staff}", is_staff=staff)
        for right in rights:
            user.user_permissions.add(*Permission.objects.filter(codename__startswith=right))
        client = Client()
        client.force_login(user)
        return client

    return made


def test_pages_are_for_those_who_may_see_them(role) -> None:
    make_record()
    nobody, outsider, clerk, viewer = Client(), role(False), role(True), role(True, "view_")
    for page in pages():
        assert [client.get(page).status_code for client in (nobody, outsider, clerk, viewer)] == [302, 302, 403, 200], page


def test_who_may_only_look_changes_nothing(role) -> None:
    make_record()
    viewer = role(True, "view_")
    for page in pages()[1::2]:  # of records, not of lists
        assert viewer.post(page, {}).status_code == 403, page
        assert viewer.post(page.removesuffix("change/") + "delete/", {"post": "yes"}).status_code == 403, page


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons_of_an_import_are_for_those_who_may_change_imports(name: str, role) -> None:
    make_record()
    batch = Import.objects.get()
    address = reverse(f"admin:sources_import_{name}", args=[batch.pk])
    assert [c.post(address).status_code for c in (Client(), role(False), role(True), role(True, "view_"))] == [302, 302, 403, 403]
    assert role(True, "view_", "change_import").get(address).status_code == 405


def test_an_editor_cancels_and_goes_on(admin_client: Client) -> None:
    make_record()
    batch = Import.objects.get()
    page = reverse("admin:sources_import_change", args=[batch.pk])
    assert f'formaction="{reverse("admin:sources_import_cancel", args=[batch.pk])}"' in admin_client.get(page).content.decode()
    admin_client.post(reverse("admin:sources_import_cancel", args=[batch.pk]))
    assert Delivery.objects.filter(batch=batch, state=DeliveryState.CANCELLED).count() == 2
    shown = admin_client.get(page).content.decode()
    assert "cancelled: 3 of 6, 2 failed" in shown
    assert 'data-live="on"' not in shown
    answer = admin_client.post(reverse("admin:sources_import_cancel", args=[batch.pk]), follow=True)
    assert "cancelled already" in answer.content.decode()
    admin_client.post(reverse("admin:sources_import_resume", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "running"
    assert f'id="progress-{batch.pk}" data-live="on"' in admin_client.get(page).content.decode()
