"""Feeds and sitemaps: which addresses they name; hostile ones are refused."""

import socket

import pytest

from sources.readers import LISTINGS, Unreadable
from tests.sources.readers.test_lists import BOMB, OUTSIDE

HOME = "https://news.example/feeds/all.xml"
FEED = "<rss version='2.0'><channel><title>Andes\n Wire</title>{}</channel></rss>"
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>{}</urlset>"


def addresses(kind: str, content: str | bytes) -> list[str]:
    listing = LISTINGS[kind](content.encode() if isinstance(content, str) else content, HOME)
    return [listed.address for listed in listing.entries + listing.lists]


def item(link: str, rest: str = "") -> str:
    return f"<item><link>{link}</link>{rest}</item>"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("/a?x=1&amp;y=2#top", "https://news.example/a?x=1&y=2"),
        ("b", "https://news.example/feeds/b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("", None),
        ("https://news.example/" + "a" * 3_000, None),
        ("http://[bad", None),
    ],
)
def test_links_of_a_feed(link: str, address: str | None):
    assert addresses("feed", FEED.format(item(link))) == ([address] if address else [])


def test_what_a_feed_tells_of_an_entry_and_when_it_tells_of_a_change():
    def first(rest: str):
        return LISTINGS["feed"](FEED.format(item("/a", rest)).encode(), HOME).entries[0]

    dated = "<title>Talks &amp;amp; more</title><pubDate>Tue, 31 Dec 2024 23:30:00 -0500</pubDate>"
    assert (first(dated).title, str(first(dated).published)) == ("Talks & more", "2024-12-31")
    assert first(dated).mark == first(dated).mark != first(dated.replace("23:30", "23:31")).mark
    assert first("<pubDate>31 February 2024</pubDate>").published is None
    assert first("").published is None


def test_a_feed_that_its_parser_stumbles_over_is_refused():
    with pytest.raises(Unreadable, match="broken feed"):
        addresses("feed", "<rss version='2.0'><channel></title><item><textinput><link rel='alternate' href='/a'/>")


def test_broken_feeds_are_read_as_far_as_they_go():
    assert addresses("feed", "<rss version='2.0'><channel>" + item("/a") + "<item><title>Q&A</title><link>/b</link>") == [
        "https://news.example/a",
        "https://news.example/b",
    ]


def test_a_feed_is_never_taken_for_an_address_or_a_path(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("the network is asked"))
    for content in (b"http://169.254.169.254/", b"/etc/passwd", b"file:///etc/passwd"):
        with pytest.raises(Unreadable, match="neither an RSS nor an Atom feed"):
            LISTINGS["feed"](content, HOME)


def test_a_sitemap_speaks_for_its_own_host_only_the_latest_first():
    rows = [
        ("https://news.example/old", "2024-01-01"),
        ("https://other.example/x", "2025-01-01"),
        ("https://news.example/new", "2024-05-01T10:00:00+02:00"),
        ("javascript:alert(1)", "2024-01-01"),
        ("https://news.example/new", "2024-05-01"),
    ]
    content = SITEMAP.format("".join(f"<url><loc> {loc} </loc><lastmod>{day}</lastmod></url>" for loc, day in rows))
    assert addresses("sitemap", content) == ["https://news.example/new", "https://news.example/old"]
    assert addresses("sitemap", content.encode("utf-16")) == ["https://news.example/new", "https://news.example/old"]


def test_a_news_sitemap_tells_titles_and_days():
    news = "<n:news><n:publication_date>2024-05-01</n:publication_date><n:title>Talks</n:title></n:news>"
    listing = LISTINGS["sitemap"](SITEMAP.format(f"<url><loc>https://news.example/a</loc>{news}</url>").encode(), HOME)
    assert [(listed.title, str(listed.published), listed.mark) for listed in listing.entries] == [("Talks", "2024-05-01", None)]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        OUTSIDE,
        BOMB.decode().encode("utf-16"),
        b"",
        b"\x00\x01\x02",
        b"<html><body>Sign in</body></html>",
        b"not XML at all",
    ],
)
def test_what_is_no_list_is_refused(kind: str, content: bytes):
    with pytest.raises(Unreadable):
        LISTINGS[kind](content, HOME)


def test_a_million_nested_tags_are_no_list():
    with pytest.raises(Unreadable):
        LISTINGS["sitemap"](b"<urlset>" + b"<a>" * 1_000_000, HOME)
