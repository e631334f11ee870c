"""Where the database and the message broker are: from DATABASE_URL and CELERY_BROKER_URL, or the embedded server."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.embedded import session

SCHEMES = {"postgres", "postgresql", "postgis"}

PREPARED_FROM = 5
"""How often a connection runs a statement before it is prepared: psycopg's own default, which Django switches off.

Only what is bound on the server can be prepared: bound by the client, each page's cursor makes another statement.
"""


def libpq_parameters(url: str, data_dir: Path) -> dict[str, str]:
    """The connection's parameters by libpq's names; those of the embedded server for an empty `url`."""
    if not url:
        return session.conninfo(data_dir)
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("DATABASE_URL names a port that is no number from 0 to 65535.") from error
    parameters = {
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
        "dbname": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    } | dict(parse_qsl(parts.query))
    if not parameters["dbname"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user:password@host:5432/name.")
    return {name: value for name, value in parameters.items() if value}


def django_database(
    parameters: dict[str, str], *, statement_timeout: int, connect_timeout: int, idle_timeout: int
) -> dict[str, Any]:
    """The entry of DATABASES. `statement_timeout` in milliseconds, 0 for none; `connect_timeout` in seconds.

    `idle_timeout`: seconds for which a transaction may wait for its client, 0 for ever. A process that is stopped in the middle
    of one holds what all others wait for.
    """
    own = {"host", "port", "dbname", "user", "password", "options"}
    limits = f"-c statement_timeout={statement_timeout} -c idle_in_transaction_session_timeout={idle_timeout}s"
    options = f"{parameters.get('options', '')} {limits}".strip()
    return {
        "ENGINE": "config.postgresql",
        "NAME": parameters["dbname"],
        "USER": parameters.get("user", ""),
        "PASSWORD": parameters.get("password", ""),
        "HOST": parameters.get("host", ""),
        "PORT": parameters.get("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": connect_timeout,
            "application_name": "chancery",
            "options": options,
            "server_side_binding": True,
            "prepare_threshold": PREPARED_FROM,
        }
        | {name: value for name, value in parameters.items() if name not in own},
    }


def pgmq_conninfo(parameters: dict[str, str]) -> str:
    """The connection string for the package pgmq.

    That package takes host, port, dbname, user and password out of it and joins them again without quoting, so each value
    is quoted twice; whatever else there is (sslmode, …) travels behind the last one, the password.
    """
    known = ("host", "port", "dbname", "user", "password")
    values = {"host": "localhost", "port": "5432", "user": "postgres", "password": ""} | parameters
    rest = "".join(f" {name}={_quoted(value)}" for name, value in values.items() if name not in known)
    twice = {name: _quoted(values[name]) for name in known}
    twice["password"] += rest
    return " ".join(f"{name}={_quoted(value)}" for name, value in twice.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
