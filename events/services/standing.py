"""The decisions that stand, and where the evidence that they bind is now: the one place that resolves anchors."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from events.anchors import ClaimAnchor, PersonAnchor, Spelling, StatementAnchor, home
from events.models import Decision, MeetingClaim, Person, PersonMention, Statement
from events.vocabulary import DecidedResource, DecisionKind

LINKING = (DecisionKind.MERGE, DecisionKind.SPLIT, DecisionKind.JUDGE)
SETTLING = (DecisionKind.PIN, DecisionKind.DELETE)


@dataclass
class Word:
    """What editors say of one record: pinned values by field, of each the latest; and whether it is deleted."""

    pins: dict[str, Any] = field(default_factory=dict)
    deleted: bool = False

    def hear(self, decision: Decision, name: str, value: Any) -> None:
        """Take in a decision; decisions are told in the order in which they were made."""
        if decision.kind == DecisionKind.PIN:
            self.pins[name] = value
        else:
            self.deleted = True


def claim_anchors(rows: Iterable[MeetingClaim]) -> dict[MeetingClaim, ClaimAnchor]:
    """The anchors of claims; `rows` must hold all claims of their documents, with these fetched along."""
    rows = list(rows)
    alike: dict[tuple[UUID, tuple[str, ...]], int] = defaultdict(int)
    for row in rows:
        alike[row.document_id, tuple(row.entities)] += 1
    return {
        row: ClaimAnchor(
            document=row.document.external_id,
            ordinal=row.ordinal,
            entities=tuple(row.entities),
            start=row.body.get("start") or _open_date(row),
            alone=alike[row.document_id, tuple(row.entities)] == 1,
        )
        for row in rows
    }


def _open_date(row: MeetingClaim) -> str:
    if row.month is None:
        return ""
    return f"--{row.month:02}-{row.day:02}" if row.day else f"--{row.month:02}"


def claims_with_documents(condition: Q) -> Any:
    """Claims with what an anchor needs."""
    rows = MeetingClaim.objects.filter(condition).select_related("document")
    return rows.defer("document__text", "document__search").order_by("document__external_id", "ordinal")


def find_claims(anchors: Iterable[ClaimAnchor]) -> dict[ClaimAnchor, MeetingClaim]:
    """The claim that each anchor means now, rejected ones included; none for an anchor that nothing resembles any more."""
    wanted = set(anchors)
    if not wanted:
        return {}
    rows = claims_with_documents(Q(document__external_id__in={a.document for a in wanted}))
    present: dict[str, dict[ClaimAnchor, MeetingClaim]] = defaultdict(dict)
    for row, anchor in claim_anchors(rows).items():
        present[anchor.document][anchor] = row
    found = {anchor: anchor.find(present[anchor.document]) for anchor in wanted}
    return {anchor: present[anchor.document][claim] for anchor, claim in found.items() if claim is not None}


def find_statements(anchors: Iterable[StatementAnchor]) -> dict[StatementAnchor, Statement]:
    """The statement that each anchor means now, whether it is shown or not."""
    wanted = set(anchors)
    if not wanted:
        return {}
    rows = Statement.objects.filter(document__external_id__in={a.document for a in wanted}).select_related("document")
    present: dict[str, dict[StatementAnchor, Statement]] = defaultdict(dict)
    for row in rows.defer("document__text", "document__search").order_by("document__external_id", "ordinal"):
        present[row.document.external_id][statement_anchor(row)] = row
    found = {anchor: anchor.find(present[anchor.document]) for anchor in wanted}
    return {anchor: present[anchor.document][told] for anchor, told in found.items() if told is not None}


def statement_anchor(row: Statement) -> StatementAnchor:
    """The anchor of a statement as its document tells it, whatever is pinned."""
    kind = (row.told or {}).get("kind", row.kind)
    return StatementAnchor(document=row.document.external_id, start=row.start, text=row.text, kind=kind)


class Persons:
    """Where the persons of anchors are now."""

    def __init__(self, anchors: Iterable[PersonAnchor]) -> None:
        anchors = list(anchors)
        names = {spelling.name for anchor in anchors for spelling in anchor.spellings}
        told = PersonMention.objects.filter(name__in=names, person__isnull=False, is_rejected=False).order_by()
        rows = told.values_list("name", "country", "organization", "person").distinct() if names else []
        self._of: dict[Spelling, UUID] = {Spelling(*spelling): person for *spelling, person in rows}
        self._known = known_persons(anchors)

    def find(self, anchor: PersonAnchor) -> UUID | None:
        """The person whom the anchor means, merged ones as the survivor; None where nobody is named like this any more."""
        known = self._known.get(anchor.known["id"]) if anchor.known else None
        if known is not None:
            return known.merged_into_id or known.pk
        return home(self._of.get(spelling) for spelling in anchor.spellings)


def known_persons(anchors: Iterable[PersonAnchor]) -> dict[str, Person]:
    """Of the anchors of reference persons: the id that each names → the person, found again by Wikidata id or name."""
    found = {}
    for known in {a.known["id"]: a.known for a in anchors if a.known}.values():
        reference = Person.objects.filter(is_reference=True)
        by_name = Q(name=known["name"], country=known["country"])
        by_wikidata = Q(wikidata=known["wikidata"]) if known["wikidata"] else Q(pk__in=[])
        person = next((p for q in (Q(pk=known["id"]), by_wikidata, by_name) if (p := reference.filter(q).first())), None)
        if person is not None:
            found[known["id"]] = person
    return found


def person_anchors_in(decisions: Iterable[Decision]) -> list[PersonAnchor]:
    """The anchors of the persons whom the decisions are about or whose values name."""
    found = []
    for decision in decisions:
        if "spellings" in decision.anchor:
            found.append(PersonAnchor.of(decision.anchor))
        value = pinned_person(decision.payload)
        if value is not None:
            found.append(PersonAnchor.of(value))
    return found


def pinned_person(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The anchor of the person whom a pinned value names."""
    value = payload.get("value")
    if not isinstance(value, dict):
        return None
    if payload["field"] == "speaker":
        return value["anchor"]
    return value["person"]["anchor"] if payload["field"] == "participants" else None


def claims_of(told: Mapping[str, Any]) -> list[ClaimAnchor]:
    """The claims that an anchor names, in its order."""
    return [ClaimAnchor.of(claim) for claim in told.get("claims", ())]


def claims_in(decisions: Iterable[Decision]) -> list[ClaimAnchor]:
    """All claims that the decisions name, be it in the values that they pin."""
    found = []
    for decision in decisions:
        value = decision.payload.get("value")
        inner = value.get("anchor", {}) if isinstance(value, dict) else {}
        for told in (decision.anchor, decision.payload.get("anchor", {}), decision.payload.get("moved", {}), inner):
            found += claims_of(told)
    return found


def words_on_meetings(documents: Iterable[str]) -> dict[UUID, Word]:
    """What editors say of the meetings of which these documents (external ids) tell."""
    standing = Decision.objects.standing().hanging_on(documents=documents)
    decisions = list(standing.filter(resource=DecidedResource.MEETINGS, kind__in=SETTLING))
    if not decisions:
        return {}
    claims = find_claims(claims_in(decisions))
    persons = Persons(person_anchors_in(decisions))
    words: dict[UUID, Word] = defaultdict(Word)
    for decision in decisions:
        where = home(claims[c].meeting_id if c in claims else None for c in claims_of(decision.anchor))
        if where is None:
            continue
        name, value = decision.payload.get("field", ""), decision.payload.get("value")
        if name == "participants":
            person = persons.find(PersonAnchor.of(value["person"]["anchor"]))
            if person is not None:
                taking_part = dict(words[where].pins.get(name, {}))
                taking_part[person] = value
                words[where].hear(decision, name, taking_part)
        else:
            words[where].hear(decision, name, value)
    return words


def words_on_persons(names: Iterable[str]) -> dict[UUID, Word]:
    """What editors say of the persons of these names."""
    standing = Decision.objects.standing().hanging_on(names=names)
    decisions = list(standing.filter(resource=DecidedResource.PERSONS, kind__in=SETTLING))
    if not decisions:
        return {}
    persons = Persons(person_anchors_in(decisions))
    words: dict[UUID, Word] = defaultdict(Word)
    for decision in decisions:
        where = persons.find(PersonAnchor.of(decision.anchor))
        if where is not None:
            words[where].hear(decision, decision.payload.get("field", ""), decision.payload.get("value"))
    return words
