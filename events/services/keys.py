"""Keys of the API: made, found by what a client sends, revoked."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from events.models import ApiKey
from events.vocabulary import Scope

SECRET_BYTES = 32
_FORM = re.compile(r"(?P<prefix>chancery_[0-9a-f]{8})_[\w-]{43}", re.ASCII)
USE_IS_NOTED_EVERY = timedelta(minutes=1)
"""Who asks fifty times a second writes one row a minute."""


def issue_key(
    *, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None, rate: str | None = None, by: Any = None
) -> tuple[ApiKey, str]:
    """Make a key. Returns it with the text that its holder sends, which nobody can tell again later.

    ValidationError for a name or scopes that are none.
    """
    prefix = f"chancery_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
    key = ApiKey(
        name=name.strip(),
        prefix=prefix,
        digest=_digest(text),
        scopes=sorted({Scope(scope).value for scope in scopes}),
        expires_at=expires_at,
        rate=rate or None,
        created_by=by,
    )
    if not key.scopes:
        raise ValidationError({"scopes": "A key needs at least one scope: read, import or edit."})
    key.full_clean()
    key.save(force_insert=True)
    return key, text


def find_key(*, text: str) -> ApiKey | None:
    """The valid key that this text is, if it is one. That it was used is noted."""
    form = _FORM.fullmatch(text)
    key = ApiKey.objects.filter(prefix=form["prefix"]).first() if form else None
    # A secret of 256 random bits needs no slow digest; compared in constant time.
    if key is None or not hmac.compare_digest(key.digest, _digest(text)) or not key.is_valid:
        return None
    now = timezone.now()
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - USE_IS_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
    return key


def revoke_key(*, key: ApiKey) -> None:
    """From now on the key is refused. Revoking it again changes nothing."""
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
