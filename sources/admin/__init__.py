"""The admin of the intake."""

from sources.admin import deliveries, differences, polled, suggestions  # noqa: F401
