"""The house as an application, for its commands and so that tasks find the Celery application."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "The house"

    def ready(self) -> None:
        from config import celery  # noqa: F401 (makes it the current application)
