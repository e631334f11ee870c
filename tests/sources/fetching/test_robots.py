"""Which paths a robots.txt leaves to us."""

import time

import pytest

from sources.fetching.robots import rules_for


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("user-AGENT:*\ndisallow:/a # why\n", "/a", False),
        # a group that names us beats the one for all, whatever its order
        ("User-agent: chancery\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: Chancery/2\nDisallow: /", "/a", False),
        ("User-agent: chancerybot\nDisallow: /", "/a", True),
        ("User-agent: x\nUser-agent: chancery\nDisallow: /a", "/a", False),
        ("User-agent: chancery\nDisallow: /a\nUser-agent: x\nDisallow: /b", "/b", True),
        # the longest pattern decides, allowing before forbidding
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        # wildcards
        ("User-agent: *\nDisallow: /*.pdf$", "/files/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/files/x.pdf?view", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c$", "/a1b2c3", True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        # what is no rule
        ("Disallow: /\nSitemap: http://a.example/s.xml", "/a", True),
        ("User-agent: *\nNoindex: /a\nDisallow /b\n<html>", "/b", True),
    ],
)
def test_paths(text: str, path: str, allowed: bool):
    assert rules_for("chancery", text).allow(path) is allowed


def test_the_pause_that_is_asked_for():
    assert rules_for("chancery", "User-agent: *\nCrawl-delay: 2.5\nDisallow: /x").pause == 2.5
    assert rules_for("chancery", "User-agent: *\nCrawl-delay: soon").pause is None


def test_a_hostile_file_takes_no_time():
    text = "User-agent: *\n" + f"Disallow: /{'a*' * 240}b\n" * 3_000
    started = time.process_time()
    assert rules_for("chancery", text).allow("/" + "a" * 2_000) is True
    assert time.process_time() - started < 2
