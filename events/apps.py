"""The record: persons, countries, meetings, statements and the words that prove them."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = "The record"
    default_auto_field = "django.db.models.BigAutoField"
