"""Which addresses are refused, before and after the name is looked up; not one socket is opened to them."""

import socket
import threading

import pytest

from sources.fetching import FetchError, ForbiddenAddress, Limits, Policy, check_address, fetch
from sources.fetching.errors import BadAddress, TooSlow
from tests.sources.fetching.site import Site, redirects

PUBLIC = Policy()

REFUSED = [
    # this machine
    "http://127.0.0.1/", "http://127.8.9.10/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/",
    # private networks, link-local, metadata services, carrier-grade NAT, benchmarks, documentation
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.1.1/", "http://169.254.169.254/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://100.100.100.200/", "http://168.63.129.16/",
    "http://198.18.0.1/", "http://192.0.2.1/", "http://198.51.100.7/", "http://203.0.113.9/", "http://192.0.0.8/",
    # multicast, reserved, broadcast
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
    # IPv6: private, link-local, multicast, documentation
    "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[fe80::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
    "http://[fec0::1]/", "http://[3fff::1]/", "http://[100::1]/",
    # IPv4 within IPv6: mapped, compatible, translated (NAT64), 6to4, Teredo
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::ffff:8.8.8.8]/", "http://[::127.0.0.1]/",
    "http://[::ffff:0:10.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::8.8.8.8]/", "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]/", "http://[2002:a00:1::1]/", "http://[2001::1]/", "http://[2001:0:4136:e378::1]/",
    # odd notations
    "http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://0177.0.0.1/",
    "http://127.1/", "http://127.0.1/", "http://0/", "http://0x/", "http://127.0.0.0x1/", "http://1.2.3.4.5/",
    "http://127.0.0.1./", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://300.1.1.1/",
    # ports that serve no pages
    "http://example.org:22/", "http://example.org:6379/", "https://example.org:8443/", "http://93.184.215.14:25/",
]  # fmt: skip

BROKEN = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "//example.org/", "example.org",
    "http:///path", "http://", "http://user@example.org/", "http://user:secret@example.org/", "http://example.org@127.0.0.1/",
    "http://exa mple.org/", "http://example.org/\r\nX: y", "http://example.org\\@127.0.0.1/", "http://[::1%25lo]/", "http://[::1",
    "http://exa%6dple.org/", "http://127%2e0.0.1/", "http://example.org:99999/", "http://example..org/", "http://-a.org/",
    "http://exam\u200bple.org/", f"http://example.org/{'a' * 2_000}", "data:text/html,hello", "http://example.org:http/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_no_address_outside_the_public_network_is_connected_to(url: str, connections: list[tuple[str, int]]):
    with pytest.raises(ForbiddenAddress):
        check_address(url, PUBLIC)
    with pytest.raises(ForbiddenAddress):
        fetch(url, PUBLIC)
    assert connections == []


@pytest.mark.parametrize("url", BROKEN)
def test_what_is_no_address_of_a_page_is_refused(url: str, connections: list[tuple[str, int]]):
    with pytest.raises(BadAddress):
        fetch(url, PUBLIC)
    assert connections == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://EXAMPLE.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("https://münchen.example/Straße", "https://xn--mnchen-3ya.example/Stra%C3%9Fe"),
        ("http://93.184.215.14/", "http://93.184.215.14/"),
        ("http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/"),
        ("http://example.org/a%20b?q=%C3%A9", "http://example.org/a%20b?q=%C3%A9"),
    ],
)
def test_pages_of_the_public_network_are_let_through(url: str, shown: str):
    assert check_address(url, PUBLIC).url == shown


@pytest.mark.parametrize("addresses", [["10.0.0.5"], ["::1"], ["93.184.215.14", "192.168.0.1"], ["::ffff:169.254.169.254"]])
def test_a_name_that_leads_inside_is_refused_even_where_only_one_of_its_addresses_does(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch, connections: list[tuple[str, int]]
):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 80)) for address in addresses])
    with pytest.raises(ForbiddenAddress, match=r"news\.example is"):
        fetch("http://news.example/", PUBLIC)
    assert connections == []


def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_connected_to(
    site: Site, policy: Policy, monkeypatch: pytest.MonkeyPatch, connections: list[tuple[str, int]]
):
    """A name whose second look-up would give another address (rebinding)."""
    port = int(site.root.rsplit(":", 1)[1])
    answers = [["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (ip, port)) for ip in answers.pop(0)])
    hosts: list[str] = []

    def page(handler):
        hosts.append(handler.headers["Host"])
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    site.pages["/"] = page
    assert fetch(f"http://news.example:{port}/", policy).body == b"ok"
    assert (connections, hosts, len(answers)) == ([("127.0.0.1", port)], [f"news.example:{port}"], 2)


@pytest.mark.parametrize(
    "to",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/", "http://2130706433:22/", "file:///etc/passwd",
     "//192.168.0.1/x", "http://user:secret@example.org/", "http://example.org:25/"],
)  # fmt: skip
def test_each_hop_of_a_redirect_is_checked(to: str, site: Site, policy: Policy, connections: list[tuple[str, int]], monkeypatch):
    site.pages["/"] = redirects(to)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 25))])
    with pytest.raises((ForbiddenAddress, BadAddress)):
        fetch(site.url("/"), policy)
    assert [address for address, _ in connections] == ["127.0.0.1"]


def test_loopback_is_closed_unless_a_policy_opens_it(site: Site, connections: list[tuple[str, int]]):
    with pytest.raises(FetchError):
        fetch(site.url("/"), PUBLIC)
    assert connections == []


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [never.wait(20)][:0])
    try:
        with pytest.raises(TooSlow, match="not resolved in time"):
            fetch("http://news.example/", PUBLIC, Limits(seconds=0.2))
    finally:
        never.set()
