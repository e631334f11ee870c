"""What the tests of the intake share: the reference data, and importing in this process."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from sources.acceptance import Package, accept, open_import, packages_of
from sources.importer import process
from sources.models import Import

DISPATCHES = Path(settings.BASE_DIR) / "seeds" / "dispatches"


@pytest.fixture(scope="package")
def loaded_reference_data(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once, outside the tests' transactions, and gone again before the tests of another room."""
    with django_db_blocker.unblock():
        call_command("load_reference_data", verbosity=0)
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def reference_data(loaded_reference_data: None, db: None) -> None:
    """There, also after a test that emptied the tables."""
    call_command("load_reference_data", verbosity=0)


def take_in(packages: Iterable[Package]) -> Import:
    """Take packages through all stages, as a worker does, one after the other."""
    batch = open_import(origin="test")
    for deliveries in accept(batch=batch, packages=packages):
        for delivery in deliveries:
            process(delivery.pk)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def deliver(reference_data: None) -> Callable[[Iterable[Package]], Import]:
    """What takes packages in where the reference data is there."""
    return take_in


@pytest.fixture
def deliver_text(deliver: Callable[[Iterable[Package]], Import]) -> Callable[..., Import]:
    """Deliver texts by their external ids."""

    def deliver_texts(**texts: str) -> Import:
        return deliver(Package(f"{name}.txt", name, "text", text.encode(), len(text)) for name, text in texts.items())

    return deliver_texts


@pytest.fixture
def dispatches() -> list[Package]:
    return list(packages_of([DISPATCHES]))
