"""The evidence that a record has now, as anchors for a decision about it."""

from typing import Any

from django.db.models import Q

from events.anchors import MentionAnchor, PersonAnchor, Spelling
from events.models import Meeting, MeetingClaim, Person, PersonMention
from events.services.standing import claim_anchors, claims_with_documents


def meeting_anchor(meeting: Meeting) -> dict[str, Any]:
    """The claims that tell of the meeting, in the order of their documents' external ids."""
    of_meeting = MeetingClaim.objects.filter(meeting=meeting)
    return claims_anchor(of_meeting.values_list("pk", flat=True))


def claims_anchor(claims: Any) -> dict[str, Any]:
    """These claims (ids), in the order of their documents' external ids."""
    wanted = set(claims)
    documents = MeetingClaim.objects.filter(pk__in=wanted).values("document")
    anchors = claim_anchors(claims_with_documents(Q(document__in=documents)))
    return {"claims": [anchor.as_json() for row, anchor in anchors.items() if row.pk in wanted]}


def person_anchor(person: Person) -> PersonAnchor:
    """The spellings that documents write, and of a reference person what is known."""
    told = PersonMention.objects.filter(person=person, is_rejected=False).order_by()
    spellings = {Spelling(*row) for row in told.values_list("name", "country", "organization").distinct()}
    known, names = None, set()
    if person.is_reference:
        known = {"id": str(person.pk), "wikidata": person.wikidata, "name": person.name, "country": person.country_id}
        names = set(person.names.filter(is_reference=True).values_list("name", flat=True))
    return PersonAnchor(tuple(sorted(spellings, key=lambda s: s.key)), known, tuple(sorted(names)))


def mention_anchor(mention: PersonMention) -> MentionAnchor:
    spelling = Spelling(mention.name, mention.country_id, mention.organization_id)
    return MentionAnchor(mention.document.external_id, spelling)
