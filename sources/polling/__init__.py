"""Polling: sources that are due are claimed, what is new in them is gathered and delivered, and the next poll is set."""

from sources.polling.gathering import check_source, preview
from sources.polling.ordered import ADDRESS, fetch_ordered, package_of_address
from sources.polling.schedule import poll_now, poll_source, send_due

__all__ = [
    "ADDRESS", "check_source", "fetch_ordered", "package_of_address", "poll_now", "poll_source", "preview", "send_due",
]  # fmt: skip
