"""What people decide about the record: append-only. The record is settled from what documents tell and from these rows."""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from events.identifiers import uuid7
from events.models.base import choices, one_of
from events.querysets import DecisionQuerySet
from events.vocabulary import DecidedResource, DecisionKind


class Decision(models.Model):
    """One decision: who, when, why, about what. Only its revocation may be added, once; a trigger holds all else.

    It binds evidence, not rows: `anchor` and `payload` hold anchors (events.anchors), so that it outlasts any re-import.

    | kind | resource | anchor | payload |
    |---|---|---|---|
    | pin | all | of the record | `field`, `value`: in the form of the API; persons and meetings with their anchors |
    | merge | meetings, persons | of the survivor | `other`: its id, `anchor`: its anchor, `former`: ids leading to it |
    | split | meetings, persons | of the record | `moved`: the anchor of what is split off |
    | judge | meetings, persons | of one | `other`, `anchor`, `former`: of the other; `same`: whether they are one |
    | reject | all | `claims`: one, `mention`, `statement` | nothing |
    | delete | all | of the record | nothing |
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=choices(DecisionKind))
    resource = models.CharField(max_length=12, choices=choices(DecidedResource))
    target = models.UUIDField(db_index=True, help_text="The record's id when it was decided.")
    anchor = models.JSONField(help_text="The evidence that the record had then.")
    payload = models.JSONField(default=dict, blank=True)
    evidence = ArrayField(models.TextField(), help_text="Which documents and names it hangs on (events.anchors.evidence_of).")
    reason = models.TextField(help_text="Why.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=200, help_text="Who, in words that outlast accounts and keys.")
    at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revoked_actor = models.CharField(max_length=200, null=True, blank=True)
    revoked_reason = models.TextField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            GinIndex(fields=["evidence"], condition=models.Q(revoked_at__isnull=True), name="decision_evidence"),
            models.Index(fields=["at", "id"], name="decision_by_time"),
        ]
        constraints = [
            one_of(DecisionKind, "kind", "decision_kind_known"),
            one_of(DecidedResource, "resource", "decision_resource_known"),
            models.CheckConstraint(
                condition=~models.Q(resource=DecidedResource.STATEMENTS)
                | ~models.Q(kind__in=[DecisionKind.MERGE, DecisionKind.SPLIT, DecisionKind.JUDGE]),
                name="decision_kind_serves_resource",
            ),
            models.CheckConstraint(condition=~models.Q(reason="") & ~models.Q(actor=""), name="decision_says_who_and_why"),
            models.CheckConstraint(
                condition=models.Q(
                    revoked_at__isnull=True, revoked_actor__isnull=True, revoked_reason__isnull=True, revoked_by__isnull=True
                )
                | models.Q(revoked_at__isnull=False, revoked_actor__isnull=False, revoked_reason__isnull=False),
                name="decision_revocation_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        field = f" {self.payload['field']}" if self.kind == DecisionKind.PIN else ""
        return f"{self.kind}{field} ({self.resource}) by {self.actor}"

    @property
    def is_merger(self) -> bool:
        """Whether it says of two records that they are one."""
        return self.kind == DecisionKind.MERGE or bool(self.payload.get("same"))

    @property
    def other(self) -> UUID:
        """The other record of a decision about two."""
        return UUID(self.payload["other"])
