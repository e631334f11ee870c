"""Files of many documents: JSON Lines, CSV and XML of trips; what is broken is told with its place."""

import io
import json
import time
import tracemalloc
from typing import Any, cast

import pytest

from sources.readers import READERS, Part, Unreadable, csv, jsonl, travels

LIMIT = 10_000


def rows(text: str | bytes, limit: int = LIMIT, **options) -> list[Part]:
    return list(csv.split(io.BytesIO(text.encode() if isinstance(text, str) else text), limit, **options))


def fields(part: Part) -> dict[str, str]:
    return json.loads(part.content)


def test_rows_of_csv_are_documents_known_by_their_headings():
    found = rows("id,Title,TEXT,other\n1,Talks,They met.,x\n\n 2 ,,“Quoted, with comma”,y\n")
    assert [(part.number, part.external_id, part.media) for part in found] == [(2, "1", "json"), (4, "2", "json")]
    assert fields(found[0]) == {"id": "1", "title": "Talks", "text": "They met."}
    assert READERS["json"](found[0].content).text == "They met."


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_encodings_and_rows_over_several_lines(delimiter: str, encoding: str):
    text = (
        delimiter.join(["id", "published", "text"]) + "\r\n" + delimiter.join(["a", "2024-03-12", '"First.\nÇelik ""met"" him."'])
    )
    (part,) = rows(text.encode(encoding))
    assert fields(part) == {"id": "a", "published": "2024-03-12", "text": 'First.\nÇelik "met" him.'}


def test_columns_that_are_called_otherwise_are_mapped():
    (part,) = rows("Nr,Remarks,Day,id\n7,They met.,2024-03-12,no\n", columns={"id": "nr", "text": "Remarks", "published": "Day"})
    assert (part.external_id, fields(part)["published"]) == ("7", "2024-03-12")


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("", {}, "empty"),
        ("\ufeff \n", {}, "empty"),
        ("id,title\n1,x\n", {}, "no column is called text; there are id, title"),
        ("id,body\n", {"columns": {"text": "Remarks"}}, "no column 'Remarks'"),
        ("id,text\n", {"columns": {"author": "id"}}, "not for author"),
    ],
)
def test_csv_without_documents_is_refused(text: str, options: dict, reason: str):
    with pytest.raises(Unreadable, match=reason):
        rows(text, **options)


def test_a_formula_stays_text():
    (part,) = rows('id,title,text\n=1+1,"=HYPERLINK(""http://example.org"")",@SUM(A1) they met.\n')
    draft = READERS["json"](part.content)
    assert (part.external_id, draft.given.title, draft.text) == ("=1+1", '=HYPERLINK("http://example.org")', "@SUM(A1) they met.")


def test_a_day_that_no_calendar_has_is_refused_and_no_other_row():
    good, bad = rows("id,published,text\n1,2024-02-29,They met.\n2,2024-02-31,They met.\n")
    assert str(READERS["json"](good.content).given.published) == "2024-02-29"
    with pytest.raises(Unreadable, match=r"published is no day of the calendar: '2024-02-31'"):
        READERS["json"](bad.content)


def test_broken_rows_are_told_with_their_line():
    found = rows('id,text\n1,They met.\n2\n3,"never closed\n4,x\n')
    assert [(part.number, part.fault is None) for part in found] == [(2, True), (3, False), (4, False), (5, True)]
    assert "too few" in (found[1].fault or "")
    assert "broken CSV" in (found[2].fault or "")
    assert "broken CSV" in (rows(b"id,text\n1,\xff\xfe\xfa\n")[0].fault or "")


def test_a_cell_is_as_long_as_a_document_may_be():
    long = "They met. " * 14_000
    found = rows(f'id,text\n1,They met.\n2,"{long}"\n3,They met.\n', 200_000)
    assert [(part.number, part.fault) for part in found] == [(2, None), (3, None), (4, None)]
    assert fields(found[1])["text"] == long
    found = rows(f'id,text\n1,They met.\n2,"{long}"\n3,They met.\n', 100_000)
    assert [(part.number, part.fault is None) for part in found] == [(2, True), (3, False), (4, True)]
    assert found[1].size > 100_000


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'2,Nina,"never closed\n', "expected after"),  # the next quotation mark would close it
        (b'2,Nina,"closed" too early\n', "expected after"),
        (b"2,Nina,caf\xe9\n", "not valid UTF-8"),
        (b'2,Nina,"caf\xe9\nand more"\n', "not valid UTF-8"),
    ],
)
def test_a_broken_row_costs_no_other(broken: bytes, reason: str):
    found = rows(b"id,publisher,text\n1,Nina,They met.\n" + broken + b'3,Nina,"They met,\ntwice."\n4,Nina,They met.\n')
    assert [part.external_id for part in found] == ["1", None, "3", "4"]
    assert [part.fault is None for part in found] == [True, False, True, True]
    assert reason in (found[1].fault or "")
    assert [fields(part)["text"] for part in found[2:]] == ["They met,\ntwice.", "They met."]
    assert [part.number - found[2].number for part in found[2:]] == [0, 2]


def test_what_is_left_of_a_broken_row_is_taken_for_no_document():
    found = rows('id,day,text\n1,5 May,"They "met" here.\nThen, they left."\n2,6 May,They met.\n3,They met.\n')
    assert [(part.number, part.fault is None) for part in found] == [(2, False), (3, False), (4, True), (5, False)]
    assert "part of that" in (found[1].fault or "")


def test_an_odd_byte_in_utf_16_costs_its_row_only():
    odd = "id,text\n1,They met.\n2,They @ met.\n3,They met.\n".encode("utf-16").replace(b"@\0", b"\0\xd8")
    assert [(part.external_id, part.fault is None) for part in rows(odd)] == [("1", True), (None, False), ("3", True)]


def test_headings_that_are_no_text_are_told():
    for text in (b"id,text,caf\xe9\n1,They met.,x\n", b'id,text,"open\n1,They met.,x\n'):
        with pytest.raises(Unreadable, match="headings"):
            rows(text)


def test_a_file_whose_every_line_seems_to_begin_an_endless_row_is_given_up():
    """Each line opens a quotation mark, read from within one as much as from without."""
    text = "id,text\n" + 'a""","\n' * 100_000
    started = time.process_time()
    found = rows(text, 100_000)
    assert time.process_time() - started < 10
    assert len(found) < 100
    assert all(part.fault for part in found)
    assert "nothing is read from here on" in (found[-1].fault or "")


@pytest.mark.parametrize("head", [b'id,text\n1,"', b"id,text\n1,"])
def test_an_endless_row_is_not_held(head: bytes):
    class Endless(io.RawIOBase):
        sent = 0

        def read(self, size: int = -1) -> bytes:
            self.sent += size
            return head.ljust(size, b"x") if self.sent == size else b"x" * min(size, 65_536) if self.sent < 200_000_000 else b""

    tracemalloc.start()
    found = list(csv.split(cast(Any, Endless()), 1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ["more than 1,000,000" in (part.fault or "") for part in found] == [True]
    assert peak < 30_000_000


def test_lines_that_are_too_long_are_counted_and_not_held():
    found = list(jsonl.split(io.BytesIO(b'{"id": 5, "text": "x"}\n' + b"y" * 50_000 + b"\n\n{broken\n"), LIMIT))
    assert [(part.number, part.external_id, part.size > LIMIT) for part in found] == [
        (1, "5", False),
        (2, None, True),
        (4, None, False),
    ]
    assert found[1].content == b""


# --- Trips

TRIP = """<trip role="{role}" who="doe-jane"><id>{id}</id><role>{role}</role><name>Jane Q. Doe</name>
<start-date>{start}</start-date><end-date>{end}</end-date><country id="x">{country}</country><locale>{locale}</locale>
<remarks>{remarks}</remarks></trip>"""


def trip(remarks: str, **values: str) -> bytes:
    told = {"role": "secretary", "id": "7", "start": "1962-03-05", "end": "1962-03-07", "country": "Peru", "locale": "Lima"}
    return TRIP.format(**(told | {"remarks": remarks} | values)).encode()


def lines(content: bytes) -> list[str]:
    return READERS["trip"](content).text.splitlines()[2:]


def test_a_list_of_trips_is_taken_apart():
    listed = (
        b"<?xml version='1.0' encoding='UTF-8'?>\n<trips>\n"
        + trip("Met.")
        + b"\n"
        + trip("Met.", id="8", role="president")
        + b"</trips>"
    )
    found = list(travels.split(io.BytesIO(listed), LIMIT))
    assert [(part.number, part.external_id, part.media) for part in found] == [
        (1, "trip-secretary-7", "trip"),
        (2, "trip-president-8", "trip"),
    ]
    assert list(travels.split(io.BytesIO(listed), LIMIT)) == found
    assert list(travels.split(io.BytesIO(b"<code-table><name>x</name></code-table>"), LIMIT)) == []


@pytest.mark.parametrize(
    ("remarks", "values", "told"),
    [
        ("Met with President Ruiz.", {}, ["From 5 to 7 March 1962, in Lima, Peru, {who} met with President Ruiz."]),
        ("Met with President Ruiz.", {"end": "1962-03-05"}, ["On 5 March 1962, in Lima, Peru, {who} met with President Ruiz."]),
        # which of two cities it was is not told, and so is not said
        (
            "Met with President Ruiz.",
            {"locale": "Lima, Cusco", "end": "1962-04-01"},
            ["From 5 March to 1 April 1962, in Peru, {who} met with President Ruiz."],
        ),
        (
            "Official visit; met with President Ruiz. Also met with Foreign Minister Paz.",
            {"end": "1962-03-05"},
            [
                "On 5 March 1962, in Lima, Peru, {who} was there: Official visit.",
                "On 5 March 1962, in Lima, Peru, {who} met with President Ruiz.",
                "On 5 March 1962, in Lima, Peru, {who} also met with Foreign Minister Paz.",
            ],
        ),
        (
            "Informal meeting with King Olaf.",
            {"end": "1962-03-05"},
            ["On 5 March 1962, in Lima, Peru, {who} had an informal meeting with King Olaf."],
        ),
        # days of their own, whose year is the trip's
        (
            "Met with President Ruiz, March 5; and Prime Minister Paz, March 6.",
            {},
            [
                "In Lima, Peru, {who} met with President Ruiz, March 5, 1962.",
                "In Lima, Peru, {who} met with Prime Minister Paz, March 6, 1962.",
            ],
        ),
        # where somebody was bound for is not where they met
        (
            "Met with Foreign Secretary Lund en route to Quito.",
            {"end": "1962-03-05"},
            ["On 5 March 1962, in Lima, Peru, {who} met with Foreign Secretary Lund.", "{who} was en route to Quito."],
        ),
        (
            "Stopped.",
            {"country": "China, Republic of", "end": "1962-03-05"},
            ["On 5 March 1962, in Lima, Republic of China, {who} stopped."],
        ),
    ],
)  # fmt: skip
def test_remarks_become_sentences_with_their_subject_place_and_days(remarks: str, values: dict[str, str], told: list[str]):
    assert lines(trip(remarks, **values)) == [line.format(who="US Secretary of State Jane Q. Doe") for line in told]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"start": "1962-02-31"}, "start-date is no day of the calendar: '1962-02-31'"),
        ({"end": "1962-03-01"}, "ends before it begins"),
        ({"role": "pilot"}, "role 'pilot' is unknown"),
        ({"country": ""}, "needs a name, a country and remarks"),
    ],
)
def test_trips_that_cannot_be_are_refused(values: dict[str, str], reason: str):
    with pytest.raises(Unreadable, match=reason):
        READERS["trip"](trip("Met.", **values))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE trips [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><trips><trip><id>&c;</id></trip></trips>"""
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE trips [<!ENTITY x SYSTEM "file:///etc/passwd">]><trips><trip><id>&x;</id></trip></trips>'
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "document type or entities"),
        (OUTSIDE, "document type or entities"),
        (b'<!DOCTYPE trips SYSTEM "http://169.254.169.254/x.dtd"><trips/>', "document type or entities"),
        (BOMB.decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "document type or entities"),
        (b"<rss/>", "root is <rss>"),
        (b"<trips><trip>", "broken XML"),
        (b"", "broken XML"),
        (b"<trips>" + b"<a>" * 100_000, "nested too deeply"),
    ],
)
def test_hostile_xml_is_refused(content: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        list(travels.split(io.BytesIO(content), LIMIT))
