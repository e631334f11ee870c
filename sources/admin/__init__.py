"""The admin of the intake."""

from sources.admin import deliveries, suggestions  # noqa: F401
