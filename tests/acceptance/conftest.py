"""The API's own reader."""

from tests.events.api.conftest import empty_record, reader  # noqa: F401
