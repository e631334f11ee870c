"""The intake: deliveries come in, are read, and are reconciled into the record."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    label = "sources"
    verbose_name = "The intake"
    default_auto_field = "django.db.models.BigAutoField"
