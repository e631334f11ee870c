"""Reading the API in tests."""

from typing import Any

from rest_framework.test import APIClient

ROOT = "/api/v1/"


class Reader:
    """A client that knows what answers look like."""

    def __init__(self, client: APIClient) -> None:
        self.client = client

    def get(self, path: str, **headers: Any) -> Any:
        """The response; `path` under the root, or an address."""
        address = path if path.startswith(("http", "/")) else ROOT + path
        return self.client.get(address, **headers)

    def json(self, path: str) -> Any:
        """The body of a 200."""
        response = self.get(path)
        assert response.status_code == 200, response.content
        return response.json()

    def ids(self, path: str) -> list[str]:
        """The ids of one page."""
        return [record["id"] for record in self.json(path)["results"]]

    def faults(self, path: str) -> dict[str, str]:
        """Which parameters a 400 names, and what it says of each."""
        response = self.get(path)
        assert response.status_code == 400, (response.status_code, response.content)
        assert response["Content-Type"] == "application/problem+json"
        return {fault["parameter"]: fault["detail"] for fault in response.json()["errors"]}

    def walk(self, path: str, direction: str = "next") -> list[list[str]]:
        """The ids of each page, from this one on."""
        pages: list[list[str]] = []
        address: str | None = path
        while address:
            assert len(pages) < 1000, "the pages do not end"
            body = self.json(address)
            pages.append([record["id"] for record in body["results"]])
            self.last = body
            address = body[direction]
        return pages
