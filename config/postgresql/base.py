"""The backend's connection."""

import select
from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Cursor
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked before each request whether it stands."""

    _reader: Cursor[tuple[Any, ...]] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A cursor of the binary format, of which Django knows nothing, gives texts as they lie: UTF-8, not decoded."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("text", ByteaBinaryLoader)
        self._reader = None
        return connection

    def fetch(self, sql: str, parameters: Sequence[Any], prepare: bool | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query, read in the binary format by a cursor that is made once: making one costs more than such queries.

        `prepare`: whether it is prepared; None: once it is asked often. Where somebody watches queries (a test that counts them),
        it goes the usual way.
        """
        if self.queries_logged or self.execute_wrappers:
            with self.cursor() as watched:
                watched.cursor.format = Format.BINARY
                watched.execute(sql, parameters)
                return watched.fetchall()
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors:
            if self._reader is None:
                self._reader = self.create_cursor()
                self._reader.format = Format.BINARY
            return self._reader.execute(sql, parameters, prepare=prepare).fetchall()

    def is_usable(self) -> bool:
        """Nothing to read: it stands, for a server that ends a connection says so. Django asks by a query, each time."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0) or bool(super().is_usable())
