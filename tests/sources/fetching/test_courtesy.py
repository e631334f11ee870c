"""What we owe a host: its robots.txt, and its turn."""

import gzip
import socket

import pytest

from sources.fetching import Limits, Policy
from sources.fetching.courtesy import Guest
from sources.fetching.errors import Disallowed, ForbiddenAddress, Unavailable
from tests.sources.fetching.site import Site, redirects, sends
from tests.sources.fetching.test_fetching import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(policy: Policy) -> Guest:
    """One that makes no pauses of its own."""
    return Guest(policy, pause=0)


# --- robots.txt


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_of_a_robots_txt_of_any_length_the_beginning_counts(packed: bool, site: Site, guest: Guest):
    text = b"# a word on us\n" * 33_000 + b"User-agent: *\nDisallow: /secret\n" + b"# and more of it\n" * 20_000
    assert text.find(b"/secret") < 512_000 < len(text)
    site.pages |= {"/secret": b"<p>kept</p>", "/open": b"<p>here</p>"}
    site.pages["/robots.txt"] = sends(answer(gzip.compress(text), "Content-Encoding: gzip")) if packed else text
    with pytest.raises(Disallowed):
        guest.get(site.url("/secret"), Limits())
    assert guest.get(site.url("/open"), Limits()).body == b"<p>here</p>"
    assert site.statuses("/secret") == []


@pytest.mark.parametrize(
    ("robots", "told"),
    [
        (sends(answer(b"\x0b\x02\x80", "Content-Encoding: br")), "cannot be understood, .*: the body is packed as 'br'"),
        (sends(b"no http at all\r\n\r\n"), "cannot be understood"),
        (redirects("http://10.0.0.1/robots.txt"), r"cannot be had, .*: 10\.0\.0\.1 is no address of the public network"),
        (sends(answer(status="500 Broken")), "cannot be had, .*: the host answers 500"),
    ],
    ids=["packed otherwise", "no HTTP", "leads inside", "broken"],
)
def test_where_what_the_robots_txt_says_cannot_be_known_nothing_else_is_fetched(robots, told: str, site: Site, guest: Guest):
    site.pages |= {"/robots.txt": robots, "/lima": b"<p>Lima</p>"}
    with pytest.raises(Unavailable, match=told):
        guest.get(site.url("/lima"), Limits())
    with pytest.raises(Unavailable, match=r"robots\.txt of 127\.0\.0\.1 cannot be had"):
        guest.get(site.url("/lima"), Limits())
    assert [path for path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize("robots", [sends(answer(status="404 No")), redirects("/robots.txt")], ids=["none", "in a circle"])
def test_where_there_is_no_robots_txt_everything_is_allowed(robots, site: Site, guest: Guest):
    site.pages |= {"/robots.txt": robots, "/lima": b"<p>Lima</p>"}
    assert guest.get(site.url("/lima"), Limits()).body == b"<p>Lima</p>"


def test_a_host_that_itself_leads_inside_is_refused_for_good(guest: Guest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("10.0.0.5", 80))])
    with pytest.raises(ForbiddenAddress):
        guest.get("http://news.example/", Limits())
