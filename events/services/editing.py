"""What editors write by hand: reference data. Keeps what is derived from it (versions, folded names, search) in step."""

from django.db import models, transaction
from django.utils import timezone

from events.models import Participation, Person, PersonName
from events.names import fold, keys
from events.search import index_meetings
from events.services.locking import hold_record
from events.services.persons import settle_persons


def mark_changed(record: models.Model) -> None:
    """Count a change of a record that is about to be saved: its version, and when it was changed.

    Readers notice new names of countries and organizations by the time of change (sources.knowledge).
    """
    record.version += 1  # type: ignore[attr-defined]
    record.updated_at = timezone.now()  # type: ignore[attr-defined]


@transaction.atomic
def save_person(*, person: Person) -> None:
    """Save a person by an editor's word: he or she stays, whether documents name the person or not."""
    former = Person.objects.filter(pk=person.pk).values_list("name", flat=True).first()
    person.is_reference = True
    if former is not None:
        mark_changed(person)
    person.save()
    if former not in (None, person.name):
        meetings = Participation.objects.filter(person=person).values_list("meeting", flat=True)
        transaction.on_commit(lambda: index_meetings(meetings))


@transaction.atomic
def save_spelling(*, spelling: PersonName) -> None:
    """Save a spelling of a name by an editor's word: it stays whatever documents write. One that a document told gives way."""
    PersonName.objects.filter(person=spelling.person, name=spelling.name).exclude(pk=spelling.pk).delete()
    spelling.folded, spelling.keys, spelling.is_reference = fold(spelling.name)[:200], keys(spelling.name), True
    spelling.save()


@transaction.atomic
def complete_spellings(*, person: Person) -> None:
    """The name itself is always one of the spellings, and those that documents tell are there again."""
    hold_record()
    if not PersonName.objects.filter(person=person, name=person.name, is_reference=True).exists():
        save_spelling(spelling=PersonName(person=person, name=person.name))
    settle_persons(ids=[person.pk])
