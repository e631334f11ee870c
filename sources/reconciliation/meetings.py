"""Of which meetings claims tell: candidates come from the index, decisions from the pure rooms and from editors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import chain, combinations
from uuid import UUID

from django.db import connection
from django.db.models import Q

from events.anchors import ClaimAnchor
from events.models import Decision, MeetingClaim, PersonMention
from events.partial_dates import PartialDate
from events.services.due import Due
from events.services.meetings import assign_claims, create_meetings
from events.services.mergers import Anchor, lost_evidence
from events.services.standing import LINKING, claims_in, claims_of, find_claims
from events.vocabulary import DecidedResource, DecisionKind, Prominence
from sources.models import MatchSuggestion
from sources.reconciliation import deciding
from sources.reconciliation.comparing import LONGEST_DELAY, Candidate, Delegate
from sources.reconciliation.deciding import Key, decide
from sources.reconciliation.kinds import Kinds
from sources.reconciliation.links import Link, Links, split_links
from sources.reconciliation.persons import bearer

SEVERAL = 12  # parties: of more, claims are found that share any, and those that share two are compared
Rows = dict[UUID, MeetingClaim]


def reconcile_meetings(due: Due) -> set[UUID]:
    """Decide anew over the claims that hang together with those that are due. Returns the meetings that are to be settled.

    These are the claims of the documents, of the meetings that they told of before, and those that stood near a claim that is
    told no more. What hangs together is decided whole, however much it is: a part of it would depend on where one begins.
    """
    # Each by its own index: what joins them with OR is looked for in all claims.
    told = (Q(meeting__in=due.meetings), Q(document__external_id__in=due.documents))
    seeds = {row.pk: row for condition in told for row in _claims(condition)}
    seeds |= _rows(_blocked(due.claims) - set(seeds))
    # What a decision ties to a claim that is gone may be the most that is left of its anchor.
    if silent := due.documents - {row.document.external_id for row in seeds.values()}:
        seeds |= _tied(silent, {})
    if not seeds:
        return set()
    near = _Near()
    rows, decisions = _hanging_together(seeds, near)
    claims = {candidate.key: rows[pk] for pk, candidate in near.candidates.items()}
    linking = [d for d in decisions if d.kind in LINKING]
    lost = lost_evidence(linking)
    gone = [claim for sides in lost.values() for told in chain(*sides) for claim in claims_of(told)]
    found = find_claims([*claims_in(decisions), *gone])
    links = _links(linking, lost, {anchor: key_of(row) for anchor, row in found.items()}, claims)
    decision = decide(near.candidates.values(), links, near.kinds)
    absorbed = {d.other for d in linking if d.is_merger}
    meetings = _meetings_of_clusters(decision, claims, absorbed)
    settled = assign_claims(claims=rows.values(), meetings=meetings)
    _suggest(decision, {key: meetings[row.pk] for key, row in claims.items()})
    # A decision holds where most of its claims are: also where none has moved, others may have.
    return settled | {meetings[row.pk] for row in found.values() if row.pk in meetings}


def _claims(condition: Q) -> Iterable[MeetingClaim]:
    return MeetingClaim.objects.filter(condition, is_rejected=False).with_documents()


def key_of(row: MeetingClaim) -> Key:
    """What orders claims the same way in every run."""
    return row.document.external_id, row.document.sha256, row.ordinal


def _links(
    decisions: Iterable[Decision],
    lost: Mapping[UUID, tuple[list[Anchor], list[Anchor]]],
    found: Mapping[ClaimAnchor, Key],
    claims: Mapping[Key, MeetingClaim],
) -> Links[Key]:
    def side(told: Mapping[str, object]) -> tuple[Key, ...]:
        keys = (found[anchor] for anchor in claims_of(told) if anchor in found)
        return tuple(dict.fromkeys(key for key in keys if key in claims))

    links: list[Link[Key]] = []
    for decision in decisions:
        if decision.kind == DecisionKind.SPLIT:
            moved = side(decision.payload["moved"])
            links += split_links(tuple(key for key in side(decision.anchor) if key not in moved), moved)
        else:
            left, right = ({key for told in anchors for key in side(told)} for anchors in lost[decision.pk])
            links.append(Link(side(decision.anchor), side(decision.payload["anchor"]), decision.is_merger, (left, right)))
    return Links(links)


def _rows(claims: set[UUID]) -> Rows:
    return {row.pk: row for row in _claims(Q(pk__in=claims))} if claims else {}


class _Near:
    """Claims as they are compared, and which kinds of telling are near each other."""

    def __init__(self) -> None:
        self.kinds = Kinds()
        self.candidates: dict[UUID, Candidate] = {}
        self._kind: dict[UUID, int] = {}

    def read(self, rows: Iterable[MeetingClaim]) -> None:
        """Take in claims with the persons whom they name."""
        new = [row for row in rows if row.pk not in self.candidates]
        mentions = PersonMention.objects.filter(document__in={row.document_id for row in new}, person__isnull=False)
        told = mentions.values_list("document_id", "ordinal", "person_id", "name").order_by()
        person_of = {(document, ordinal): (str(person), name) for document, ordinal, person, name in told}
        for row in new:
            self.candidates[row.pk] = _candidate(row, person_of)
            self._kind[row.pk] = self.kinds.number(self.candidates[row.pk])

    def of(self, frontier: Rows, rows: Rows) -> Rows:
        """Those of the rows that may tell of one meeting with one of the frontier."""
        self.read((*frontier.values(), *rows.values()))
        reached = {other for pk in frontier for other in self.kinds.near(self._kind[pk])}
        return {pk: row for pk, row in rows.items() if self._kind[pk] in reached}


def _hanging_together(rows: Rows, near: _Near) -> tuple[Rows, list[Decision]]:
    """All claims that hang together with the given ones, by pairs that may be one meeting or by decisions; and these.

    With them come those of the meetings as they are: which part of a meeting keeps its id is decided once.
    """
    found: Rows = {}
    frontier = dict(rows)
    decisions: dict[UUID, Decision] = {}
    while frontier:
        found |= frontier
        told = _rows((_blocked(frontier.values()) | _together(frontier.values())) - set(found))
        new = near.of(frontier, told) | _tied({row.document.external_id for row in frontier.values()}, decisions)
        meetings = {row.meeting_id for row in frontier.values()} - {None}
        new |= {pk: row for pk, row in told.items() if row.meeting_id in meetings}
        frontier = {pk: row for pk, row in new.items() if pk not in found}
    near.candidates = {pk: near.candidates[pk] for pk in found}
    return found, sorted(decisions.values(), key=lambda d: (d.at, d.pk))


def _tied(documents: Iterable[str], decisions: dict[UUID, Decision]) -> Rows:
    """Claims that a decision names together with these documents (external ids); the decisions are added to those given."""
    standing = Decision.objects.standing().hanging_on(documents=documents)
    new = {d.pk: d for d in standing.filter(resource=DecidedResource.MEETINGS) if d.pk not in decisions}
    decisions |= new
    found = find_claims(claims_in(new.values()))
    return {row.pk: row for row in found.values() if not row.is_rejected}


def _together(frontier: Iterable[MeetingClaim]) -> set[UUID]:
    """Claims of the frontier's meetings as they are."""
    meetings = {row.meeting_id for row in frontier if row.meeting_id}
    return set(MeetingClaim.objects.filter(meeting__in=meetings).values_list("pk", flat=True)) if meetings else set()


def _blocked(claims: Iterable[MeetingClaim]) -> set[UUID]:
    """Claims that share two parties (or the only one) with a given one, in a window of days around it.

    Two claims are in each other's window alike: whoever comes first, both are compared.
    """
    wanted: set[tuple[str, str, date | None, date | None]] = set()
    found: set[UUID] = set()
    for claim in claims:
        since, until = _window(claim)
        if len(claim.entities) > SEVERAL:
            found |= _sharing_any(claim.entities, since, until)
        else:
            pairs = combinations(claim.entities, 2) if len(claim.entities) > 1 else ((e, e) for e in claim.entities)
            wanted |= {(one, other, since, until) for one, other in pairs}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.id FROM unnest(%s::text[], %s::text[], %s::date[], %s::date[]) AS w (one, other, since, until)"
                " JOIN events_meetingclaim AS c ON c.entities @> ARRAY[w.one, w.other]::varchar[]"
                " WHERE (w.one <> w.other OR cardinality(c.entities) = 1)"
                " AND (w.since IS NULL OR c.start_earliest IS NULL OR c.start_earliest <= w.until AND c.start_latest >= w.since)",
                [list(column) for column in zip(*wanted, strict=True)],
            )
            found |= {pk for (pk,) in cursor.fetchall()}
    return found


def _window(claim: MeetingClaim) -> tuple[date | None, date | None]:
    """From when to when a meeting may have begun that is this one; None where nothing tells."""
    if claim.start_earliest is None or claim.start_latest is None:
        return None, None
    last = claim.start_latest
    if claim.body["end"]:
        last = min(max(last, PartialDate.parse(claim.body["end"]).latest), last + timedelta(days=LONGEST_DELAY))
    reach = timedelta(days=LONGEST_DELAY + 1)  # the morrow of the last day included
    return claim.start_earliest - reach, last + reach


def _sharing_any(entities: list[str], since: date | None, until: date | None) -> set[UUID]:
    near = MeetingClaim.objects.filter(entities__overlap=entities)
    if since is not None:
        near = near.filter(Q(start_earliest__isnull=True) | Q(start_earliest__lte=until, start_latest__gte=since))
    told = near.values_list("pk", "entities").order_by()
    return {pk for pk, others in told if len(set(others) & set(entities)) > 1}


def _candidate(row: MeetingClaim, person_of: Mapping[tuple[UUID, int], tuple[str, str]]) -> Candidate:
    persons = set()
    for told in row.body["participants"]:
        known = person_of.get((row.document_id, told["mention"]))
        if known is not None:
            persons.add(Delegate(bearer(told["country"], told["organization"]), *known))
    return Candidate(
        key=key_of(row),
        entities=frozenset(row.entities),
        persons=frozenset(persons),
        main=row.prominence == Prominence.MAIN,
        published=row.document.published,
        **row.told(),
    )


def _meetings_of_clusters(
    decision: deciding.Decision, claims: Mapping[Key, MeetingClaim], absorbed: set[UUID]
) -> dict[UUID, UUID]:
    """claim id → meeting id: each cluster keeps the oldest of its meetings that no larger part of it lies elsewhere.

    An id that a merger has given up is kept last.
    """
    share: Counter[tuple[UUID, int]] = Counter()
    for number, cluster in enumerate(decision.clusters):
        share.update((claims[key].meeting_id, number) for key in cluster if claims[key].meeting_id)  # type: ignore[misc]
    owner: dict[UUID, int] = {}
    for (meeting, number), _ in sorted(share.items(), key=lambda item: (-item[1], item[0][1])):
        owner.setdefault(meeting, number)
    owned: dict[int, list[UUID]] = defaultdict(list)
    for meeting, number in owner.items():
        owned[number].append(meeting)
    kept = {number: min(found, key=lambda m: (m in absorbed, m)) for number, found in owned.items()}
    new = iter(create_meetings(len(decision.clusters) - len(kept)))
    decided = {}
    for number, cluster in enumerate(decision.clusters):
        meeting = kept[number] if number in kept else next(new)
        decided.update({claims[key].pk: meeting for key in cluster})
    return decided


def _suggest(decision: deciding.Decision, meeting_of: Mapping[Key, UUID]) -> None:
    """Store the pairs that an editor should judge; those that this decision has settled otherwise go."""
    meetings = set(meeting_of.values())
    MatchSuggestion.objects.filter(Q(left__in=meetings) | Q(right__in=meetings)).delete()
    rows: dict[tuple[UUID, UUID], MatchSuggestion] = {}
    for a, b, score in decision.suggestions:
        left, right = sorted((meeting_of[a], meeting_of[b]))
        if left != right:
            rows[left, right] = MatchSuggestion(left_id=left, right_id=right, score=score.total, features=score.features)
    MatchSuggestion.objects.bulk_create(rows.values(), ignore_conflicts=True)
