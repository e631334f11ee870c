"""Connections to the database: statements are prepared, and one that the server has ended is noticed."""

import pytest
from django.db import connection
from django.test import Client

from config.databases import PREPARED_FROM


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_again_and_again_is_prepared(client: Client) -> None:
    connection.close()
    for _ in range(PREPARED_FROM + 2):
        assert client.get("/api/v1/meetings/").status_code == 200
    assert any("events_publishedmeeting" in statement and "ORDER BY" in statement for statement in prepared())


@pytest.mark.django_db(transaction=True)
def test_names_of_any_length_are_looked_for_by_one_statement(client: Client) -> None:
    connection.close()
    for number in range(PREPARED_FROM + 2):
        name = " ".join(["Ilo", "Vantar", "Mesk"][: number % 3 + 1])
        assert client.get("/api/v1/persons/", {"q": name}).status_code == 200
    assert len([statement for statement in prepared() if "spellings" in statement]) == 1


@pytest.mark.django_db
def test_readers_without_a_session_are_told_that_one_would_matter(client: Client) -> None:
    assert "Cookie" in client.get("/api/v1/meetings/").headers["Vary"]
