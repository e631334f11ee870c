"""A site is polled: what is new comes in once, what changed as a revision, and what did not change costs a 304 or nothing."""

import gzip
import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DataError, connection
from django.utils import timezone

from events.models import Document, Meeting
from events.vocabulary import SourceKind
from sources.models import Delivery, Host, Import, Source, Visit
from sources.polling import gathering, poll_now, poll_source, preview, schedule, send_due
from sources.polling.arrivals import package_of
from sources.readers import SPLITTERS, Part, Unreadable
from tests.sources.fetching.site import redirects, sends, serving

LIMA = (
    "Peruvian Foreign Minister Rosa Quispe Medina received her Chilean counterpart Tomás Arrau in Lima on 12 March 2024. "
    "The two ministers spoke about a second crossing at the border and agreed on a timetable for it."
)
QUITO = (
    "Ecuadorian Defence Minister Elena Paredes met her Colombian counterpart Julio Ibarra in Quito on 14 March 2024. "
    "They spoke about patrols along the common border and about the training of officers."
)


def page(text: str, title: str = "A meeting") -> bytes:
    return f"<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>".encode()  # noqa: E501


def feed(site, *items: tuple[str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{path}</link><guid isPermaLink='false'>{path}</guid>"
        f"<pubDate>Wed, 13 Mar 2024 23:30:00 -0500</pubDate></item>"
        for path, title in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Andes Wire</title>{entries}</channel></rss>".encode()


def sitemap(site, *entries: tuple[str, str | None], index: bool = False) -> bytes:
    kind, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(
        f"<{item}><loc>{site.url(path)}</loc>" + (f"<lastmod>{day}</lastmod>" if day else "") + f"</{item}>"
        for path, day in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'.encode()


def pages_asked(site) -> list[tuple[str, int]]:
    """What was asked since the last time, robots.txt aside."""
    asked = [each for each in site.asked if each[0] != "/robots.txt"]
    site.asked.clear()
    return asked


def test_a_feed_brings_new_pages_once_and_changed_ones_as_revisions(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed.xml"), language="en")
    site.pages |= {"/lima": page(LIMA), "/quito": page(QUITO), "/feed.xml": feed(site, ("/lima", "Lima"), ("/quito", "Quito"))}
    assert poll(source).outcome == "2 delivered"
    assert pages_asked(site) == [("/feed.xml", 200), ("/lima", 200), ("/quito", 200)]
    document = Document.objects.get(external_id=site.url("/lima"))
    assert (document.status, document.publisher, str(document.published)) == ("read", "Andes Wire", "2024-03-13")
    assert document.source_url == site.url("/lima")
    assert Meeting.objects.count() == 2

    assert poll(source).outcome == "1 unchanged"
    assert pages_asked(site) == [("/feed.xml", 304)]

    site.pages["/feed.xml"] = feed(site, ("/lima", "Lima, updated"), ("/quito", "Quito"))
    site.pages["/lima"] = page(LIMA + " Its programme was published.")
    assert poll(source).outcome == "1 delivered, 1 unchanged"
    assert pages_asked(site) == [("/feed.xml", 200), ("/lima", 200)]
    revisions = Document.objects.filter(external_id=site.url("/lima"))
    assert [(d.superseded_by_id is None, "programme" in d.text) for d in revisions.order_by("id")] == [
        (False, False),
        (True, True),
    ]
    assert Meeting.objects.filter(deleted_at__isnull=True).count() == 2

    site.pages["/feed.xml"] = feed(site, ("/lima", "Lima, updated"), ("/quito", "Quito, seen again"))
    assert poll(source).outcome == "2 unchanged"
    assert pages_asked(site) == [("/feed.xml", 200), ("/quito", 304)]
    assert Import.objects.filter(source=source).count() == 2


def test_an_atom_feed_is_read_too(site, make_source, poll):
    site.pages["/lima"] = page(LIMA)
    site.pages["/atom"] = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Andes</title><entry><title>Lima</title><id>tag:x</id>"
        f"<link rel='alternate' href='{site.url('/lima')}#top'/><updated>2024-03-13T08:00:00Z</updated></entry></feed>"
    ).encode()
    assert poll(make_source(SourceKind.FEED, site.url("/atom"), publisher="Andes Wire")).outcome == "1 delivered"
    assert Document.objects.get().publisher == "Andes Wire"


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_index_leads_to_pages_and_only_to_those_that_changed(packed, site, make_source, poll):
    source = make_source(SourceKind.SITEMAP, site.url("/sitemap.xml"))
    pack = gzip.compress if packed else bytes
    site.pages |= {
        "/sitemap.xml": sitemap(site, ("/old.xml", "2024-01-01"), ("/new.xml", "2024-03-14"), index=True),
        "/old.xml": pack(sitemap(site, ("/quito", "2024-01-01"))),
        "/new.xml": pack(sitemap(site, ("/lima", "2024-03-13"))),
        "/quito": page(QUITO),
        "/lima": page(LIMA),
    }
    assert poll(source).outcome == "2 delivered"
    assert [path for path, _ in pages_asked(site)] == ["/sitemap.xml", "/new.xml", "/lima", "/old.xml", "/quito"]
    assert poll(source).outcome == "1 unchanged"
    assert pages_asked(site) == [("/sitemap.xml", 304)]
    site.pages["/sitemap.xml"] = sitemap(site, ("/old.xml", "2024-01-01"), ("/new.xml", "2024-03-20"), index=True)
    site.pages["/new.xml"] = pack(sitemap(site, ("/lima", "2024-03-20")))
    site.pages["/lima"] = page(LIMA + " A second bridge is to follow.")
    assert poll(source).outcome == "1 delivered"
    assert pages_asked(site) == [("/sitemap.xml", 200), ("/new.xml", 200), ("/lima", 200)]


def test_pages_whose_sitemap_tells_no_day_are_asked_once_a_day(site, make_source, poll):
    source = make_source(SourceKind.SITEMAP, site.url("/sitemap.xml"))
    site.pages |= {"/sitemap.xml": sitemap(site, ("/lima", None)), "/lima": page(LIMA)}
    poll(source)
    assert poll(source).outcome == "1 unchanged"
    assert pages_asked(site) == [("/sitemap.xml", 200), ("/lima", 200), ("/sitemap.xml", 304)]
    site.pages["/sitemap.xml"] += b"\n"
    assert poll(source).outcome == "1 unchanged"
    assert pages_asked(site) == [("/sitemap.xml", 200)]
    Visit.objects.update(visited_at=timezone.now() - timedelta(days=2))
    poll(source)
    assert pages_asked(site) == [("/sitemap.xml", 200), ("/lima", 304)]


@pytest.mark.parametrize("day", [None, "2024-03-14"])
def test_so_are_those_of_a_sitemap_that_an_index_names_and_the_others_stay_unasked(day, site, make_source, poll):
    source = make_source(SourceKind.SITEMAP, site.url("/all.xml"))
    site.pages |= {
        "/all.xml": sitemap(site, ("/1.xml", day), ("/2.xml", "2024-03-13"), index=True),
        "/1.xml": sitemap(site, ("/lima", None)),
        "/2.xml": sitemap(site, ("/quito", "2024-03-13")),
        "/lima": page(LIMA),
        "/quito": page(QUITO),
    }
    assert poll(source).outcome == "2 delivered"
    pages_asked(site)
    poll(source)
    assert pages_asked(site) == [("/all.xml", 200), ("/1.xml", 304)]
    Visit.objects.update(visited_at=timezone.now() - timedelta(days=2))
    site.pages["/lima"] = page(LIMA + " A second bridge is to follow.")
    assert poll(source).outcome == "1 delivered"
    assert pages_asked(site) == [("/all.xml", 200), ("/1.xml", 200), ("/lima", 200)]


def test_a_single_page(site, make_source, poll):
    source = make_source(SourceKind.PAGE, site.url("/from"))
    site.pages |= {"/from": redirects("/lima"), "/lima": page(LIMA)}
    assert poll(source).outcome == "1 delivered"
    assert poll(source).outcome == "1 unchanged"
    document = Document.objects.get()
    assert (document.external_id, document.source_url) == (site.url("/from"), site.url("/lima"))


@pytest.mark.parametrize(
    ("charset", "written", "name"),
    [
        ("cp1254", "cp1254", "Ayşe Öğüt"),
        ("windows-1251", "cp1251", "Марта Орлова"),
        ("windows-1250", "cp1250", "Zdeněk Malý"),
        ("koi8-r", "koi8-r", "Марта Орлова"),
        ("iso-8859-1", "cp1252", "Tomás d’Arrau"),
    ],
)
def test_a_charset_that_host_and_page_both_name_is_undone_once(charset, written, name, site, make_source, poll):
    told = page(f"{QUITO} {name} was there.").decode().replace("<head>", f"<head><meta charset='{charset}'>")
    site.pages["/lima"], site.types["/lima"] = told.encode(written), f"text/html; charset={charset}"
    assert poll(make_source(SourceKind.PAGE, site.url("/lima"))).outcome == "1 delivered"
    assert f"{name} was there." in Document.objects.get().text


def test_a_list_brings_new_rows_only(site, make_source, poll):
    source = make_source(SourceKind.LIST, site.url("/talks.csv"), columns={"text": "Remarks", "id": "Nr"}, publisher="Andes")
    site.types["/talks.csv"] = "text/csv; charset=windows-1252"
    site.pages["/talks.csv"] = f"Nr;Remarks;Published\n7;{LIMA};2024-03-13\n".encode("cp1252")
    assert poll(source).outcome == "1 delivered"
    site.pages["/talks.csv"] += f"8;{QUITO};2024-03-15\n".encode("cp1252")
    assert poll(source).outcome == "1 delivered, 1 unchanged"
    rows = Document.objects.order_by("external_id").values_list("external_id", "publisher", "status")
    assert list(rows) == [("7", "Andes", "read"), ("8", "Andes", "read")]
    assert "Tomás Arrau" in Document.objects.get(external_id="7").text


def test_a_list_changes_what_came_from_it_and_nothing_else(site, make_source, poll):
    site.types |= {"/first.csv": "text/csv", "/other.csv": "text/csv"}
    first = make_source(SourceKind.LIST, site.url("/first.csv"), language="en")
    site.pages["/first.csv"] = f'id,text\n7,"{LIMA}"\n'.encode()
    poll(first)
    other = make_source(SourceKind.LIST, site.url("/other.csv"), language="en")
    site.pages["/other.csv"] = f'id,text\n7,"Nothing of note happened in the north today."\n8,"{QUITO}"\n'.encode()
    assert poll(other).outcome == "2 delivered"
    refused = Delivery.objects.get(batch__source=other, external_id="7")
    assert (refused.state, refused.reason) == ("refused", "7 did not come from this list: what it says of it changes nothing")
    assert Document.objects.get(external_id="7", superseded_by=None).text == LIMA
    assert Meeting.objects.current().count() == 2
    site.pages["/first.csv"] = f'id,text\n7,"{LIMA} A programme was published."\n'.encode()
    poll(first)
    assert "programme" in Document.objects.get(external_id="7", superseded_by=None).text


@pytest.mark.parametrize(("primary", "city"), [("first", "Lima"), ("second", "Quito")])
def test_a_primary_source_is_one_that_is_set_so_whatever_a_page_calls_itself(primary, city, site, make_source, poll):
    told = {"first": "Evening Wire", "second": "Ministry of Foreign Affairs"}
    for number, (name, publisher) in enumerate(told.items()):
        place = "Lima" if name == "first" else "Quito"
        text = (
            f"Peruvian Foreign Minister Rosa Quispe Medina met her Chilean counterpart Tomás Arrau in {place} on 12 March 2024. "
            + ("They spoke about a crossing." if name == "first" else "The two agreed on a timetable.")
        )
        site.pages[f"/{name}"] = (
            f"<html lang='en'><head><title>A meeting</title><meta property='og:site_name' content='{publisher}'></head>"
            f"<body><article><h1>A meeting {number}</h1><p>{text}</p></article></body></html>"
        ).encode()
        poll(make_source(SourceKind.PAGE, site.url(f"/{name}"), is_primary=name == primary, language="en"))
    assert Meeting.objects.current().get().city == city


def test_a_watched_folder(tmp_path, settings, make_source, poll, monkeypatch):
    monkeypatch.setattr("sources.polling.gathering.UNSETTLED", 0)
    settings.WATCHED_FOLDERS = [tmp_path]
    source = make_source(SourceKind.FOLDER, str(tmp_path / "in"))
    assert "no folder" in (poll(source).outcome or "")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lima.txt").write_text(LIMA)
    (tmp_path / "in" / "ignored.exe").write_text("x")
    (tmp_path / "in" / "lima.json").write_text('{"meetings": []}')
    assert [Path(found.address).name for found in preview(source, 20)] == ["lima.txt"]
    assert poll(source).outcome == "1 delivered"
    assert poll(source).outcome == "1 unchanged"
    (tmp_path / "in" / "lima.txt").write_text(LIMA + " More.")
    assert poll(source).outcome == "1 delivered"
    assert "lies outside" in (poll(make_source(SourceKind.FOLDER, "/etc")).outcome or "")
    assert Document.objects.count() == 2


def test_an_odd_file_of_a_folder_keeps_nothing_else_from_coming(tmp_path, settings, make_source, poll, monkeypatch):
    monkeypatch.setattr("sources.polling.gathering.UNSETTLED", 0)
    settings.WATCHED_FOLDERS = [tmp_path]
    source = make_source(SourceKind.FOLDER, str(tmp_path))
    (tmp_path / "a.txt").write_text(LIMA)
    (tmp_path / "b.txt").symlink_to("/etc/hosts")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xff.txt"))
    odd.write_text(QUITO)
    (tmp_path / "z.txt").write_text(LIMA + " More.")
    assert poll(source).outcome == "3 delivered, 1 failed"
    for _ in range(2):
        polled = poll(source)
        assert (polled.outcome, polled.failures) == ("3 unchanged, 1 failed", 0)
    assert poll(source).outcome == "4 unchanged"
    assert "lies outside" in (Visit.objects.get(failures=3).reason or "")
    Visit.objects.all().delete()
    odd.touch()
    assert poll(source).outcome == "3 unchanged, 1 failed"
    assert sorted(Delivery.objects.values_list("external_id", flat=True)) == ["a", "m\\udcff", "z"]


def test_files_that_may_still_be_written_wait(tmp_path, settings, make_source, poll):
    settings.WATCHED_FOLDERS = [tmp_path]
    (tmp_path / "lima.txt").write_text(LIMA)
    assert poll(make_source(SourceKind.FOLDER, str(tmp_path))).outcome == "nothing new; more is left for the next poll"


def test_a_file_that_may_still_be_written_holds_up_no_other(tmp_path, settings, make_source, poll, monkeypatch):
    monkeypatch.setattr(gathering, "UNSETTLED", 30)
    settings.WATCHED_FOLDERS = [tmp_path]
    for name, age in {"a": 0, "b": 60, "c": -3_600}.items():
        (tmp_path / f"{name}.txt").write_text(f"{LIMA} Part {name}.")
        written = timezone.now().timestamp() - age
        os.utime(tmp_path / f"{name}.txt", (written, written))
    source = make_source(SourceKind.FOLDER, str(tmp_path))
    assert poll(source).outcome == "2 delivered; more is left for the next poll"
    assert sorted(Document.objects.values_list("external_id", flat=True)) == ["b", "c"]
    os.utime(tmp_path / "a.txt", (0, 0))
    assert poll(source).outcome == "1 delivered, 2 unchanged"


def test_limits_leave_the_rest_for_the_next_poll(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"), most_a_poll=2, most_a_day=3)
    site.pages |= {f"/{n}": page(f"{LIMA} Part {n}.") for n in range(5)}
    site.pages["/feed"] = feed(site, *((f"/{n}", f"Part {n}") for n in range(5)))
    polled = poll(source)
    assert polled.outcome == "2 delivered; more is left for the next poll"
    assert polled.next_poll_at - timezone.now() < timedelta(minutes=2)
    assert poll(source).outcome == "1 delivered, 2 unchanged; more is left for the next poll"
    assert "3 documents in 24 hours" in (poll(source).outcome or "")
    assert Delivery.objects.count() == 3


def test_faults_of_a_source_are_told_and_it_is_asked_less_and_less_often(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    waits = []
    for _ in range(3):
        polled = poll(source)
        waits.append((polled.next_poll_at - timezone.now()).total_seconds() / 3_600)
    assert (polled.outcome, polled.failures) == ("the host answers 404", 3)
    assert [round(wait) for wait in waits] == [2, 4, 8] or waits[0] < waits[1] < waits[2]
    site.pages["/feed"] = b"<html><body>no feed here</body></html>"
    assert poll(source).outcome == "neither an RSS nor an Atom feed"
    site.pages["/feed"] = feed(site)
    assert (poll(source).outcome, poll(source).failures) == ("nothing new", 0)


def test_a_list_is_left_for_a_day_at_most_however_long_its_host_asks(site, make_source, poll):
    site.pages["/feed"] = sends(b"HTTP/1.1 503 Busy\r\nRetry-After: 999999\r\nContent-Length: 0\r\n\r\n")
    polled = poll(make_source(SourceKind.FEED, site.url("/feed")))
    assert (polled.outcome, polled.failures) == ("the host answers 503", 1)
    assert timedelta(hours=23) < polled.next_poll_at - timezone.now() <= timedelta(hours=24)


def test_a_host_that_is_busy_is_left_as_long_as_it_asks_and_what_came_is_kept(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    busy = sends(b"HTTP/1.1 503 Busy\r\nRetry-After: 90000\r\nContent-Length: 0\r\n\r\n")
    site.pages |= {"/feed": feed(site, ("/lima", "A"), ("/quito", "B")), "/lima": page(LIMA), "/quito": busy}
    polled = poll(source)
    assert (polled.outcome, polled.failures) == ("1 delivered, 1 failed", 0)
    assert timedelta(hours=23) < polled.next_poll_at - timezone.now() <= timedelta(hours=24)
    site.pages["/quito"] = page(QUITO)
    site.asked.clear()
    assert "nothing is fetched from 127.0.0.1 for another" in (poll(source).outcome or "")
    assert site.asked == []
    Host.objects.update(next_at=timezone.now())
    assert poll(source).outcome == "1 delivered, 1 unchanged"


@pytest.mark.parametrize("status", ["503 Busy\r\nRetry-After: 90000", "500 Broken", "429 Slowly", None])
def test_a_host_that_fails_leaves_its_own_pages_and_no_others_for_the_next_poll(status, site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    with serving() as other:
        away = [other.url(path) for path in ("/1", "/2", "/3")] if status else [f"http://127.0.0.1:1/{n}" for n in range(3)]
        other.pages |= {f"/{n}": sends(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()) for n in (1, 2, 3)}
        site.pages["/feed"] = feed(site, (away[0], "A"), ("/lima", "B"), (away[1], "C"), ("/quito", "D"), (away[2], "E"))
        site.pages |= {"/lima": page(LIMA), "/quito": page(QUITO)}
        polled = poll(source)
        assert (polled.outcome, polled.failures) == ("2 delivered, 1 failed, 2 put off", 0)
        assert timedelta(minutes=50) < polled.next_poll_at - timezone.now() < timedelta(minutes=70)
        assert len([path for path, _ in other.asked if path != "/robots.txt"]) == (1 if status else 0)
        # The feed has not changed, and yet what waits is asked for, once the host may be asked again.
        Host.objects.update(next_at=None, robots_until=timezone.now())
        assert poll(source).outcome == "2 unchanged, 1 failed, 2 put off"
        assert Visit.objects.filter(failures=1).count() == 2
        other.pages |= {f"/{n}": page(f"{LIMA} Part {n}.") for n in (1, 2, 3)}
        Host.objects.update(next_at=None, robots_until=timezone.now())
        assert poll(source).outcome == ("3 delivered, 2 unchanged" if status else "2 unchanged, 1 failed, 2 put off")


def test_a_host_whose_turn_has_not_come_counts_no_failure(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    with serving() as other:
        Host.objects.create(root=other.root, next_at=timezone.now() + timedelta(hours=5))
        site.pages |= {"/feed": feed(site, (other.url("/1"), "A"), (other.url("/2"), "B"), ("/lima", "C")), "/lima": page(LIMA)}
        polled = poll(source)
        assert (polled.outcome, polled.failures) == ("1 delivered, 2 put off", 0)
        assert polled.next_poll_at - timezone.now() < timedelta(minutes=70)
        assert not Visit.objects.filter(address__startswith=other.root).exists()


def test_the_host_that_a_page_leads_to_fails_and_not_the_one_that_leads_there(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    with serving() as other:
        other.pages["/1"] = sends(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")
        site.pages |= {"/feed": feed(site, ("/on", "A"), ("/lima", "B"), (other.url("/2"), "C")), "/lima": page(LIMA)}
        site.pages["/on"] = redirects(other.url("/1"))
        assert poll(source).outcome == "1 delivered, 1 failed, 1 put off"


def test_one_broken_page_costs_the_others_of_its_host_one_poll(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    broken = sends(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")
    site.pages |= {"/feed": feed(site, ("/bad", "A"), ("/lima", "B")), "/bad": broken, "/lima": page(LIMA)}
    told = [poll(source).outcome for _ in range(4)]
    assert told == ["1 failed, 1 put off", "1 delivered, 1 failed", "1 unchanged, 1 failed", "1 unchanged"]
    assert len(site.statuses("/bad")) == 3


def test_a_page_that_cannot_be_had_is_tried_three_times_and_keeps_nothing_else_from_coming(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages |= {"/feed": feed(site, ("/gone", "A"), ("/lima", "B"), ("/scan.pdf", "C")), "/lima": page(LIMA)}
    site.pages["/scan.pdf"], site.types["/scan.pdf"] = b"%PDF-1.7", "application/pdf"
    assert poll(source).outcome == "2 delivered, 1 failed"
    for _ in range(4):
        poll(source)
    assert site.statuses("/gone") == [404] * 3
    assert Visit.objects.get(address=site.url("/gone")).reason == "the host answers 404"
    assert Document.objects.get(external_id=site.url("/scan.pdf")).reason == "pages of the type application/pdf cannot be read"


@pytest.mark.parametrize(
    "hostile",
    [
        redirects("http://["),
        sends(b"HTTP/1.1 200 OK\r\nContent-Type: image/x; charset*=utf-8''x; charset*0=y\r\nContent-Length: 2\r\n\r\nhi"),
        sends(b"HTTP/1.1 200 OK\r\nContent-Type: image/\x9b2J\r\nContent-Length: 2\r\n\r\nhi"),
        sends(b"HTTP/1.1 503 Busy\r\nRetry-After: 01 Jan 9999999999 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n"),
    ],
    ids=["redirect", "charset", "type", "wait"],
)
def test_a_hostile_page_keeps_nothing_else_from_coming(hostile, site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages |= {"/feed": feed(site, ("/lima", "A"), ("/bad", "B"), ("/quito", "C"))}
    site.pages |= {"/lima": page(LIMA), "/bad": hostile, "/quito": page(QUITO)}
    for _ in range(5):
        poll(source)
    assert Document.objects.filter(status="read").count() == 2
    assert Delivery.objects.filter(state="done").count() == 2
    assert len(site.statuses("/bad")) <= 3


@pytest.mark.parametrize("odd", ["&#0;", "&#xD800;", "&#" + "9" * 5_000 + ";", "\x1b[31m"])
def test_a_hostile_date_in_a_feed_stops_nothing(odd, site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages |= {"/lima": page(LIMA), "/quito": page(QUITO)}
    site.pages["/feed"] = feed(site, ("/lima", "A")).replace(
        b"</channel>", f"<item><link>/quito</link><pubDate>2024-01-01{odd}</pubDate></item></channel>".encode()
    )
    assert poll(source).outcome == "2 delivered"
    site.pages["/feed"] += b"\n"
    assert poll(source).outcome == "2 unchanged"


def test_what_nobody_expected_of_a_page_is_its_own_failure(site, make_source, poll, monkeypatch):
    def failing(answer, *told):
        if answer.url.endswith("/quito"):
            raise KeyError("x\x00")
        return package_of(answer, *told)

    monkeypatch.setattr(gathering, "package_of", failing)
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages |= {"/feed": feed(site, ("/quito", "A"), ("/lima", "B")), "/lima": page(LIMA), "/quito": page(QUITO)}
    assert poll(source).outcome == "1 delivered, 1 failed"
    assert (Visit.objects.get(address=site.url("/quito")).reason or "").startswith("KeyError: ")
    monkeypatch.undo()
    assert poll(source).outcome == "1 delivered, 1 unchanged"  # fetched anew, though the host would say that nothing has changed


def test_what_nobody_expected_of_a_poll_is_told_and_what_came_before_is_kept(site, make_source, poll, monkeypatch):
    def failing(*_):
        yield Part(1, "lima", "text", LIMA.encode(), len(LIMA))
        raise RuntimeError("odd")

    monkeypatch.setitem(SPLITTERS, "jsonl", failing)
    source = make_source(SourceKind.LIST, site.url("/list.jsonl"))
    site.pages["/list.jsonl"], site.types["/list.jsonl"] = b"{}", "application/jsonl"
    for failures in (1, 2):
        polled = poll(source)
        assert (polled.failures, polled.leased_until) == (failures, None)
        assert "RuntimeError: odd" in (polled.outcome or "")
    assert polled.next_poll_at - timezone.now() > timedelta(hours=3)
    assert Document.objects.get().external_id == "lima"
    with pytest.raises(Unreadable, match="RuntimeError: odd"):
        preview(source, 20)


def test_what_cannot_be_committed_is_told_too(site, make_source, poll, monkeypatch):
    def failing(**_):
        raise DataError("no text")

    monkeypatch.setattr(schedule, "deliver", failing)
    source = make_source(SourceKind.PAGE, site.url("/lima"))
    site.pages["/lima"] = page(LIMA)
    polled = poll(source)
    assert (polled.failures, polled.leased_until, polled.outcome) == (1, None, "DataError: no text (1 delivered)")
    monkeypatch.undo()
    assert poll(source).outcome == "1 delivered"


def test_a_broken_sitemap_of_an_index_and_one_page_in_two_of_them_stop_nothing(site, make_source, poll):
    source = make_source(SourceKind.SITEMAP, site.url("/all.xml"))
    named = (("/1.xml", "2024-03-03"), ("/2.xml", "2024-03-02"), ("/3.xml", "2024-03-01"), ("/all.xml", "2024-02-01"))
    site.pages |= {"/all.xml": sitemap(site, *named, index=True), "/1.xml": b"<urlset>", "/lima": page(LIMA)}
    site.pages |= {"/2.xml": sitemap(site, ("/lima", "2024-03-02")), "/3.xml": sitemap(site, ("/lima", "2024-03-01"))}
    assert poll(source).outcome == "1 delivered, 1 failed"
    assert site.statuses("/lima") == [200]
    assert "broken XML" in (Visit.objects.get(address=site.url("/1.xml")).reason or "")
    site.pages["/1.xml"] = sitemap(site, ("/lima", "2024-03-02"))
    assert poll(source).outcome == "1 unchanged"
    assert site.statuses("/1.xml") == [200, 200]


@pytest.mark.parametrize("day", ["2024-03-13", None])
def test_the_sitemaps_of_an_index_beyond_those_of_one_poll_come_with_the_next(day, site, make_source, poll, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_LISTS", 2)
    source = make_source(SourceKind.SITEMAP, site.url("/all.xml"))
    site.pages["/all.xml"] = sitemap(site, *((f"/{n}.xml", day) for n in range(3)), index=True)
    site.pages |= {f"/{n}.xml": sitemap(site, (f"/{n}", "2024-03-13")) for n in range(3)}
    site.pages |= {f"/{n}": page(f"{LIMA} Part {n}.") for n in range(3)}
    polled = poll(source)
    assert polled.outcome == "2 delivered; more is left for the next poll"
    assert polled.next_poll_at - timezone.now() < timedelta(minutes=2)
    assert (poll(source).outcome or "").startswith("1 delivered")
    assert "more is left" not in (poll(source).outcome or "")


def test_what_a_list_names_beyond_the_limit_is_told(site, make_source, poll, monkeypatch):
    monkeypatch.setattr("sources.readers.feed.MOST_ENTRIES", 1)
    monkeypatch.setattr("sources.readers.sitemap.MOST_ENTRIES", 1)
    site.pages |= {"/lima": page(LIMA), "/feed": feed(site, ("/lima", "A"), ("/quito", "B"), ("/gone", "C"))}
    site.pages["/sitemap.xml"] = sitemap(site, ("/lima", "2024-03-13"), ("/quito", "2024-03-12"))
    assert poll(make_source(SourceKind.FEED, site.url("/feed"))).outcome == "1 delivered, 2 left out"
    assert poll(make_source(SourceKind.SITEMAP, site.url("/sitemap.xml"))).outcome == "1 delivered, 1 left out"


def test_robots_are_heard_asked_once_and_their_absence_for_now_stops_all(site, make_source, poll):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages["/robots.txt"] = b"User-agent: chancery\nDisallow: /private\n"
    site.pages |= {"/feed": feed(site, ("/private/a", "A"), ("/lima", "B")), "/private/a": page(QUITO), "/lima": page(LIMA)}
    assert poll(source).outcome == "1 delivered, 1 failed"
    assert "does not want it" in (Visit.objects.get(address=site.url("/private/a")).reason or "")
    poll(source)
    assert site.statuses("/private/a") == []
    assert site.statuses("/robots.txt") == [200]
    Host.objects.update(robots_until=timezone.now())
    site.pages["/robots.txt"] = sends(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n")
    site.asked.clear()
    assert "robots.txt of 127.0.0.1 cannot be had" in (poll(source).outcome or "")
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_one_request_at_a_time_and_a_pause_between_two(site, make_source, poll):
    open_now, most, starts = 0, 0, []
    lock = threading.Lock()

    def slow(handler):
        import time

        nonlocal open_now, most
        with lock:
            open_now, most = open_now + 1, max(most, open_now + 1)
            starts.append(time.monotonic())
        time.sleep(0.05)
        handler.wfile.write(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        with lock:
            open_now -= 1

    site.pages |= {"/feed": feed(site, *((f"/{n}", str(n)) for n in range(2)))} | {f"/{n}": slow for n in range(2)}
    poll(make_source(SourceKind.FEED, site.url("/feed"), pause=1))
    assert most == 1
    assert starts[1] - starts[0] >= 0.9


@pytest.mark.django_db(transaction=True)
def test_a_source_that_two_workers_are_told_to_poll_is_polled_once(site, make_source):
    source = make_source(SourceKind.PAGE, site.url("/lima"))
    site.pages["/lima"] = page(LIMA)
    polled = []

    def work() -> None:
        polled.append(poll_source(source.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(found is not None for found in polled) == 1
    assert site.statuses("/lima") == [200]
    assert Delivery.objects.count() == 1


def test_what_is_due_is_sent_and_what_is_paused_or_not_polled_is_not(make_source, db):
    make_source(SourceKind.MANUAL, "https://example.org/m")
    paused = make_source(SourceKind.PAGE, "https://example.org/p", paused=True)
    make_source(SourceKind.PAGE, "https://example.org/l", next_poll_at=timezone.now() + timedelta(hours=1))
    leased = make_source(SourceKind.PAGE, "https://example.org/w", leased_until=timezone.now() + timedelta(minutes=1))
    urgent = make_source(SourceKind.PAGE, "https://example.org/u", priority=9)
    plain = make_source(SourceKind.PAGE, "https://example.org/n")
    assert list(Source.objects.due()) == [urgent, plain]
    assert send_due() == 2
    assert [poll_now(source=source) for source in (paused, leased, plain)] == [False, False, True]
    assert poll_source(paused.pk) is None


def test_a_preview_shows_what_would_come_and_keeps_nothing(site, make_source):
    source = make_source(SourceKind.FEED, site.url("/feed"))
    site.pages["/feed"] = feed(site, ("/lima", "Lima"), ("javascript:alert(1)", "Script"))
    assert [(listed.address, listed.title, str(listed.published)) for listed in preview(source, 20)] == [
        (site.url("/lima"), "Lima", "2024-03-13")
    ]
    assert (Visit.objects.count(), Import.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "address",
    ["http://169.254.169.254/latest", "http://localhost:22/", "https://user:secret@example.org/", "ftp://example.org/f"],
)
def test_a_source_that_leads_inside_is_refused_with_the_reason(address, make_source, poll):
    polled = poll(make_source(SourceKind.FEED, address))
    assert polled.failures == 1
    assert Import.objects.count() == 0
    assert polled.outcome
