"""The page of the docs: what the figures mean, how they were got, and the last ones."""

from collections.abc import Mapping
from typing import Any

from benchmarks import reading, throughput
from benchmarks.measuring import Rounds
from benchmarks.report import Ratio, speeds_table, table
from benchmarks.upserting import KINDS, ROWS

PAGE = """# Benchmarks

Figures of `make bench MEETINGS={meetings} DOCUMENTS={imported}`, which wrote this page. Ratios of one run on one
machine: the machine falls out of them.

![Requests per second](bench.svg)

{figures}

"rounds" are the lowest and the highest of {rounds} rounds; of documents a second, of the stretches of an import.

## How it is measured

`make bench` builds a data set of its own below `DATA_DIR` (kept, and used again while its size fits): invented persons,
meetings, documents and statements, here {rows}. Words are as unevenly frequent as in texts (Zipf), days as evenly spread as
days are, with many meetings on one day, some of which only a month or a year is known, and some undated. Rows are written by
COPY, their published form by PostgreSQL; a sample of it is compared with what the serializers give before anything is
measured.

Four servers then answer from the same tables, each with the same gunicorn settings and two workers, without throttling and
without logs of requests. PostgreSQL keeps a quarter of the memory for what is read often, as its documentation has it.

- **chancery**: the service itself. A page of a whole list that it gave before it gives again without putting it together anew,
  once the database has told that the versions on it still stand; the others keep nothing. `other_pages` are pages in turn, of
  a large set so many that none is still kept when it comes again.
- **limit**: one prepared SQL statement builds the JSON of the page from the relational tables; a bare WSGI application sends it.
- **drf**: Django REST framework as its tutorial has it: ModelSerializers, a ModelViewSet, prefetched relations.
- **ninja**: django-ninja likewise.

Their answers are compared first, record by record; where they differ, nothing is measured. Then each is asked in turn, round
by round, over eight connections by wrk, or by a client of our own where wrk is not installed. CPU is what the server's
processes and PostgreSQL's used, for each request; memory counts once what a server's processes share.

Searches go over one connection, one after the other, behind 500 that warm up, each with other words: half of them as frequent
as in the texts, half drawn from all words alike; phrases of two or three words as they stand; names of persons in which two
letters have changed places. Imports are those of the dispatches of `seeds/`, each into a fresh copy of a prepared database;
without publishing, the triggers that note what is touched are gone and nothing is rendered.

Documents a second are those of invented dispatches as long as news (300 to 600 words, half a dozen statements, four or five
persons, some of whom are new each time), imported by the command with two workers, against bare reading in one process:
here {documents} into one database, by stretches of {stretch}, each on top of those before; behind each the first {read} of it
are read bare. Rows a second are those of {upserted} rows of the set each, taken out and put in again: by a straight COPY, and by
the loading of a snapshot's lines; both keep up all indexes, constraints and triggers, and neither publishes.

Reading is measured in processor time against the language model's bare parse of the same texts: the dispatches of `seeds/`, which
are short, and {news} as long as news.

## The last run

{speeds}

{versions}; {machine}.
"""


def page(rounds: Rounds, figures: Mapping[str, Ratio], result: Mapping[str, Any]) -> str:
    """The page for these rounds; `result` is the content of bench.json."""
    machine = result["machine"]
    return PAGE.format(
        meetings=result["plan"]["meetings"],
        rounds=result["plan"]["rounds"],
        figures=table(figures),
        documents=f"{result['plan']['documents']:,}",
        imported=result["plan"]["documents"],
        stretch=f"{throughput.STRETCH:,}",
        read=throughput.READ,
        news=reading.NEWS,
        upserted=" and ".join(f"{ROWS:,} {kind}" for kind in KINDS),
        rows=", ".join(f"{number:,} {name}" for name, number in result["rows"].items()),
        speeds=speeds_table(rounds.speeds),
        versions=", ".join(f"{name} {version}" for name, version in result["versions"].items()),
        machine=f"{machine['processors']} processors, {machine['system']}, load by {machine['client']}",
    )
