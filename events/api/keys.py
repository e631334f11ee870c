"""Who asks: a key (`Authorization: Api-Key …`) or an editor's session, and what each may do."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from events.models import ApiKey
from events.services.keys import find_key
from events.vocabulary import Scope

SCHEME = "Api-Key"


class Client:
    """The holder of a key, as `request.user`. No account: nothing but its scopes gives it a right."""

    is_authenticated = True
    is_active = True
    is_staff = False
    is_superuser = False
    is_anonymous = False

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self.pk = key.pk

    def get_username(self) -> str:
        """As the change feed and decisions name it."""
        return f"key {self.key.name}"

    def __str__(self) -> str:
        return self.get_username()


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key …`. A key that is unknown, expired or revoked is a 401, not a reader without rights."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        if "HTTP_AUTHORIZATION" not in request.META:
            return None
        scheme, _, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME.lower().encode():
            return None
        key = find_key(text=text.strip().decode("latin-1"))
        if key is None:
            raise AuthenticationFailed("The key is unknown, expired or revoked.")
        return Client(key), key

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def has_scope(request: Request, scope: Scope) -> bool:
    """Whether the request may do what the scope allows: by its key, or as an editor's session."""
    if isinstance(request.auth, ApiKey):
        return scope.value in request.auth.scopes
    user: Any = request.user
    if scope is Scope.READ:
        return bool(getattr(user, "is_staff", False))
    return bool(user and user.is_active and user.is_staff and user.has_perm(_RIGHTS[scope]))


_RIGHTS = {Scope.IMPORT: "sources.add_import", Scope.EDIT: "events.add_decision"}


class MayImport(BasePermission):
    """A key with the scope `import`, or an editor who may add imports."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_scope(request, Scope.IMPORT)


class MayEdit(BasePermission):
    """A key with the scope `edit`, or an editor who may add decisions."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return has_scope(request, Scope.EDIT)


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """In the OpenAPI document."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": f"`{SCHEME} chancery_…`"}
