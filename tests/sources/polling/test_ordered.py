"""A page that is ordered by its address is fetched by the worker that reads it."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from events.models import Document
from sources.acceptance import accept, open_import
from sources.fetching import ForbiddenAddress
from sources.importer import _attempt, claim, process
from sources.models import Delivery, Host
from sources.polling import package_of_address
from tests.sources.fetching.site import Handler, redirects, sends

PAGE = (
    "<html lang='en'><head><title>Talks in Lima</title></head><body><article><p>Peruvian Foreign Minister Rosa Quispe Medina "
    "received her Chilean counterpart Tomás Arrau in Lima on 12 March 2024.</p></article></body></html>"
).encode()
BROKEN = sends(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")


def order(url: str) -> Delivery:
    """Order the page and have it read."""
    ((delivery,),) = accept(batch=open_import(origin=url), packages=[package_of_address(url)])
    process(delivery.pk)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.usefixtures("reference_data")
def test_an_ordered_page_becomes_a_document_and_once(site):
    site.pages |= {"/lima": PAGE, "/from": redirects("/lima")}
    delivery = order(site.url("/from"))
    assert (delivery.state, delivery.media, bytes(delivery.content)) == ("done", "html", PAGE)
    assert (delivery.document.external_id, delivery.document.source_url) == (site.url("/from"), site.url("/lima"))
    assert order(site.url("/from")).document == delivery.document
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("reference_data")
def test_what_proves_to_lead_inside_is_refused_and_what_fails_for_now_is_tried_again(site):
    site.pages |= {"/in": redirects("http://10.0.0.1/"), "/busy": sends(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")}
    refused = order(site.url("/in"))
    assert (refused.state, refused.reason) == ("refused", "10.0.0.1 is no address of the public network")
    waiting = order(site.url("/busy"))
    assert (waiting.state, waiting.attempts) == ("pending", 1)
    assert "the host answers 503" in str(waiting.reason)


@pytest.mark.usefixtures("reference_data")
def test_an_attempt_whose_lease_is_over_leaves_the_order_to_the_one_that_has_it(site):
    site.pages["/lima"] = PAGE
    ((order,),) = accept(batch=open_import(origin="test"), packages=[package_of_address(site.url("/lima"))])
    slow = claim(order.pk)
    Delivery.objects.update(leased_until=F("received_at"))
    quick = claim(order.pk)
    assert slow is not None
    assert quick is not None
    _attempt([slow])
    order.refresh_from_db()
    assert (order.state, order.media, order.attempts, order.reason) == ("running", "address", 2, None)
    assert order.leased_until == quick.leased_until
    _attempt([quick])
    order.refresh_from_db()
    assert (order.state, order.media) == ("done", "html")


# --- The host's turn


def again(delivery: Delivery) -> Delivery:
    process(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def due_in(delivery: Delivery) -> float:
    assert delivery.due_at is not None
    return (delivery.due_at - timezone.now()).total_seconds()


def busy(seconds: int) -> Callable[[Handler], None]:
    return sends(f"HTTP/1.1 503 Busy\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n".encode())


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize(
    ("robots", "least", "most"),
    [(busy(300), 290, 300), (busy(999_999), 86_000, 86_400), (BROKEN, 590, 600)],
    ids=["busy", "busy for days", "broken"],
)
def test_a_robots_txt_that_cannot_be_had_for_a_while_costs_an_order_only_that_while(robots, least, most, site):
    site.pages |= {"/robots.txt": robots, "/lima": PAGE}
    waiting = order(site.url("/lima"))
    assert (waiting.state, waiting.attempts) == ("pending", 1)
    assert least < due_in(waiting) <= most
    for _ in range(3):  # sooner than it should: the host is not asked
        assert (again(waiting).state, waiting.attempts) == ("pending", 1)
        assert least < due_in(waiting)
    assert [path for path, _ in site.asked] == ["/robots.txt"]
    del site.pages["/robots.txt"]
    Host.objects.update(robots_until=timezone.now(), next_at=timezone.now())
    assert again(waiting).state == "done"


@pytest.mark.usefixtures("reference_data")
def test_a_host_that_asks_for_patience_is_not_asked_for_its_other_pages_until_then(site):
    site.pages |= {"/busy": busy(3_600), "/lima": PAGE}
    assert order(site.url("/busy")).attempts == 1
    waiting = order(site.url("/lima"))
    assert (waiting.state, waiting.attempts, site.statuses("/lima")) == ("pending", 0, [])
    assert due_in(waiting) > 3_590
    assert "nothing is fetched from 127.0.0.1 for another" in str(waiting.reason)
    Host.objects.update(next_at=timezone.now())
    assert (again(waiting).state, waiting.reason) == ("done", None)


@pytest.mark.usefixtures("reference_data")
def test_a_long_pause_between_two_pages_holds_no_worker_and_costs_no_attempt(site):
    site.pages |= {"/robots.txt": b"User-agent: *\nCrawl-delay: 30\n", "/lima": PAGE, "/quito": PAGE}
    assert order(site.url("/lima")).state == "done"
    started = time.monotonic()
    waiting = order(site.url("/quito"))
    for _ in range(3):
        assert (again(waiting).state, waiting.attempts) == ("pending", 0)
    assert due_in(waiting) > 15
    assert time.monotonic() - started < 15
    assert site.statuses("/quito") == []


@pytest.mark.usefixtures("reference_data")
def test_a_turn_that_never_comes_is_not_waited_for_without_end(site):
    site.pages |= {"/busy": busy(3_600), "/lima": PAGE}
    order(site.url("/busy"))
    waiting = order(site.url("/lima"))
    Delivery.objects.update(received_at=timezone.now() - timedelta(days=8))
    for _ in range(3):
        again(waiting)
    assert waiting.state == "dead"
    assert "failed 3 times, at last with NotYet" in str(waiting.reason)


def test_an_address_that_must_not_be_fetched_is_refused_at_once():
    with pytest.raises(ForbiddenAddress):
        package_of_address("http://169.254.169.254/latest/")
