"""What answers say beside their bodies: to pages of other sites, of limits, of what is on its way out; how they are packed."""

import gzip
import re
from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import path
from drf_spectacular.generators import SchemaGenerator

from config import urls
from events.api.deprecation import Deprecated
from events.api.kinds import Text
from events.api.parameters import Parameter
from events.api.views import CountryViewSet
from events.services.keys import issue_key
from events.vocabulary import Scope
from tests.factories import make_country, make_meeting, make_person, make_statement

PACKED = {"HTTP_ACCEPT_ENCODING": "gzip"}
NOBODY = "01980000-0000-7000-8000-000000000000"


# --- Limits


@override_settings(THROTTLE_READ="1/h,3")
def test_limits_are_told_with_every_answer(reader):
    told = [reader.get("countries/") for _ in range(4)]
    assert [answer.status_code for answer in told] == [200, 200, 200, 429]
    assert {answer["RateLimit-Policy"] for answer in told} == {'"read";q=3;w=10800'}
    assert [re.sub(";t=.*", "", answer["RateLimit"]) for answer in told] == [f'"read";r={left}' for left in (2, 1, 0, 0)]
    back = [int(answer["RateLimit"].rpartition("=")[2]) for answer in told]
    assert [round(seconds / 3600) for seconds in back] == [1, 2, 3, 3]
    assert 3500 <= int(told[-1]["Retry-After"]) <= 3600
    assert told[-1]["Content-Type"] == "application/problem+json"


@override_settings(THROTTLE_READ="off")
def test_without_a_limit_none_is_told(reader):
    assert "RateLimit" not in reader.get("countries/")


@override_settings(THROTTLE_WRITE="1/h,2")
def test_writes_have_a_limit_of_their_own_for_each_key(reader):
    for _ in range(2):
        reader.client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='x', scopes=[Scope.EDIT])[1]}")
        told = [reader.client.delete(f"/api/v1/meetings/{NOBODY}/?reason=x") for _ in range(3)]
        assert [answer.status_code for answer in told] == [404, 404, 429]
        assert told[-1]["RateLimit-Policy"] == '"write";q=2;w=7200'


def test_a_key_may_have_a_quota_of_its_own(reader):
    text = issue_key(name="slow", scopes=[Scope.READ], rate="1/h,2")[1]
    reader.client.credentials(HTTP_AUTHORIZATION=f"Api-Key {text}")
    told = [reader.get("countries/") for _ in range(3)]
    assert [answer.status_code for answer in told] == [200, 200, 429]
    assert told[0]["RateLimit-Policy"] == '"read";q=2;w=7200'


# --- Other sites


def test_pages_of_other_sites_may_read_and_nothing_else(reader):
    meeting = make_meeting()
    for address in ("meetings/", f"meetings/{meeting.pk}/", "meetings/7/", "meetings/?colour=red", "/api/schema/"):
        answer = reader.get(address, HTTP_ORIGIN="https://elsewhere.example")
        assert answer["Access-Control-Allow-Origin"] == "*", address
        assert "Access-Control-Allow-Credentials" not in answer
        assert {"ETag", "Link", "Retry-After", "RateLimit"} <= set(answer["Access-Control-Expose-Headers"].split(", "))
    asked = {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PATCH"}
    preflight = reader.client.options(f"/api/v1/meetings/{meeting.pk}/", **asked)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in reader.client.post("/api/v1/imports/", {"text": "x"})
    assert "Access-Control-Allow-Origin" not in reader.client.get("/admin/login/")


# --- HEAD and OPTIONS


def addresses():
    """Every address of the API that can be read, with an id of nobody."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return [
        re.sub(r"\{.*?\}", lambda m: "manifest.json" if m[0] == "{file}" else NOBODY, path)
        for path, item in schema["paths"].items()
        if "get" in item
    ]


def test_whatever_can_be_read_has_head_and_options(reader):
    make_country("TR")
    for address in [*addresses(), "/api/schema/", "/api/docs/", "/api/redoc/", "/health/"]:
        get, head, options = (getattr(reader.client, method)(address) for method in ("get", "head", "options"))
        assert (head.status_code, head.content) == (get.status_code, b""), address
        assert head["Content-Type"] == get["Content-Type"]
        if get.status_code != 401 and address != "/health/":
            assert options.status_code in (200, 204), address
            assert {"GET", "HEAD", "OPTIONS"} <= set(options["Allow"].split(", ")), address


@pytest.mark.parametrize("form", ["ndjson", "csv", "ics", "atom"])
def test_head_of_a_stream_works_nothing_out(reader, form, django_assert_max_num_queries):
    make_meeting()
    with django_assert_max_num_queries(1):
        answer = reader.client.head(f"/api/v1/meetings/?format={form}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Type"] == reader.get(f"meetings/?format={form}")["Content-Type"]


# --- Packing


def test_answers_are_packed_for_who_can_unpack_them(reader):
    for i in range(20):
        make_meeting(title=f"Round {i}")
    plain = reader.get("meetings/")
    packed = reader.get("meetings/", **PACKED)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3
    assert int(packed["Content-Length"]) == len(packed.content)
    assert set(packed["Vary"].split(", ")) == {"Accept", "Accept-Encoding", "Authorization", "Cookie"}
    assert packed["ETag"] == f"W/{plain['ETag']}"  # other bytes, the same answer
    for known in (plain["ETag"], packed["ETag"]):
        assert reader.get("meetings/", HTTP_IF_NONE_MATCH=known, **PACKED).status_code == 304
    assert "Content-Encoding" not in reader.client.get("/admin/login/", **PACKED)


@pytest.mark.parametrize("form", ["ndjson", "csv", "ics"])
def test_streams_are_packed_to_the_last_row(reader, form):
    for i in range(20):
        make_meeting(title=f"Round {i}")
    plain = b"".join(reader.get(f"meetings/?format={form}").streaming_content)
    packed = reader.get(f"meetings/?format={form}", **PACKED)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(packed.streaming_content)) == plain
    assert plain.count(b"Round") == 20


def test_a_packed_record_can_be_edited_by_its_tag(reader):
    statement = make_statement(speaker=make_person(), text="They will talk again, they said, " * 10)
    answer = reader.get(f"statements/{statement.pk}/", **PACKED)
    assert answer["ETag"].startswith('W/"1-')
    reader.client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='x', scopes=[Scope.EDIT])[1]}")
    headers = {"HTTP_IF_MATCH": answer["ETag"]}
    patch = {"kind": "indirect", "reason": "Nothing is quoted."}
    assert reader.client.patch(f"/api/v1/statements/{statement.pk}/", patch, format="json", **headers).status_code == 200
    assert reader.client.patch(f"/api/v1/statements/{statement.pk}/", patch, format="json", **headers).status_code == 412


# --- What is on its way out


class OldCountryViewSet(CountryViewSet):
    """As a list that will go, with a parameter that goes earlier."""

    deprecated = {"list": Deprecated(date(2026, 1, 1), "use countries.", date(2027, 6, 30))}
    filters = (
        Parameter("colour", Text(), "Of the flag.", deprecated=Deprecated(date(2025, 7, 1), "look at it.", date(2026, 12, 1))),
    )


urlpatterns = [
    path("api/v1/old/", OldCountryViewSet.as_view({"get": "list"})),
    path("api/v1/older/<slug:id>/", OldCountryViewSet.as_view({"get": "retrieve"})),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
def test_what_is_deprecated_says_so_to_who_uses_it(reader):
    make_country("TR")
    answer = reader.get("old/")
    assert (answer["Deprecation"], answer["Sunset"]) == ("@1767225600", "Wed, 30 Jun 2027 00:00:00 GMT")
    answer = reader.get("old/?colour=red")
    assert (answer["Deprecation"], answer["Sunset"]) == ("@1751328000", "Tue, 01 Dec 2026 00:00:00 GMT")
    for address in ("older/TR/", "countries/"):
        assert not {"Deprecation", "Sunset"} & set(reader.get(address).headers)


def test_what_is_deprecated_is_documented_so():
    patterns = [path("api/v1/old/", OldCountryViewSet.as_view({"get": "list"}))]
    described = SchemaGenerator(patterns=patterns).get_schema(public=True)
    operation = described["paths"]["/api/v1/old/"]["get"]
    assert operation["deprecated"] is True
    assert "gone on 2027-06-30" in operation["description"]
    (colour,) = [parameter for parameter in operation["parameters"] if parameter["name"] == "colour"]
    assert (colour["deprecated"], "look at it." in colour["description"]) == (True, True)


def test_readers_without_a_session_are_led_to_https_and_kept_there(settings, db) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    plain, safe = Client().get("/api/v1/meetings/"), Client().get("/api/v1/meetings/", secure=True)
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/api/v1/meetings/")
    assert (safe.status_code, safe["X-Content-Type-Options"]) == (200, "nosniff")
    assert safe["Strict-Transport-Security"].startswith("max-age=3600")
