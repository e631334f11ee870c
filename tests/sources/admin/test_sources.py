"""Editors add sources, poll them, look at what they would bring, and upload files."""

import gzip
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from events.vocabulary import DeliveryState, SourceKind
from sources.models import Delivery, Import, Source, Visit
from tests.sources.fetching.site import Site, redirects, serving

LIST = "admin:sources_source_changelist"
FIELDS = {
    "name": "Andes Wire",
    "interval": 60,
    "priority": 5,
    "pause": 0,
    "most_a_poll": 50,
    "most_a_day": 1_000,
    "columns": "{}",
}


@pytest.fixture
def site(settings: Any):
    settings.FETCH_LOOPBACK = True
    with serving() as running:
        yield running


def save(client: Client, source: Source | None = None, **values: Any) -> Any:
    name = "admin:sources_source_change" if source else "admin:sources_source_add"
    return client.post(reverse(name, args=[source.pk] if source else []), FIELDS | values, follow=True)


def errors(answer: Any) -> str:
    return str(answer.context["adminform"].form.errors) if answer.context and "adminform" in answer.context else ""


@pytest.mark.parametrize(
    ("kind", "address", "fault"),
    [
        ("feed", "https://news.example/feed", ""),
        ("manual", "", ""),
        ("feed", "", "needs an address"),
        ("feed", "http://169.254.169.254/", "no address of the public network"),
        ("page", "http://2130706433/", "odd notation"),
        ("list", "https://user:secret@news.example/list.csv", "name or password"),
        ("sitemap", "ftp://news.example/", "http://"),
        ("folder", "/etc", "outside the folders that may be watched"),
    ],
)
def test_a_source_that_could_never_be_polled_is_not_saved(kind: str, address: str, fault: str, admin_client: Client):
    answer = save(admin_client, kind=kind, address=address)
    assert Source.objects.count() == (0 if fault else 1)
    if fault:
        assert fault in errors(answer)


@pytest.mark.parametrize("columns", ['["text"]', '{"text": 5}', '{"body": "Remarks"}'])
def test_a_mapping_that_maps_nothing_is_refused(columns: str, admin_client: Client):
    assert "object of headings" in errors(save(admin_client, kind="manual", columns=columns))


@pytest.mark.django_db(transaction=True)
def test_a_source_is_polled_when_an_editor_says_so(admin_client: Client):
    source = Source.objects.create(name="Andes Wire", kind=SourceKind.FEED, address="https://news.example/feed")
    values = {"kind": source.kind, "address": source.address}
    told = [str(message) for message in save(admin_client, source, _poll="1", **values).context["messages"]]
    assert "To be polled now: Andes Wire." in told
    told = [str(message) for message in save(admin_client, source, _poll="1", paused="on", **values).context["messages"]]
    assert "Not polled (paused, manual, or polled at this moment): Andes Wire." in told


def test_a_test_shows_what_would_come_and_keeps_nothing(site: Site, admin_client: Client):
    source = Source.objects.create(name="Andes Wire", kind=SourceKind.FEED, address=site.url("/feed"), pause=0)
    site.pages["/feed"] = (
        b"<rss version='2.0'><channel><item><title>&lt;script&gt;alert(1)&lt;/script&gt; Talks</title><link>/lima</link></item>"
        b"<item><title>\xe2\x80\xaeevil</title><link>/quito</link></item></channel></rss>"
    )
    answer = save(admin_client, source, kind="feed", address=source.address, _test="1")
    page = answer.content.decode()
    assert site.url("/lima") in page
    assert "<script>alert" not in page
    assert "new" in page
    assert (Visit.objects.count(), Import.objects.count()) == (0, 0)
    source.address = site.url("/gone")
    assert "the host answers 404" in save(admin_client, source, kind="feed", address=source.address, _test="1").content.decode()
    source.address = site.url("/away")
    site.pages["/away"] = redirects("http://[")
    told = save(admin_client, source, kind="feed", address=source.address, _test="1").content.decode()
    assert "the host redirects to what is no address" in told


@pytest.mark.django_db
def test_who_may_only_look_neither_polls_nor_tests_nor_uploads(client: Client, django_user_model: Any):
    from django.contrib.auth.models import Permission

    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_source", "view_import"]))
    client.force_login(viewer)
    source = Source.objects.create(name="Andes Wire", kind=SourceKind.FEED, address="https://news.example/feed")
    page = client.get(reverse("admin:sources_source_change", args=[source.pk]))
    assert page.status_code == 200
    assert b'name="_poll"' not in page.content
    assert client.post(reverse("admin:sources_source_change", args=[source.pk]), FIELDS | {"_poll": "1"}).status_code == 403
    assert client.get(reverse("admin:sources_import_add")).status_code == 403
    assert client.post(reverse("admin:sources_import_add"), {}).status_code == 403


def upload(client: Client, *files: SimpleUploadedFile, **values: str) -> Any:
    return client.post(reverse("admin:sources_import_add"), {"documents": list(files)} | values, follow=True)


@pytest.mark.django_db(transaction=True)
def test_uploaded_files_are_accepted_and_what_cannot_be_read_is_refused_with_the_reason(admin_client: Client, settings: Any):
    settings.MAX_DOCUMENT_BYTES = 1_000
    answer = upload(
        admin_client,
        SimpleUploadedFile("lima.txt", b"They met."),
        SimpleUploadedFile("talks.csv", b"Nr,Remarks\n1,They met.\n2,They met again.\n"),
        SimpleUploadedFile("../../etc/pass wd.md", b"They met."),
        SimpleUploadedFile("all.zip", b"PK\x03\x04"),
        SimpleUploadedFile("bomb.json", gzip.compress(b"0" * 100_000)),
        SimpleUploadedFile("long.txt", b"x" * 2_000),
        columns="id=Nr, text=Remarks",
    )
    batch = Import.objects.get()
    assert [str(message) for message in answer.context["messages"]] == ["7 accepted; a worker reads them now."]
    assert answer.redirect_chain == [(reverse("admin:sources_import_change", args=[batch.pk]), 302)]
    found = {d.external_id: (d.state, d.reason) for d in Delivery.objects.filter(batch=batch)}
    waiting = {name for name, (state, _) in found.items() if state == DeliveryState.PENDING}
    assert waiting == {"lima", "1", "2", "pass wd", "bomb"}
    assert "files of the kind .zip cannot be read" in str(found["all"][1])
    assert "too large" in str(found["long"][1])


@pytest.mark.parametrize("columns", ["text", "author=Name", "text="])
def test_columns_are_written_as_the_form_says(columns: str, admin_client: Client):
    answer = upload(admin_client, SimpleUploadedFile("a.csv", b"text\nx\n"), columns=columns)
    assert "Columns are written text=HEADING" in answer.content.decode()
    assert Import.objects.count() == 0


def test_pages_of_sources_hosts_and_visits_open(admin_client: Client):
    source = Source.objects.create(name="Andes Wire", kind=SourceKind.FEED, address="https://news.example/feed")
    for name in ("source", "host", "visit", "import"):
        assert admin_client.get(reverse(f"admin:sources_{name}_changelist")).status_code == 200
    assert admin_client.get(reverse(LIST), {"kind": "feed"}).status_code == 200
    assert b"Save and poll now" in admin_client.get(reverse("admin:sources_source_change", args=[source.pk])).content
    assert admin_client.get(reverse("admin:sources_import_add")).status_code == 200
