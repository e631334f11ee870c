"""How lists are written beside JSON: to the last row as lines or as a table, as a calendar, as a feed.

Chosen by `format` or else by `Accept`. What is streamed is read page by page, so that no query is a long one.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event
from rest_framework.renderers import JSONRenderer

from events.snapshots.files import cell
from events.vocabulary import Status

Body = dict[str, Any]
LONGEST_SUMMARY = 120  # code points of a statement as the title of a feed's entry


class Format(StrEnum):
    """How an answer can be written."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    ICS = "ics"
    ATOM = "atom"


MEDIA_TYPES = {
    Format.NDJSON: "application/x-ndjson",
    Format.CSV: "text/csv",
    Format.ICS: "text/calendar",
    Format.ATOM: "application/atom+xml",
}


def _renderer(form: Format) -> type[JSONRenderer]:
    """What `Accept` is compared with. Only errors are rendered by it, and these are JSON in whatever form was asked for."""
    return type(f"{form.capitalize()}Renderer", (JSONRenderer,), {"media_type": MEDIA_TYPES[form], "format": form.value})


RENDERERS = {form: _renderer(form) for form in MEDIA_TYPES}


def streamed(form: Format, pages: Iterable[Sequence[str]], columns: Sequence[str], name: str) -> StreamingHttpResponse:
    """All records. `pages`: their bodies as text; `columns`: the fields shown; `name`: of the file that a browser keeps."""
    write: dict[Format, Callable[[], Iterator[str]]] = {
        Format.NDJSON: lambda: (f"{body}\n" for page in pages for body in page),
        Format.CSV: lambda: _table(pages, columns),
        Format.ICS: lambda: _calendar(pages, name),
    }
    response = StreamingHttpResponse(write[form](), content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response


class _Line:
    """What the writer of CSV writes to: the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _table(pages: Iterable[Sequence[str]], columns: Sequence[str]) -> Iterator[str]:
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(columns)
    yield line.text
    for page in pages:
        lines = []
        for body in page:
            record = json.loads(body)
            writer.writerow([cell(record.get(column)) for column in columns])
            lines.append(line.text)
        yield "".join(lines)


# --- Calendars (RFC 5545)

_STATUS = {
    Status.PLANNED: "TENTATIVE",
    Status.POSTPONED: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
    Status.HELD: "CONFIRMED",
}


def _calendar(pages: Iterable[Sequence[str]], name: str) -> Iterator[str]:
    """Meetings of which the day is known: a calendar has no place for others."""
    calendar = Calendar()
    calendar.add("prodid", "-//Chancery//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Chancery: {name}")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    whole = calendar.to_ical().decode()
    head, _, tail = whole.partition("END:VCALENDAR")
    yield head
    for page in pages:
        events = (_event(json.loads(body)) for body in page)
        yield "".join(event.to_ical().decode() for event in events if event is not None)
    yield f"END:VCALENDAR{tail}"


def _event(meeting: Body) -> Event | None:
    start, end = _day(meeting["start_date"]), _day(meeting["end_date"])
    if start is None:
        return None
    event = Event()
    event.add("uid", f"{meeting['id']}@chancery")
    event.add("dtstamp", datetime.fromisoformat(meeting["updated_at"]))
    event.add("last-modified", datetime.fromisoformat(meeting["updated_at"]))
    event.add("sequence", meeting["version"])
    event.add("dtstart", start)
    event.add("dtend", (end or start) + timedelta(days=1))  # exclusive
    event.add("status", _STATUS.get(meeting["status"], "CONFIRMED"))
    event.add("summary", meeting["title"])
    if place := ", ".join(filter(None, (meeting["city"], meeting["country"]))):
        event.add("location", place)
    if people := [p["person"]["name"] for p in meeting["participants"]]:
        event.add("description", ", ".join(people))
    event.add("url", meeting["url"])
    return event


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and len(text) == len("2023-04-25") else None


# --- Feeds (RFC 4287)


def feed(bodies: Iterable[bytes], *, title: str, address: str, onward: str | None) -> HttpResponse:
    """A page of records as entries of a feed; `onward`: the address of the next page."""
    written = _Paged(title=title, link=address, description=title, feed_url=address, next=onward)
    for body in map(json.loads, bodies):
        written.add_item(
            title=_title(body),
            link=body["url"],
            description=_summary(body),
            unique_id=f"urn:uuid:{body['id']}" if len(body["id"]) == 36 else body["url"],
            pubdate=datetime.fromisoformat(body["created_at"]),
            updateddate=datetime.fromisoformat(body["updated_at"]),
        )
    return HttpResponse(written.writeString("utf-8"), content_type=f"{MEDIA_TYPES[Format.ATOM]}; charset=utf-8")


class _Paged(Atom1Feed):
    """A feed that goes on (RFC 5005)."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["next"]:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next"]})


def _title(body: Body) -> str:
    if "title" in body or "name" in body:
        return str(body.get("title") or body.get("name") or body["id"])
    speaker = body["speaker"]["name"] if body.get("speaker") else body.get("institution")
    return f"{speaker}: {body['text'][:LONGEST_SUMMARY]}"


def _summary(body: Body) -> str:
    if "participants" in body:
        day = body["start_date"] or "on a day that nobody tells"
        people = ", ".join(p["person"]["name"] for p in body["participants"])
        return f"{body['status'].capitalize()}, {day}. {people}".strip()
    return str(body.get("text") or body.get("publisher") or body.get("country") or "")
