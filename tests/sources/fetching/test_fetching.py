"""What a host may do to us, and what it gets: bytes, seconds and redirects are bounded, validators are kept."""

import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from sources.fetching import FetchError, Limits, Policy, Validators, fetch
from sources.fetching.connecting import Patience
from sources.fetching.errors import BadAnswer, NotThere, TooLarge, TooManyRedirects, TooSlow, Unavailable, Unreachable
from tests.sources.fetching.site import Handler, Site, redirects, sends

SMALL = Limits(bytes=100_000, seconds=5)


def answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def test_a_page_with_its_type_charset_and_validators(site: Site, policy: Policy):
    seen: dict[str, str] = {}

    def page(handler: Handler) -> None:
        seen.update(handler.headers)
        headers = ("Content-Type: Text/HTML; charset=windows-1254", 'ETag: W/"7"', "Last-Modified: Tue, 04 Jun 2024 10:00:00 GMT")
        handler.wfile.write(answer("Çelik görüştü".encode("cp1254"), *headers))

    site.pages["/a"] = page
    found = fetch(site.url("/a#part"), policy)
    assert (found.url, found.content_type, found.charset) == (site.url("/a"), "text/html", "windows-1254")
    assert found.validators == Validators('W/"7"', "Tue, 04 Jun 2024 10:00:00 GMT")
    assert found.text_bytes.decode("utf-8-sig") == "Çelik görüştü"
    assert seen["User-Agent"] == "Chancery-Tests/1.0"
    assert not {"Cookie", "Authorization", "If-None-Match"} & set(seen)


def test_what_has_not_changed_costs_a_304(site: Site, policy: Policy):
    site.pages["/"] = b"<p>one</p>"
    first = fetch(site.url("/"), policy)
    again = fetch(site.url("/"), policy, known=first.validators)
    assert (again.body, again.validators) == (None, first.validators)
    site.pages["/"] = b"<p>two</p>"
    assert fetch(site.url("/"), policy, known=again.validators).body == b"<p>two</p>"
    assert site.statuses("/") == [200, 304, 200]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"x" * 5_000, mtime=0)),
        ("x-gzip", gzip.compress(b"x" * 2_000, mtime=0) + gzip.compress(b"x" * 3_000, mtime=0)),
        ("deflate", zlib.compress(b"x" * 5_000)),
        ("deflate", zlib.compress(b"x" * 5_000, wbits=-15)),
    ],
)
def test_packed_bodies_are_unpacked(encoding: str, packed: bytes, site: Site, policy: Policy):
    site.pages["/"] = sends(answer(packed, f"Content-Encoding: {encoding}"))
    assert fetch(site.url("/"), policy).body == b"x" * 5_000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(b"x" * 9_000, mtime=0)[:-12]), ("gzip", b"plain text"), ("br", b"\x0b\x02\x80"), ("gzip, gzip", b"")],
)
def test_what_is_not_packed_as_it_says_is_refused(encoding: str, packed: bytes, site: Site, policy: Policy):
    site.pages["/"] = sends(answer(packed, f"Content-Encoding: {encoding}"))
    with pytest.raises(BadAnswer):
        fetch(site.url("/"), policy)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_given_up_before_it_unfolds(encoding: str, site: Site, policy: Policy):
    zeros = b"\0" * 200_000_000
    bomb = gzip.compress(zeros) if encoding == "gzip" else zlib.compress(zeros)
    del zeros
    assert len(bomb) < 250_000
    site.pages["/"] = sends(answer(bomb, f"Content-Encoding: {encoding}"))
    tracemalloc.start()
    with pytest.raises(TooLarge, match="unpacked"):
        fetch(site.url("/"), policy, Limits(bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_hundred_megabytes_are_refused_without_being_held(site: Site, policy: Policy):
    def page(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(1_600):
            handler.wfile.write(b"word " * 13_107)

    site.pages["/endless"] = page
    site.pages["/announced"] = sends(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\nword")
    tracemalloc.start()
    with pytest.raises(TooLarge, match="more than 5,000,000 bytes"):
        fetch(site.url("/endless"), policy)
    with pytest.raises(TooLarge, match="announces 104,857,600"):
        fetch(site.url("/announced"), policy)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15_000_000


@pytest.mark.parametrize("part", [b"x", b"1\r\nx\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"X-Name: value\r\n"])
def test_a_host_that_sends_for_ever_is_cut_off(part: bytes, site: Site, policy: Policy):
    """In the body, in chunks of one byte, in preliminary answers, in headers."""
    heads = {b"x": b"HTTP/1.1 200 OK\r\n\r\n", b"1\r\nx\r\n": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}

    def page(handler: Handler) -> None:
        handler.wfile.write(heads.get(part, b"HTTP/1.1 200 OK\r\n" if part.startswith(b"X") else b""))
        while True:
            handler.wfile.write(part * 1_000)

    site.pages["/"] = page
    with pytest.raises((TooLarge, BadAnswer)):
        fetch(site.url("/"), policy, SMALL)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_a_host_that_drips_is_left_at_the_deadline_of_the_whole(head: bytes, site: Site, policy: Policy):
    """A byte now and then: no pause between two is too long, and the whole would never end."""

    def page(handler: Handler) -> None:
        handler.wfile.write(head)
        for byte in (head or b"HTTP/1.1 200 OK") * 100:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.05)

    site.pages["/"] = page
    started = time.monotonic()
    with pytest.raises(TooSlow, match="whole"):
        fetch(site.url("/"), policy, Limits(seconds=0.6, patience=Patience(connect=1, read=0.5)))
    assert time.monotonic() - started < 10


def test_a_host_that_falls_silent_is_left(site: Site, policy: Policy):
    def page(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nbegun")
        handler.connection.settimeout(5)
        handler.connection.recv(1)  # until the client leaves

    site.pages["/"] = page
    with pytest.raises(TooSlow, match="nothing came"):
        fetch(site.url("/"), policy, Limits(patience=Patience(read=0.2)))


@pytest.mark.parametrize(
    "raw",
    [b"", b"HTTP/1.1 200 OK\r\nC", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsh"],
)  # fmt: skip
def test_an_answer_that_is_cut_short_may_be_whole_another_time(raw: bytes, site: Site, policy: Policy):
    site.pages["/"] = sends(raw)
    with pytest.raises(Unreachable, match="the host closed the connection") as raised:
        fetch(site.url("/"), policy, SMALL)
    assert raised.value.again


@pytest.mark.parametrize(
    "raw",
    [answer(status="206 Part"), b"no http at all\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n",
     b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 101 Other\r\nUpgrade: x\r\n\r\n", b"\x16\x03\x01\x00\x05",
     b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"],
)  # fmt: skip
def test_broken_answers_are_told_apart_from_pages(raw: bytes, site: Site, policy: Policy):
    site.pages["/"] = sends(raw)
    with pytest.raises(BadAnswer) as raised:
        fetch(site.url("/"), policy, SMALL)
    assert not raised.value.again


@pytest.mark.parametrize(
    ("told", "content_type", "charset"),
    [
        ('text/html;Charset="utf-8"', "text/html", "utf-8"),
        ("text/html ; x=y; charset = cp1252; z", "text/html", "cp1252"),
        ("text/html; charset*=utf-8''x; charset*0=y", "text/html", None),
        ("text/html; charset*" + "0" * 5_000 + "=x", "text/html", None),
        ("nonsense", "text/plain", None),
    ],
    ids=["quoted", "blanks", "two notations", "a long number", "no type"],
)
def test_odd_types_are_read_as_far_as_they_go(told: str, content_type: str, charset: str | None, site: Site, policy: Policy):
    site.pages["/"] = sends(answer(b"<p>here</p>", f"Content-Type: {told}"))
    found = fetch(site.url("/"), policy)
    assert (found.content_type, found.charset, found.text_bytes[-11:]) == (content_type, charset, b"<p>here</p>")


def test_redirects_are_followed_counted_and_circles_seen(site: Site, policy: Policy):
    site.pages |= {f"/{n}": redirects(f"/{n + 1}", status) for n, status in enumerate((301, 302, 303, 307, 308, 302, 302))}
    site.pages["/2"] = site.pages["/there"] = b"<p>here</p>"
    assert (fetch(site.url("/0"), policy).url, fetch(site.url("/0"), policy).body) == (site.url("/2"), b"<p>here</p>")
    site.pages["/2"] = redirects("/3")
    with pytest.raises(TooManyRedirects, match="more than 5"):
        fetch(site.url("/0"), policy)
    site.pages |= {"/a": redirects("/b"), "/b": redirects("/a#x")}
    with pytest.raises(TooManyRedirects, match="circle"):
        fetch(site.url("/a"), policy)


@pytest.mark.parametrize(
    ("status", "kind", "again"),
    [
        ("404 Not Found", NotThere, False),
        ("403 No", NotThere, False),
        ("408 Late", Unavailable, True),
        ("429 Slow", Unavailable, True),
        ("503 No", Unavailable, True),
    ],
)
def test_a_status_that_is_no_page_tells_whether_to_come_again(status, kind, again, site: Site, policy: Policy):
    site.pages["/"] = sends(answer(b"", status=status))
    with pytest.raises(kind, match=status[:3]) as raised:
        fetch(site.url("/"), policy)
    assert raised.value.again is again


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        ("120", 120, 120),
        (format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), 3_000, 3_600),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0, 0),
        ("999999999", 604_800, 604_800),
    ],
    ids=["seconds", "in an hour", "long ago", "in decades"],
)
def test_retry_after_is_heard(told: str, least: float, most: float, site: Site, policy: Policy):
    site.pages["/"] = sends(answer(b"", f"Retry-After: {told}", status="503 Busy"))
    with pytest.raises(Unavailable) as raised:
        fetch(site.url("/"), policy)
    assert raised.value.after is not None
    assert least <= raised.value.after <= most


def test_a_retry_after_that_no_calendar_has_is_none(site: Site, policy: Policy):
    site.pages["/"] = sends(answer(b"", "Retry-After: 01 Jan 9999999999 00:00:00 GMT", status="503 Busy"))
    with pytest.raises(Unavailable) as raised:
        fetch(site.url("/"), policy)
    assert raised.value.after is None


def test_nobody_there_is_said_so(site: Site, policy: Policy):
    with pytest.raises(Unreachable):
        fetch("http://127.0.0.1:1/", policy)
    with pytest.raises(Unreachable, match="no TLS"):
        fetch(site.root.replace("http:", "https:"), policy, SMALL)
    assert issubclass(Unreachable, FetchError)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_truncated_fetch_keeps_the_beginning_to_the_last_byte(packed: bool, site: Site, policy: Policy):
    text = b"User-agent: *\n" * 50_000
    site.pages["/robots.txt"] = sends(answer(gzip.compress(text), "Content-Encoding: gzip")) if packed else text
    found = fetch(site.url("/robots.txt"), policy, Limits(bytes=100_000, truncate=True))
    assert found.body == text[:100_000]
