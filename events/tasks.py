"""Celery's doors to the record: one call each."""

from celery import shared_task


@shared_task(name="events.publish_what_is_left", ignore_result=True)
def publish_what_is_left() -> int:
    """Publish what embeds a record that changed, and what was written past the services."""
    from events.services.writing import publish_all_left

    return publish_all_left()


@shared_task(name="events.write_snapshot", ignore_result=True, time_limit=6 * 3600, soft_time_limit=6 * 3600 - 60)
def write_snapshot() -> str | None:
    """Write the whole record as files: nightly, and whenever an editor asks."""
    from events.snapshots import writer

    made = writer.write_snapshot()
    return made.name if made else None


@shared_task(name="events.prune_history", ignore_result=True, time_limit=3600, soft_time_limit=3540)
def prune_history() -> int:
    """Forget versions older than HISTORY_DAYS, and answers that no request can ask for again."""
    from events.api import idempotency
    from events.publishing import retention

    idempotency.forget_old()
    return retention.prune_history()
