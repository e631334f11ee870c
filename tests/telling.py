"""Documents that tell what a test wants them to tell: readings built directly, recorded and reconciled as the intake does."""

from dataclasses import dataclass
from datetime import date

from events.models import Document
from events.partial_dates import PartialDate
from events.services.readings import replace_readings
from events.vocabulary import Capacity, Level, Mode, Portfolio, Prominence, StatementKind, Status
from sources.extraction.reading import DateReading, MeetingClaim, Participant, Person, Reading, Span, StatementClaim, Told
from sources.reconciliation.reconciler import reconcile
from sources.recording import Codes, rows_of
from tests.factories import make_country, make_document

SAID = ("The tunnel will be dug.", "We will share the water.", "No date was named.")
NAMES = ("Rosa Llanquileo", "Llanquileo", "Julio Mamani", "Mamani", "Ana Mamani", "Ximena Condor")
WORDS = "\n".join(("They met.", *NAMES, *SAID))


@dataclass(frozen=True)
class Meets:
    """A meeting as one document tells it; who took part as "name/country"."""

    parties: str = "CL PE"
    start: str | None = "2024-03-14"
    who: tuple[str, ...] = ()
    city: str | None = None
    country: str | None = None
    status: Status = Status.HELD
    end: str | None = None
    office: str | None = "Foreign Minister"


@dataclass(frozen=True)
class Says:
    """A statement: who as "name/country", or an institution; of which meeting of the reading."""

    text: str = SAID[0]
    who: str = "Rosa Llanquileo/CL"
    meeting: int | None = 0


def tell(name: str, *told: Meets | Says, published: str = "2024-03-15") -> Document:
    """Record the reading of the document with this external id, in the place of its former one, and reconcile."""
    document = Document.objects.filter(external_id=name).first()
    if document is None:
        for code in ("BO", "CL", "PE"):
            make_country(code)
        text = f"{WORDS}\nThis is {name}."
        document = make_document(text, external_id=name, sha256=name, published=date.fromisoformat(published))
    reconcile(replace_readings([rows_of(document, _reading(document.text, told), Codes.known())]))
    return document


def _reading(text: str, told: tuple[Meets | Says, ...]) -> Reading:
    meetings = [one for one in told if isinstance(one, Meets)]
    statements = [one for one in told if isinstance(one, Says)]
    named = dict.fromkeys(who for m in meetings for who in m.who)
    named |= dict.fromkeys(s.who for s in statements if "/" in s.who)
    order = list(named)
    persons = [_person(text, who) for who in order]
    return Reading(
        extractor="telling-1",
        persons=tuple(persons),
        meetings=tuple(_claim(text, m, order) for m in meetings),
        statements=tuple(_statement(text, s, order) for s in statements),
    )


def _person(text: str, who: str) -> Person:
    name, _, country = who.partition("/")
    return Person(name=name, span=_span(text, name), country=country or None, role="Foreign Minister")


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _claim(text: str, told: Meets, order: list[str]) -> MeetingClaim:
    span = _span(text, "They met.")

    def date_told(value: str | None) -> Told[DateReading] | None:
        return Told(DateReading(PartialDate.parse(value)), span) if value else None

    return MeetingClaim(
        span=span,
        prominence=Prominence.MAIN,
        status=Told(told.status, span),
        mode=Told(Mode.IN_PERSON, span),
        parties=tuple(Told(code, span) for code in sorted(told.parties.split())),
        start=date_told(told.start),
        end=date_told(told.end),
        city=Told(told.city, span) if told.city else None,
        country=Told(told.country, span) if told.country else None,
        level=Told(Level.MINISTER, span),
        portfolios=(Told(Portfolio.FOREIGN, span),),
        participants=tuple(
            Participant(person=order.index(who), span=span, office=told.office, capacity=Capacity.PARTY) for who in told.who
        ),
        confidence=0.9,
    )


def _statement(text: str, told: Says, order: list[str]) -> StatementClaim:
    is_person = "/" in told.who
    return StatementClaim(
        span=_span(text, told.text),
        kind=StatementKind.INDIRECT,
        speaker=order.index(told.who) if is_person else None,
        institution=None if is_person else told.who,
        country=told.who.partition("/")[2] or None,
        meeting=told.meeting,
    )
