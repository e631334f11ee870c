"""Entities of Wikidata as JSON: persons with their spellings and the offices that they held, as rows of reference data.

Read are the answers of Special:EntityData and wbgetentities ({"entities": {…}}), lists of entities, and dumps with one a line.
An office whose own entity is not among them is left out: nothing else tells whose it is.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from events.partial_dates import PartialDate
from sources.extraction.offices import classify
from sources.readers.draft import Unreadable, storable

LONGEST_ENTITY = 20_000_000  # bytes
MOST_NAMES = 60  # spellings of a person
LONGEST_NAME = 200  # characters

HUMAN = "Q5"
INSTANCE_OF, CITIZENSHIP, POSITION, START, END = "P31", "P27", "P39", "P580", "P582"
WHOSE = ("P1001", "P17", "P2389", "P361")  # applies to jurisdiction, country, organization directed, part of
_ID = re.compile(r"Q\d{1,12}")
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T")
_PRECISIONS = {9: 1, 10: 2, 11: 3}  # Wikidata's year, month, day: how many parts of a date hold
# "Minister of Foreign Affairs of Peru", "President of the Republic of Peru": the record keeps the country beside the title.
_OF = r"(?: of| for|,)(?: the)?(?: (?:Islamic |Federal |Democratic |People's )*(?:Republic|Kingdom|State) of)?(?: the)? "

Entity = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom offices may belong to, by their Wikidata ids: countries' codes and names, organizations' slugs."""

    countries: Mapping[str, str]
    country_names: Mapping[str, tuple[str, ...]]  # by code
    organizations: Mapping[str, str]


def read(file: IO[bytes], owners: Owners) -> list[dict[str, Any]]:
    """Rows in the form of seeds/offices.json. `Unreadable` for what is no list of entities."""
    entities = {entity["id"]: entity for entity in _entities(file)}
    if not entities:
        raise Unreadable("no entities of Wikidata: they are JSON objects with an id such as Q42")
    offices: dict[str, dict[str, Any]] = {}
    tenures: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entity in entities.values():
        if HUMAN not in _values(entity, INSTANCE_OF):
            continue
        person = _person(entity, owners)
        for claim in _claims(entity, POSITION) if person else ():
            office = entities.get(_value(claim) or "")
            row = _office(office, owners) if office else None
            if office and row:
                offices[office["id"]] = row
                since, until = _qualified(claim, START), _qualified(claim, END)
                tenures[office["id"]].append({"from": since, "to": until, "person": person})
    return [offices[key] | {"tenures": tenures[key]} for key in sorted(offices)]


def _entities(file: IO[bytes]) -> Iterator[Entity]:
    """The entities of a file. A dump is read by lines, so that it need not be held."""
    first = file.readline(LONGEST_ENTITY + 1)
    if first.strip() in (b"[", b"[\r"):
        while line := file.readline(LONGEST_ENTITY + 1):
            if bare := line.strip().rstrip(b",").strip(b"]"):
                yield from _known(_parsed(bare))
        return
    whole = first + file.read(LONGEST_ENTITY)
    if len(whole) > LONGEST_ENTITY:
        raise Unreadable(f"more than {LONGEST_ENTITY:,} bytes that are no lines of a dump")
    found = _parsed(whole)
    listed = found.get("entities", {found.get("id"): found}) if isinstance(found, dict) else dict(enumerate(found))
    yield from _known(*(listed.values() if isinstance(listed, dict) else ()))


def _parsed(content: bytes) -> Any:
    if len(content) > LONGEST_ENTITY:
        raise Unreadable(f"an entity of more than {LONGEST_ENTITY:,} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"broken JSON: {error}") from error
    if not isinstance(found, dict | list):
        raise Unreadable("no entities of Wikidata")
    return found


def _known(*entities: Any) -> Iterator[Entity]:
    for entity in entities:
        if isinstance(entity, dict) and isinstance(entity.get("id"), str) and _ID.fullmatch(entity["id"]):
            yield entity


def _claims(entity: Entity, property_id: str) -> Iterator[Entity]:
    """The statements of a property that stand."""
    claims = entity.get("claims")
    found = claims.get(property_id) if isinstance(claims, dict) else None
    for claim in found if isinstance(found, list) else ():
        if isinstance(claim, dict) and claim.get("rank") != "deprecated":
            yield claim


def _value(snak: Entity) -> Any:
    """The id or time of a statement or qualifier."""
    main: Any = snak.get("mainsnak", snak)
    value = main.get("datavalue", {}).get("value") if isinstance(main, dict) and isinstance(main.get("datavalue"), dict) else None
    return value.get("id", value.get("time")) if isinstance(value, dict) else None


def _values(entity: Entity, property_id: str) -> list[str]:
    return [value for claim in _claims(entity, property_id) if isinstance(value := _value(claim), str)]


def _qualified(claim: Entity, property_id: str) -> str | None:
    """A qualifier's time as a partial date, as precise as it is told."""
    qualifiers = claim.get("qualifiers")
    found = qualifiers.get(property_id) if isinstance(qualifiers, dict) else None
    for snak in found if isinstance(found, list) else ():
        match = _TIME.match(str(_value(snak) or "")) if isinstance(snak, dict) else None
        if match:
            parts = match.groups()[: _PRECISIONS.get(snak["datavalue"]["value"].get("precision"), 0)]
            try:
                return str(PartialDate.parse("-".join(parts))) if parts else None
            except ValueError:
                return None  # 31 February
    return None


def _labels(entity: Entity) -> dict[str, str]:
    labels = entity.get("labels")
    told = labels.items() if isinstance(labels, dict) else ()
    found = {language: row["value"] for language, row in told if isinstance(row, dict) and _is_name(row.get("value"))}
    return {"en": found["mul"]} | found if "mul" in found else found


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_NAME and storable(value)


def _person(entity: Entity, owners: Owners) -> dict[str, Any] | None:
    labels = _labels(entity)
    name = labels.get("en") or labels.get("en-gb") or next(iter(labels.values()), None)
    if name is None:
        return None
    aliases = entity.get("aliases")
    rows = [row for told in aliases.values() if isinstance(told, list) for row in told] if isinstance(aliases, dict) else []
    others = [(row["value"], row.get("language")) for row in rows if isinstance(row, dict) and _is_name(row.get("value"))]
    spelled = dict([(value, language) for language, value in labels.items() if language != "mul"] + others)
    spelled.pop(name, None)
    country = next((owners.countries[key] for key in _values(entity, CITIZENSHIP) if key in owners.countries), None)
    names = [{"name": value, "language": _language(language)} for value, language in list(spelled.items())[:MOST_NAMES]]
    return {"name": name, "country": country, "wikidata": entity["id"], "names": names}


def _language(code: Any) -> str | None:
    return (
        code if isinstance(code, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", code) and len(code) <= 12 else None
    )


def _office(entity: Entity, owners: Owners) -> dict[str, Any] | None:
    """The office without its tenures; None where it belongs to nobody that is known."""
    label = _labels(entity).get("en")
    whose = [key for property_id in WHOSE for key in _values(entity, property_id)]
    country = next((owners.countries[key] for key in whose if key in owners.countries), None)
    organization = (
        next((owners.organizations[key] for key in whose if key in owners.organizations), None) if not country else None
    )
    if not label or not (country or organization):
        return None
    title = _without(label, owners.country_names.get(country or "", ()))
    level, portfolios = classify(title)
    portfolio = portfolios[0].value if portfolios else None
    return {"country": country, "organization": organization, "title": title, "portfolio": portfolio, "level": level.value}


def _without(label: str, names: Iterable[str]) -> str:
    """ "Minister of Defence of Peru" without its country; a first letter in capitals, as titles have."""
    for name in sorted(names, key=len, reverse=True):
        label = re.sub(rf"{_OF}{re.escape(name)}$", "", label)
    return f"{label[:1].upper()}{label[1:]}"
