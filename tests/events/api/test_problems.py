"""Every error is application/problem+json with the id of the request; what moved or went says so."""

import logging

import pytest
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from config import urls
from events.api.throttling import Rate
from events.services.writing import writing
from tests.factories import make_country, make_meeting, make_person, make_statement

NOBODY = "01980000-0000-7000-8000-000000000000"
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


class BodySerializer(serializers.Serializer):
    names = serializers.ListField(child=serializers.IntegerField())
    nested = serializers.DictField(child=serializers.CharField(max_length=2))


@api_view(["POST"])
@permission_classes([AllowAny])
def write(request: Request) -> Response:
    body = BodySerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return Response(body.data)


@api_view(["GET"])
def fail(request: Request, how: str) -> Response:
    raise {"broken": ZeroDivisionError, "denied": exceptions.PermissionDenied, "stranger": exceptions.NotAuthenticated}[how]


urlpatterns = [path("api/v1/write/", write), path("api/v1/fail/<how>/", fail), *urls.urlpatterns]
own_urls = pytest.mark.urls(__name__)


def assert_problem(response, status, **parts):
    """The response is a problem of this status with these parts."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "instance", "errors"}
    assert body["status"] == status
    assert body["instance"] == response["X-Request-ID"]
    assert body["detail"]
    for name, value in parts.items():
        assert body[name] == value


NOWHERE = [
    "meetings/7/", f"meetings/{NOBODY}/", f"meetings/{NOBODY}/statements/", f"meetings/{NOBODY}/evidence/", "meetings/7/colours",
    f"persons/{NOBODY}/", f"persons/{NOBODY}/meetings/", f"statements/{NOBODY}/", f"documents/{NOBODY}/",
    "countries/XX/", "countries/%00/", "countries/" + "X" * 5000 + "/", "organizations/nobody/", "organizations/%ED%A0%80/",
    "colours/", "/api/", "/api/v2/meetings/", "/api/v1/%ff%fe/",
]  # fmt: skip


@pytest.mark.parametrize("address", NOWHERE)
def test_not_found(reader, address):
    assert_problem(reader.get(address), 404, title="Not Found", errors=[])


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [(method, "meetings/", {"GET", "HEAD", "OPTIONS"}) for method in ("post", "put", "patch", "delete", "trace")]
    + [(method, f"meetings/{NOBODY}/", {"GET", "HEAD", "OPTIONS", "PATCH", "DELETE"}) for method in ("post", "put", "trace")],
)
def test_method_not_allowed(reader, method, address, allowed):
    response = getattr(reader.client, method)(f"/api/v1/{address}")
    assert_problem(response, 405, title="Method Not Allowed")
    assert set(response["Allow"].split(", ")) == allowed


def test_not_acceptable(reader):
    assert_problem(reader.get("meetings/", HTTP_ACCEPT="text/html"), 406, title="Not Acceptable")
    assert reader.get("meetings/", HTTP_ACCEPT="text/html,*/*;q=0.8").status_code == 200


@own_urls
def test_unsupported_media_type(reader):
    assert_problem(reader.client.post("/api/v1/write/", b"<a/>", content_type="application/xml"), 415)


@own_urls
@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 20_000])
def test_a_body_that_is_no_json(reader, body):
    assert_problem(reader.client.post("/api/v1/write/", body, content_type="application/json"), 400)


@own_urls
def test_a_body_that_is_not_valid_is_pointed_into(reader):
    response = reader.client.post("/api/v1/write/", {"names": [1, "x"], "nested": {"a": "long"}}, format="json")
    assert_problem(response, 400)
    assert {fault["pointer"] for fault in response.json()["errors"]} == {"/names/1", "/nested/a"}


@own_urls
@pytest.mark.parametrize(("how", "status"), [("denied", 403), ("stranger", 403)])
def test_refused(reader, how, status):
    assert_problem(reader.get(f"fail/{how}/"), status)


@own_urls
def test_a_fault_on_our_side(reader, caplog):
    reader.client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL, logger="django_structlog"):
        assert_problem(reader.get("fail/broken/"), 500, title="Internal Server Error")


def test_a_strange_host_is_a_problem_too(reader):
    assert_problem(reader.get("meetings/", HTTP_HOST="evil.example"), 400)


def test_addresses_outside_the_api_are_pages(reader):
    assert reader.get("/nothing/")["Content-Type"].startswith("text/html")


def test_a_missing_slash_is_put_there(reader):
    response = reader.get("meetings?party=TR")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/meetings/?party=TR")


def test_merged_records_lead_to_the_survivor(reader):
    meeting, person = make_meeting(), make_person()
    merged, absorbed = make_meeting(merged_into=meeting), make_person(merged_into=person)
    for gone, there in {
        f"meetings/{merged.pk}/": f"meetings/{meeting.pk}/",
        f"meetings/{merged.pk}/?fields=id,title": f"meetings/{meeting.pk}/?fields=id,title",
        f"meetings/{merged.pk}/statements/?kind=direct": f"meetings/{meeting.pk}/statements/?kind=direct",
        f"meetings/{merged.pk}/evidence/": f"meetings/{meeting.pk}/evidence/",
        f"persons/{absorbed.pk}/": f"persons/{person.pk}/",
        f"persons/{absorbed.pk}/meetings/": f"persons/{person.pk}/meetings/",
    }.items():
        response = reader.get(gone)
        assert (response.status_code, response["Location"]) == (308, f"http://testserver/api/v1/{there}")
        assert reader.get(response["Location"]).status_code == 200


def test_deleted_records_are_gone(reader):
    meeting, person = make_meeting(deleted_at=timezone.now()), make_person(deleted_at=timezone.now())
    for address in (f"meetings/{meeting.pk}/", f"meetings/{meeting.pk}/evidence/", f"persons/{person.pk}/"):
        assert_problem(reader.get(address), 410, title="Gone")


def test_head_and_options(reader):
    meeting = make_meeting()
    for address in ("meetings/", f"meetings/{meeting.pk}/"):
        head, get = reader.client.head(f"/api/v1/{address}"), reader.get(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])
        assert reader.client.options(f"/api/v1/{address}").status_code == 200


def test_conditional_reads(reader):
    statement = make_statement(meeting=make_meeting())
    for address in ("meetings/", f"meetings/{statement.meeting_id}/", f"statements/{statement.pk}/", "countries/"):
        etag = reader.get(address)["ETag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            response = reader.get(address, HTTP_IF_NONE_MATCH=known)
            assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert reader.get(address, HTTP_IF_NONE_MATCH='"other"').status_code == 200
        assert reader.get(f"{address}?fields=id", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_a_tag_tells_the_version_and_changes_with_it(reader):
    meeting = make_meeting()
    address = f"meetings/{meeting.pk}/"
    etag = reader.get(address)["ETag"]
    assert etag.startswith('"1-')
    with writing():
        type(meeting).objects.filter(pk=meeting.pk).update(title="Another")
    changed = reader.get(address, HTTP_IF_NONE_MATCH=etag)
    assert (changed.status_code, changed.json()["title"]) == (200, "Another")
    assert changed["ETag"].startswith('"2-')


def test_each_form_of_an_answer_has_its_own_tag(reader, django_user_model):
    meeting = make_meeting(participants=[make_person()])
    address = f"meetings/{meeting.pk}/"
    tags = [reader.get(address + query)["ETag"] for query in ("", "?fields=id", "?expand=participants.person")]
    tags.append(reader.get(address, HTTP_HOST="127.0.0.1")["ETag"])
    reader.client.force_login(django_user_model.objects.create_user("editor", is_staff=True))
    tags.append(reader.get(address)["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_tag_covers_what_is_expanded(reader):
    person = make_person("Aylin Demir")
    asked = "?expand=participants.person"
    addresses = [f"meetings/{make_meeting(participants=[person]).pk}/{asked}", f"meetings/{asked}"]
    tags = {address: reader.get(address)["ETag"] for address in addresses}
    with writing():
        type(person).objects.filter(pk=person.pk).update(wikidata="Q7")
    for address, tag in tags.items():
        assert reader.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 200
        assert reader.get(address, HTTP_IF_NONE_MATCH=reader.get(address)["ETag"]).status_code == 304


@override_settings(THROTTLE_READ="1/h,3")
def test_too_many_requests(reader):
    make_country("TR")
    assert [reader.get("countries/").status_code for _ in range(3)] == [200, 200, 200]
    response = reader.get("countries/TR/")
    assert_problem(response, 429, title="Too Many Requests")
    assert 3590 <= int(response["Retry-After"]) <= 3600
    assert reader.get("countries/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert reader.get("countries/", HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == 429


@override_settings(THROTTLE_READ="1/h,1", TRUSTED_PROXIES=1)
def test_a_proxy_of_ours_is_believed_about_the_address(reader):
    assert reader.get("countries/", HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 200
    assert reader.get("countries/", HTTP_X_FORWARDED_FOR="198.51.100.9, 192.0.2.1").status_code == 429
    assert reader.get("countries/", HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 200


@override_settings(THROTTLE_READ="off")
def test_without_a_throttle(reader):
    assert {reader.get("countries/").status_code for _ in range(5)} == {200}


@pytest.mark.parametrize(
    ("text", "rate"),
    [("50/s", Rate(50, 2000)), ("60/m", Rate(1, 40)), ("50/s,7", Rate(50, 7)), ("1/h", Rate(1 / 3600, 1)), ("off", None)],
)
def test_rates(text, rate):
    assert Rate.parse(text) == rate
