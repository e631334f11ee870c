"""Settings come from the environment; production refuses to start on unsafe ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg.conninfo
import pytest
from django.core.exceptions import ImproperlyConfigured
from pgmq.base import PGMQConfig

from config.databases import libpq_parameters, pgmq_conninfo
from config.env import Environment
from config.secret_key import kept_key

PROJECT = Path(__file__).resolve().parents[2]
GOOD_KEY = "kP3-vX9qLw7RtZb2NcYh5JmDf8GsTa4UeVo6Wi1BxQyCzEnHrMlSdF"
PRODUCTION = {"CHANCERY_ENV": "production", "SECRET_KEY": GOOD_KEY, "ALLOWED_HOSTS": "chancery.example.org"}
SHOW = (
    "import json, sys; from config import settings as s;print(json.dumps({n: getattr(s, n) for n in sys.argv[1:]}, default=str))"
)


def load(environment: dict[str, str], tmp_path: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """The settings as a fresh process with just this environment sees them."""
    return subprocess.run(
        [sys.executable, "-c", SHOW, *names], cwd=PROJECT, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "var")} | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is absent or weak"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 5}, "SECRET_KEY is absent or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is absent or weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "on"}, "DEBUG must be off"),
        ({"CHANCERY_ENV": "prod"}, "CHANCERY_ENV='prod'"),
        ({"CHANCERY_ENV": "local"}, "set CHANCERY_ENV=production"),
        ({"CHANCERY_ENV": "local", "ALLOWED_HOSTS": "", "BIND": "0.0.0.0"}, "BIND=0.0.0.0"),
        ({"DATABASE_URL": "mysql://u@h/n"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgresql://u@h"}, "names no database"),
        ({"PORT": "eighty"}, "PORT='eighty'"),
        ({"CELERY_QUEUE": "q" * 37}, "at most 36 characters"),
        ({"SECURE_SSL_REDIRECT": "maybe"}, "write on or off"),
    ],
)
def test_unsafe_or_wrong_settings_are_refused_with_their_name(change: dict[str, str], said: str, tmp_path: Path) -> None:
    ended = load(PRODUCTION | change, tmp_path)
    assert ended.returncode != 0
    assert said in ended.stderr


def test_production_is_strict(tmp_path: Path) -> None:
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    ended = load(PRODUCTION, tmp_path, *names)
    assert ended.returncode == 0, ended.stderr
    assert list(json.loads(ended.stdout).values()) == [False, True, 31_536_000, True, True]


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "var")} | PRODUCTION,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert not (tmp_path / "var" / "postgres").exists()  # it needs no database


def test_here_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = kept_key(tmp_path / "var")
    assert kept_key(tmp_path / "var") == first
    assert len(first) > 60
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_rabbitmq_gets_quorum_queues_and_confirms(tmp_path: Path) -> None:
    names = ["CELERY_TASK_QUEUES", "CELERY_BROKER_TRANSPORT_OPTIONS", "CELERY_TASK_ACKS_LATE"]
    ended = load({"CELERY_BROKER_URL": "amqp://guest@localhost//", "CELERY_QUEUE": "news"}, tmp_path, *names)
    queues, *others = json.loads(ended.stdout).values()
    assert {name: each["queue_arguments"]["x-queue-type"] for name, each in queues.items()} == {
        "news": "quorum",
        "news_deliveries": "quorum",
    }
    assert others == [{"confirm_publish": True}, True]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://user:p%40ss%2Fword@db.example.org:6432/chancery?sslmode=require",
            {"host": "db.example.org", "port": "6432", "dbname": "chancery", "user": "user", "password": "p@ss/word",
             "sslmode": "require"},
        ),
        ("postgres://localhost/x", {"host": "localhost", "dbname": "x"}),
        ("postgresql:///x?host=/run/postgresql&user=me", {"host": "/run/postgresql", "dbname": "x", "user": "me"}),
    ],
)  # fmt: skip
def test_database_addresses(url: str, expected: dict[str, str], tmp_path: Path) -> None:
    assert libpq_parameters(url, tmp_path) == expected


@pytest.mark.parametrize("password", ["plain", "with blank", "quo'te", "back\\slash", ""])
def test_the_queue_library_hands_on_what_it_was_given(password: str) -> None:
    given = {"host": "/run/a b", "dbname": "n", "user": "u", "password": password, "sslmode": "require"}
    handed_on = psycopg.conninfo.conninfo_to_dict(PGMQConfig(conn_string=pgmq_conninfo(given)).dsn)
    assert {name: value for name, value in handed_on.items() if value} == {
        name: value for name, value in (given | {"port": "5432"}).items() if value
    }


@pytest.mark.parametrize(
    ("value", "expected"), [("on", True), ("TRUE", True), ("0", False), ("no", False), ("", True), ("  ", True)]
)
def test_booleans(value: str, expected: bool) -> None:
    assert Environment({"X": value}).boolean("X", default=True) is expected


@pytest.mark.parametrize("value", ["-1", "1.5", "x"])
def test_numbers_that_are_none(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="X="):
        Environment({"X": value}).integer("X", 1)
