"""The queue in the database, as the worker takes from it: what could not be acknowledged takes up no place of the worker's."""

from typing import Any

from kombu import transport
from kombu.transport import pgmq


class Channel(pgmq.Channel):
    """Celery goes on where an acknowledgement fails since the connection broke. Kombu would count the message as being worked on
    for ever; after as many of them as a worker takes at once, it took none any more. The message is given out again in time.
    """

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


class Transport(pgmq.Transport):
    """What `pgmq://` means here."""

    Channel = Channel


def register() -> None:
    aliases: dict[str, Any] = transport.TRANSPORT_ALIASES
    aliases["pgmq"] = f"{Transport.__module__}:{Transport.__name__}"
