"""Messages that come too often, not at all, or from nobody who knows us; brokers that go away, with their data or without."""

from __future__ import annotations

import time
from uuid import uuid4

from kombu import Connection as BrokerConnection

from config.celery import app
from sources.tasks import process_delivery
from tests.chaos.faults import Fault
from tests.chaos.stage import RESETS, Scene
from tests.chaos.stops import RECORD

TIMES = 20
EIGHT = {"WORKER_CONCURRENCY": "8"}


def told_twenty_times(scene: Scene) -> int:
    """The same messages, twenty times each, to eight processes."""
    taken = scene.submit(tell=False)
    for _ in range(TIMES):
        for delivery in taken:
            process_delivery.delay(str(delivery.pk))
    scene.injured()
    return TIMES * len(taken)


def told_of_what_is_settled(scene: Scene) -> int:
    """All that is settled is told of again, while something new is read."""
    taken = scene.submit()
    scene.recover()
    for delivery in taken:
        process_delivery.delay(str(delivery.pk))
    scene.injured()
    return len(taken)


def never_told(scene: Scene) -> int:
    """Accepted by one who died before the broker heard of it."""
    taken = scene.submit(tell=False)
    scene.injured()
    return len(taken)


def told_nonsense(scene: Scene) -> int:
    """Ids of nothing, ids that are none, tasks that nobody has, among what is true."""
    process_delivery.delay(str(uuid4()))
    process_delivery.delay("no id")
    app.send_task("sources.process_delivery", ["too", "many"])
    app.send_task("sources.no_such_task", ["1"])
    scene.submit()
    app.send_task("sources.process_delivery", kwargs={"delivery_id": None})
    scene.injured()
    return 5


def broker_lost_its_data(scene: Scene) -> int:
    """The queues are gone, with the messages in them and the one that a worker has not acknowledged."""
    with scene.stopped(RECORD):
        scene.ground.broker.refuse()
        drop_queue(scene)
        time.sleep(0.2)
        scene.ground.broker.accept()
        scene.injured()
    return 1


def drop_queue(scene: Scene) -> None:
    """Past the relay, as the machine on which it runs would lose it."""
    queues = list(app.amqp.queues)
    if scene.ground.rabbit:
        with BrokerConnection(scene.ground.rabbit) as broker:
            for queue in queues:
                broker.default_channel.queue_delete(queue)
        return
    with scene.ground.connect() as database:
        database.execute("SELECT pgmq.drop_queue(queue) FROM unnest(%s::text[]) AS queue", [queues])


def broker_away_at_submission(scene: Scene) -> int:
    scene.ground.broker.refuse()
    scene.submit()
    scene.wait(0.0, 2.0)
    scene.ground.broker.accept()
    scene.injured()
    return 1


def broker_reset_again_and_again(scene: Scene) -> int:
    scene.submit()
    for _ in range(RESETS):
        scene.ground.broker.cut()
        scene.wait(0.05, 0.2)
    scene.injured()
    return RESETS


MESSAGES = [
    Fault("told of what is settled", told_of_what_is_settled, full=5),
    Fault("accepted, the broker never told", never_told, full=5, short=0),
    Fault("messages of nonsense", told_nonsense, full=5),
    Fault("broker lost with its data", broker_lost_its_data),
    Fault("broker away at submission", broker_away_at_submission, full=5),
    Fault("connections to the broker reset again and again", broker_reset_again_and_again, full=5),
    Fault("the same message twenty times to eight workers", told_twenty_times, full=10, worker=EIGHT),
]
