"""add_source and poll_sources, as somebody types them."""

import io

import pytest
from django.core.management import CommandError, call_command

from sources.models import Delivery, Source


def run(*arguments: str) -> str:
    told = io.StringIO()
    call_command(*arguments, stdout=told)
    return told.getvalue()


@pytest.mark.django_db
def test_a_source_is_added_polled_and_changed(site):
    site.pages["/talks.csv"] = b"Remarks\nThey met.\n"
    site.types["/talks.csv"] = "text/csv"
    added = run("add_source", "Talks", "list", site.url("/talks.csv"), "--columns", "text=Remarks", "--interval", "30")
    assert added == f"Talks: list at {site.url('/talks.csv')}, polled every 30 minutes\n"
    assert run("poll_sources") == "Talks: 1 delivered\n"
    assert run("poll_sources") == "nothing is due\n"
    assert run("poll_sources", "Talks") == "Talks: 1 unchanged\n"
    run("add_source", "Talks", "list", site.url("/gone.csv"), "--columns", "text=Remarks")
    with pytest.raises(CommandError, match="1 of 1 failed") as raised:
        run("poll_sources")
    assert raised.value.returncode == 3
    assert (Source.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add_source", "X", "feed", "http://10.0.0.1/"), "no address of the public network"),
        (("add_source", "X", "folder", "/etc"), "outside the folders"),
        (("add_source", "X", "list", "https://news.example/l.csv", "--columns", "a=b"), "text=HEADING"),
        (("add_source", "X", "feed", "https://news.example/", "--interval", "1"), "greater than or equal to 5"),
        (("poll_sources", "Nobody"), "no source to poll called Nobody"),
    ],
)
def test_what_could_never_work_is_told_at_once(arguments, reason):
    with pytest.raises(CommandError, match=reason) as raised:
        run(*arguments)
    assert raised.value.returncode == 2
    assert Source.objects.count() == 0
