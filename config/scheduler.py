"""The scheduler: Celery's, which ends when it is told to."""

import signal

from celery import platforms
from celery.apps import beat
from celery.beat import Service


class Beat(beat.Beat):
    """Celery's own handler of signals saves the schedule before it ends anything. Where the database is away that fails, and in
    the midst of reading the schedule the failure is taken for that of an entry: the order is forgotten, and the scheduler goes on
    for ever. At the end the schedule is saved anyway.
    """

    def install_sync_handler(self, service: Service) -> None:
        def end(number: int, frame: object) -> None:
            service.stop()
            raise SystemExit

        platforms.signals.update({signal.SIGTERM.name: end, signal.SIGINT.name: end})
