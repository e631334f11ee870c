"""What people decide about the record: each decision is a row that stays, and the record follows it at once.

Callers check permissions. What cannot be decided is a ValidationError that names the field. Deciding again what stands already
returns the decision that stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.dispatch import Signal
from django.utils import timezone

from events.anchors import PersonAnchor, StatementAnchor, evidence_of, home
from events.models import Decision, Meeting, MeetingClaim, Person, PersonMention, Statement
from events.services.anchoring import claims_anchor, meeting_anchor, mention_anchor, person_anchor
from events.services.pins import check_pin, find
from events.services.standing import Persons, claims_of, find_claims, find_statements, statement_anchor
from events.services.writing import writing
from events.vocabulary import DecidedResource, DecisionKind

decided = Signal()
"""Sent with a `decision` that was just made or revoked, within the transaction: whoever reconciles brings the record in line."""

MODELS: dict[str, type[Model]] = {
    DecidedResource.MEETINGS: Meeting,
    DecidedResource.PERSONS: Person,
    DecidedResource.STATEMENTS: Statement,
}
LINKED = (DecidedResource.MEETINGS, DecidedResource.PERSONS)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides: the words that outlast accounts and keys, and the account where there is one."""

    name: str
    user: int | None = None


def pin(*, resource: str, id: UUID, field: str, value: Any, reason: str, actor: Actor) -> Decision:
    """Pin a field: the value is shown whatever documents tell. What can be pinned: events.services.pins.PINNABLE."""
    with writing(by=actor.name):
        record = _record(resource, id)
        checked = check_pin(resource, record, field, value)
        payload = {"field": field, "value": checked}
        last = _pins_of(resource, record, field)
        if field == "participants":
            last = _about_person(last, checked["person"])
        # The pin of a record that was merged into this one does not bind what this one had before: that takes a pin of its own.
        if last and last[-1].payload == payload and last[-1].target == id:
            return last[-1]
        return _decide(DecisionKind.PIN, resource, record, payload, Grounds(reason, actor))


def unpin(*, resource: str, id: UUID, field: str, reason: str, actor: Actor) -> list[Decision]:
    """Revoke all pins of a field, so that documents have their say again. Returns the decisions that were revoked."""
    with writing(by=actor.name):
        pins = _pins_of(resource, _record(resource, id), field)
        if not pins:
            raise ValidationError({"field": "Nobody has pinned it."})
        return [revoke(decision=d.pk, reason=reason, actor=actor) for d in pins]


def merge(*, resource: str, id: UUID, other: UUID, reason: str, actor: Actor) -> Decision:
    """Say that two are one. The first keeps its id; the other's answers with a redirection to it."""
    with writing(by=actor.name):
        _serve(resource, DecisionKind.MERGE)
        last = _standing(resource, id, DecisionKind.MERGE, payload__other=str(other))
        if last and _is_merged(resource, other):
            return last[-1]
        record, absorbed = _pair(resource, id, other)
        if getattr(absorbed, "is_reference", False) and not getattr(record, "is_reference", False):
            raise ValidationError({"other": "A person of reference data can only be the one that stays."})
        payload = _other(resource, absorbed)
        return _decide(DecisionKind.MERGE, resource, record, payload, Grounds(reason, actor))


def judge(*, resource: str, id: UUID, other: UUID, same: bool, reason: str, actor: Actor) -> Decision:
    """Say of two whether they are one: the elder keeps its id then. That they are not keeps them apart and unsuggested."""
    with writing(by=actor.name):
        _serve(resource, DecisionKind.JUDGE)
        elder, younger = sorted((id, other))
        last = _standing(resource, elder, DecisionKind.JUDGE, payload__other=str(younger))
        if last and last[-1].payload["same"] and same and _is_merged(resource, last[-1].other):
            return last[-1]
        record, absorbed = sorted(_pair(resource, id, other), key=attrgetter("pk"))
        if last and not last[-1].payload["same"] and not same and _holds_for_pair(last[-1], resource, record, absorbed):
            return last[-1]
        if same and getattr(absorbed, "is_reference", False):
            record, absorbed = absorbed, record
        payload = _other(resource, absorbed) | {"same": same}
        return _decide(DecisionKind.JUDGE, resource, record, payload, Grounds(reason, actor))


def split(*, resource: str, id: UUID, parts: Iterable[Any], reason: str, actor: Actor) -> Decision:
    """Split off what is not of the record, as one record of its own.

    Of a meeting: claims (ids). Of a person: spellings, each a mapping of `name`, `country` and `organization`.
    """
    with writing(by=actor.name):
        _serve(resource, DecisionKind.SPLIT)
        record = _record(resource, id)
        whole = _anchor(resource, record)
        moved = _moved(resource, record, whole, list(parts))
        return _decide(DecisionKind.SPLIT, resource, record, {"moved": moved}, Grounds(reason, actor))


def reject(
    *, resource: str, id: UUID, reason: str, actor: Actor, claim: UUID | None = None, mention: UUID | None = None
) -> Decision:
    """Say that something is misread: a statement, one `claim` of a meeting, one `mention` of a person. It counts for nothing."""
    with writing(by=actor.name):
        record = _record(resource, id, hidden=True)
        anchor = _rejected(resource, record, claim, mention)
        last = [d for d in _standing(resource, id, DecisionKind.REJECT) if d.anchor == anchor]
        if last:
            return last[-1]
        _record(resource, id)
        return _decide(DecisionKind.REJECT, resource, record, {}, Grounds(reason, actor), anchor)


def delete(*, resource: str, id: UUID, reason: str, actor: Actor) -> Decision:
    """Take a record out although documents tell of it: its address says that it is gone."""
    with writing(by=actor.name):
        last = _standing(resource, id, DecisionKind.DELETE)
        if last and not MODELS[resource]._default_manager.filter(pk=id, deleted_at__isnull=True).exists():
            return last[-1]
        return _decide(DecisionKind.DELETE, resource, _record(resource, id), {}, Grounds(reason, actor))


def revoke(*, decision: UUID, reason: str, actor: Actor) -> Decision:
    """Take a decision back: the record is as if it had never been made. One that is revoked already stays as it is."""
    with writing(by=actor.name):
        row = Decision.objects.filter(pk=decision).first()
        if row is None:
            raise ValidationError({"decision": f"There is no decision {decision}."})
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by_id = timezone.now(), actor.user
            row.revoked_actor, row.revoked_reason = actor.name, _words(reason)
            row.save(update_fields=["revoked_at", "revoked_by", "revoked_actor", "revoked_reason"])
            decided.send(sender=Decision, decision=row)
        return row


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why, and by whom."""

    reason: str
    actor: Actor


def _decide(
    kind: DecisionKind,
    resource: str,
    record: Any,
    payload: Mapping[str, Any],
    grounds: Grounds,
    anchor: Mapping[str, Any] | None = None,
) -> Decision:
    bound = anchor if anchor is not None else _anchor(resource, record)
    decision = Decision(
        kind=kind,
        resource=resource,
        target=record.pk,
        anchor=bound,
        payload=payload,
        evidence=sorted(evidence_of(bound) | evidence_of(payload)),
        reason=_words(grounds.reason),
        by_id=grounds.actor.user,
        actor=grounds.actor.name,
    )
    decision.save(force_insert=True)
    decided.send(sender=Decision, decision=decision)
    return decision


def _words(reason: str) -> str:
    if not reason.strip() or "\0" in reason:
        raise ValidationError({"reason": "Say why, in words."})
    return reason.strip()


def _serve(resource: str, kind: DecisionKind) -> None:
    if resource not in LINKED:
        raise ValidationError({"resource": f"{kind} serves {' and '.join(LINKED)} only."})


def _record(resource: str, id: UUID, hidden: bool = False) -> Any:
    """The record; one that is not shown only where `hidden` allows it."""
    if resource not in MODELS:
        raise ValidationError({"resource": f"{resource!r} is none of {', '.join(DecidedResource)}."})
    try:
        return MODELS[resource]._default_manager.get(pk=id) if hidden else find(MODELS[resource], id)
    except MODELS[resource].DoesNotExist as error:  # type: ignore[attr-defined]
        raise ValidationError({"id": f"There is no record {id} among {resource}."}) from error
    except ValueError as error:
        raise ValidationError({"id": f"{str(error)[:1].upper()}{str(error)[1:]}."}) from error


def _pair(resource: str, id: UUID, other: UUID) -> tuple[Any, Any]:
    record = _record(resource, id)
    try:
        absorbed = find(MODELS[resource], other)
    except ValueError as error:
        raise ValidationError({"other": f"{str(error)[:1].upper()}{str(error)[1:]}."}) from error
    if absorbed.pk == record.pk:
        raise ValidationError({"other": "A record is one with itself: name another."})
    return record, absorbed


def _other(resource: str, record: Any) -> dict[str, Any]:
    """The other one of two records, with the ids that lead to it."""
    former = sorted(str(key) for key in record.absorbed.values_list("pk", flat=True))
    return {"other": str(record.pk), "anchor": _anchor(resource, record), "former": former}


def _anchor(resource: str, record: Any) -> dict[str, Any]:
    """The evidence that the record has now."""
    if resource == DecidedResource.MEETINGS:
        return meeting_anchor(record)
    if resource == DecidedResource.PERSONS:
        return person_anchor(record).as_json()
    return {"statement": statement_anchor(record).as_json()}


def _standing(resource: str, id: UUID, kind: DecisionKind, **conditions: Any) -> list[Decision]:
    rows = Decision.objects.standing().filter(resource=resource, target=id, kind=kind, **conditions)
    return list(rows)


def pinned_fields(resource: str, record: Any) -> list[str]:
    """Which fields of the record are pinned."""
    return sorted({pin.payload["field"] for pin in _pins_of(resource, record)})


def _pins_of(resource: str, record: Any, field: str | None = None) -> list[Decision]:
    """The pins (of the field) that are about the record as it is now, whichever had its evidence then; the last one holds."""
    pins = Decision.objects.standing().filter(resource=resource, kind=DecisionKind.PIN)
    if field is not None:
        pins = pins.filter(payload__field=field)
    own = set(evidence_of(_anchor(resource, record)))
    return [d for d in pins.filter(evidence__overlap=sorted(own)) if _means(d.anchor, resource, record)]


def _about_person(pins: list[Decision], person: Mapping[str, Any]) -> list[Decision]:
    """Of pinned participants those who are this person now."""
    anchors = [PersonAnchor.of(d.payload["value"]["person"]["anchor"]) for d in pins]
    persons = Persons(anchors)
    return [d for d, anchor in zip(pins, anchors, strict=True) if str(persons.find(anchor)) == person["id"]]


def _is_merged(resource: str, id: UUID) -> bool:
    return MODELS[resource]._default_manager.filter(pk=id, merged_into__isnull=False).exists()


def _holds_for_pair(decision: Decision, resource: str, one: Any, other: Any) -> bool:
    """Whether a decision about two is about these as they are now."""
    return _means(decision.anchor, resource, one) and _means(decision.payload["anchor"], resource, other)


def _means(anchor: Mapping[str, Any], resource: str, record: Any) -> bool:
    """Whether it is the record that has most of the evidence now."""
    if resource == DecidedResource.STATEMENTS:
        anchors = [StatementAnchor.of(anchor["statement"])]
        return any(row.pk == record.pk for row in find_statements(anchors).values())
    if resource == DecidedResource.PERSONS:
        person = PersonAnchor.of(anchor)
        return Persons([person]).find(person) == record.pk
    claims = find_claims(claims_of(anchor))
    return home(claims[c].meeting_id if c in claims else None for c in claims_of(anchor)) == record.pk


def _moved(resource: str, record: Any, whole: dict[str, Any], parts: list[Any]) -> dict[str, Any]:
    """The anchor of the named parts. They must be some of the record's, not all."""
    if resource == DecidedResource.MEETINGS:
        own = set(MeetingClaim.objects.filter(meeting=record).values_list("pk", flat=True))
        _check_parts("claims", set(parts), own)
        return claims_anchor(parts)
    spelled = [{name: part.get(name) for name in ("name", "country", "organization")} for part in parts]
    known = [tuple(s.items()) for s in whole["spellings"]]
    named = {tuple(s.items()) for s in spelled}
    if whole["known"] is not None and named and named <= set(known):
        return _spellings(spelled)
    _check_parts("spellings", named, set(known))
    return _spellings(spelled)


def _spellings(spelled: list[dict[str, Any]]) -> dict[str, Any]:
    ordered = sorted({tuple(s.items()) for s in spelled}, key=str)
    return {"spellings": [dict(s) for s in ordered], "known": None, "names": []}


def _check_parts(what: str, named: set[Any], own: set[Any]) -> None:
    if not named:
        raise ValidationError({what: f"Name the {what} that are to be split off."})
    if named - own:
        raise ValidationError({what: f"Some of these are no {what} of this record."})
    if named == own:
        raise ValidationError({what: "Not all of it can be split off: something must stay."})


def _rejected(resource: str, record: Any, claim: UUID | None, mention: UUID | None) -> dict[str, Any]:
    if resource == DecidedResource.STATEMENTS:
        return _anchor(resource, record)
    if resource == DecidedResource.MEETINGS:
        if claim is None or not MeetingClaim.objects.filter(Q(meeting=record) | Q(is_rejected=True), pk=claim).exists():
            raise ValidationError({"claim": "Name the claim of this meeting that is misread."})
        return claims_anchor([claim])
    mentions = PersonMention.objects.filter(Q(person=record) | Q(is_rejected=True)).select_related("document")
    told = mentions.filter(pk=mention).first() if mention else None
    if told is None:
        raise ValidationError({"mention": "Name the mention of this person that is misread."})
    return {"mention": mention_anchor(told).as_json()}
