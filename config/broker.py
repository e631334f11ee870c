"""The queue in the database, as its processes use it: none locks another out, and a broken connection takes up no place."""

from typing import TYPE_CHECKING, Any, cast

from amqp import RecoverableConnectionError
from kombu import transport
from kombu.transport import pgmq

if TYPE_CHECKING:
    from pgmq import PGMQueue
    from psycopg import Connection
    from psycopg_pool import ConnectionPool


class Channel(pgmq.Channel):
    """Celery goes on where an acknowledgement fails since the connection broke. Kombu would count the message as being worked on
    for ever; after as many of them as a worker takes at once, it took none any more. The message is given out again in time.
    """

    def _check_open(self) -> None:
        """A broken connection is closed with all its channels, which producers still hold. Who sends over one of them is told of
        a connection error, as Celery then connects anew and sends again.
        """
        if self.connection is None:
            raise RecoverableConnectionError("the channel's connection is closed")

    @property
    def pgmq(self) -> "PGMQueue":
        self._check_open()
        return super().pgmq

    @property
    def transport_options(self) -> dict[str, Any]:
        self._check_open()
        options: dict[str, Any] = super().transport_options
        return options

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        try:
            super().basic_ack(delivery_tag, multiple=multiple)
        except Transport.connection_errors:
            self.qos.ack(delivery_tag)
            raise

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        try:
            super().basic_reject(delivery_tag, requeue=requeue)
        except Transport.connection_errors:
            self.qos.ack(delivery_tag)
            raise

    def _maybe_enable_notify(self, queue: str, queue_name: str | None = None) -> None:
        """Kombu lays the trigger of NOTIFY anew whenever any process says what queues there are. That locks the queue against
        everybody, and two of them, or one and a process that sends, wait for each other in a deadlock: so it is laid once.
        """
        if not self.use_notify:
            return
        name = queue_name or self._queue_name(queue)
        interval = self.notify_throttle_interval_ms
        with cast("ConnectionPool[Connection]", self.pgmq.pool).connection() as connection:
            connection.execute("SELECT pgmq.acquire_queue_lock(%s)", [name])
            laid = self.pgmq.list_notify_throttles(conn=connection)
            if (name, interval) not in {(each.queue_name, each.throttle_interval_ms) for each in laid}:
                self.pgmq.enable_notify(name, throttle_interval_ms=interval, conn=connection)
        self.connection._register_notify_queue(name)


class Transport(pgmq.Transport):
    """What `pgmq://` means here."""

    Channel = Channel


def register() -> None:
    aliases: dict[str, Any] = transport.TRANSPORT_ALIASES
    aliases["pgmq"] = f"{Transport.__module__}:{Transport.__name__}"
