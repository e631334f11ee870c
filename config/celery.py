"""The Celery application, and the heartbeat of its workers."""

import os
import warnings
from functools import cached_property
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging, worker_ready, worker_shutdown
from django.conf import settings

from config import broker

# Root runs it in a container or on trial; messages are JSON, so that no sender can make it run code of its own.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

broker.register()


class Chancery(Celery):
    """Celery with our scheduler."""

    @cached_property
    def Beat(self) -> Any:
        return self.subclass_with_self("config.scheduler:Beat")


app = Chancery("chancery")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_: object) -> None:
    """Django's LOGGING stands; without a receiver Celery would set up its own."""
    import logging.config

    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
@beat_init.connect
def have_server(**_: object) -> None:
    from config.serving import ensure_server

    ensure_server()


@worker_ready.connect
def start_heartbeat(sender: object, **_: object) -> None:
    from config.heartbeat import HEARTBEAT

    HEARTBEAT.start(getattr(sender, "hostname", None) or "worker")


@worker_shutdown.connect
def stop_heartbeat(**_: object) -> None:
    from config.heartbeat import HEARTBEAT

    HEARTBEAT.stop()
