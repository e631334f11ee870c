"""What editors write by hand: reference data. Keeps what is derived from it (versions, folded names, search) in step."""

from events.models import Country, Organization, Person, PersonName
from events.names import fold, keys
from events.services.persons import settle_persons
from events.services.reference import SHOWN
from events.services.titles import title_later
from events.services.writing import writing


@writing()
def save_named(*, record: Country | Organization) -> None:
    """Save a country or an organization by an editor's word. Where it has another name, titles of meetings get that one."""
    shown = SHOWN[type(record)]
    former = type(record)._default_manager.filter(pk=record.pk).values_list(shown, flat=True).first()
    record.save()
    if former not in (None, getattr(record, shown)):
        title_later(named=[record.pk])


@writing()
def save_person(*, person: Person) -> None:
    """Save a person by an editor's word: he or she stays, whether documents name the person or not."""
    person.is_reference = True
    person.save()


@writing()
def save_spelling(*, spelling: PersonName) -> None:
    """Save a spelling of a name by an editor's word: it stays whatever documents write. One that a document told gives way."""
    PersonName.objects.filter(person=spelling.person, name=spelling.name).exclude(pk=spelling.pk).delete()
    spelling.folded, spelling.keys, spelling.is_reference = fold(spelling.name)[:200], keys(spelling.name), True
    spelling.save()


@writing()
def complete_spellings(*, person: Person) -> None:
    """The name itself is always one of the spellings, and those that documents tell are there again."""
    if not PersonName.objects.filter(person=person, name=person.name, is_reference=True).exists():
        save_spelling(spelling=PersonName(person=person, name=person.name))
    settle_persons(ids=[person.pk])
