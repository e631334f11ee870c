"""A page that is ordered by its address is fetched by the worker that reads it."""

import pytest
from django.db.models import F

from events.models import Document
from sources.acceptance import accept, open_import
from sources.fetching import ForbiddenAddress
from sources.importer import _attempt, claim, process
from sources.models import Delivery
from sources.polling import package_of_address
from tests.sources.fetching.site import redirects, sends

PAGE = (
    "<html lang='en'><head><title>Talks in Lima</title></head><body><article><p>Peruvian Foreign Minister Rosa Quispe Medina "
    "received her Chilean counterpart Tomás Arrau in Lima on 12 March 2024.</p></article></body></html>"
).encode()


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


def test_an_address_that_must_not_be_fetched_is_refused_at_once():
    with pytest.raises(ForbiddenAddress):
        package_of_address("http://169.254.169.254/latest/")
