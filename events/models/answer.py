"""What a request was answered that may come again: after a broken connection nobody knows whether it arrived."""

from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """The answer to a request with an `Idempotency-Key`; without a status, the request is still being answered."""

    client = models.CharField(max_length=60, help_text="Whose key it is: of an API key or an account.")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="kept_answer_by_time")]
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.client}"
