"""The scheduler ends when it is told to, whatever it is at."""

from django.db import connection, transaction
from django_celery_beat.models import PeriodicTask

from config.worker import beat_process
from tests.config.waiting import wait_until

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"


def test_told_to_end_while_it_reads_its_schedule_it_ends(process_environment: dict[str, str]) -> None:
    table, child = PeriodicTask._meta.db_table, beat_process()

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(WAITING, [table])
            return bool(cursor.fetchone()[0])

    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            child.start()
            wait_until(waits, "it reads its schedule", 60)
            child.ask_to_stop()
            wait_until(lambda: not child.is_alive(), "it ends", 30)
    finally:
        child.stop(0)
