"""Keys of the API: who may do more than read what is public."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from events.identifiers import uuid7
from events.models.base import choices
from events.vocabulary import Scope


class ApiKey(models.Model):
    """A key, of which only a digest is kept. The key itself is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100, help_text="Whose it is and what for; shown in the change feed.")
    prefix = models.CharField(max_length=20, unique=True, editable=False, help_text="The part of the key that is no secret.")
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the whole key.")
    scopes = ArrayField(models.CharField(max_length=10, choices=choices(Scope)), help_text="What it may do.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="From then on it is refused.")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the minute.")
    rate = models.CharField(
        max_length=20,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^([1-9]\d{0,8}/[smh](,[1-9]\d{0,8})?|off)$", "Write 50/s, 600/m, 1000/h or off.")],
        help_text="How fast it may ask: 50/s, 600/m, 1000/h or off; empty: as anybody.",
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scopes__contained_by=[scope.value for scope in Scope]) & ~models.Q(scopes=[]),
                name="api_key_scopes_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_valid(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
