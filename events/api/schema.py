"""How views of resources become operations of the OpenAPI document."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from events.api.idempotency import KEY
from events.api.problems import MEDIA_TYPE, ProblemSerializer

PROBLEMS = {
    "400": "A parameter is unknown or has an unknown value; `errors` names each. Or the answer takes too long to work out.",
    "401": "The key is unknown, expired or revoked; or there is none where one is needed.",
    "404": "There is nothing at this address.",
    "406": "The answer cannot be written in any form of `Accept`.",
    "410": "The record was deleted.",
    "414": "The address is too long: at most 8,190 characters with its query.",
    "429": "Too many requests from this address: wait as long as `Retry-After` says.",
    "500": "A fault on our side; the log has it under `instance`.",
    "503": "The database takes too long to answer, too much waits to be read, or a position is not settled yet: try again after "
    "`Retry-After`.",
}
PROBLEMS_OF_WRITES = {
    "403": "The key's scopes, or the account's rights, do not allow it.",
    "409": "The same request is being answered already, or what is asked for is not possible any more.",
    "412": "The record has changed since: read it again, then decide.",
    "413": "The body is too large.",
    "415": "The body is written in no form that is read here.",
    "422": "The `Idempotency-Key` was used for another request.",
    "428": "`If-Match` is missing.",
}
OF_ONE_RECORD = {"404", "410", "412", "428"}
TEXT = {"type": "string"}
LIMITS = {
    "RateLimit-Policy": {"schema": TEXT, "description": 'What may be asked: `"read";q=2000;w=40`, so much in so many seconds.'},
    "RateLimit": {"schema": TEXT, "description": 'What is left, and in how many seconds all is back: `"read";r=1999;t=1`.'},
}


class ResourceSchema(AutoSchema):
    """Parameters from the view's declarations; errors and 308 for every operation, 304 for those that read."""

    view: Any  # an events.api.reading.ResourceViewSet

    @property
    def writes(self) -> bool:
        """Whether the operation changes something; then the view says what it takes (`written`) and gives (`answers`)."""
        return self.view.action in getattr(self.view, "written", {})

    def get_request_serializer(self) -> Any:
        return self.view.written[self.view.action] if self.writes else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        if not self.writes:
            return super().get_response_serializers()
        status, serializer = self.view.answers[self.view.action]
        return {status: serializer}

    def get_override_parameters(self) -> list[Any]:
        documented = [parameter.documented() for parameter in self.view.parameters(self.view.action).values()]
        if "{id}" in self.path:
            documented.insert(0, OpenApiParameter("id", self._id_schema(), "path", required=True, description="The record's id."))
        if self.writes:
            return [
                *documented,
                *(
                    OpenApiParameter(name, shape, OpenApiParameter.HEADER, description=about, required="{id}" in self.path)
                    for name, about, shape in self._headers()
                ),
            ]
        known = "The `ETag` of an answer that you have: 304 where it still holds."
        return [*documented, OpenApiParameter("If-None-Match", TEXT, OpenApiParameter.HEADER, description=known)]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        if self.view.action in self.view.deprecated:
            operation["deprecated"] = True
        of_one = "{id}" in self.path
        responses = operation["responses"]
        if of_one and self.view.merges:
            headers = {"Location": {"schema": TEXT, "description": "The same path of the survivor."}}
            responses["308"] = {"description": "The record was merged into another.", "headers": headers}
        if self.writes:
            left_out = {"422"} if of_one else set()
            left_out |= set() if self.view.versioned else {"410", "412", "428"}
            return self._with_problems(operation, {s: d for s, d in (PROBLEMS | PROBLEMS_OF_WRITES).items() if s not in left_out})
        responses["200"]["headers"] = {"ETag": {"schema": TEXT, "description": "Changes when the answer does."}}
        if self.view.action in self.view.lists:
            links = "`next` and `prev` (RFC 8288)."
            responses["200"]["headers"]["Link"] = {"schema": TEXT, "description": links}
        for media in responses["200"]["content"].keys() - {"application/json"}:
            responses["200"]["content"][media] = {"schema": TEXT}
        responses["304"] = {"description": "Not changed since the answer with the `If-None-Match` tag."}
        return self._with_problems(operation, PROBLEMS)

    def _with_problems(self, operation: dict[str, Any], problems: dict[str, str]) -> dict[str, Any]:
        responses = operation["responses"]
        component = self.resolve_serializer(ProblemSerializer(), "response").ref
        for status, description in problems.items():
            if status not in OF_ONE_RECORD or "{id}" in self.path:
                responses[status] = {"description": description, "content": {MEDIA_TYPE: {"schema": component}}}
        for status in ("429", "503"):
            responses[status]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        for response in responses.values():
            response["headers"] = response.get("headers", {}) | LIMITS
        operation["responses"] = dict(sorted(responses.items()))
        return operation

    def _headers(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Request headers of a write, needed for one record: name, what it is for, its schema."""
        if "{id}" in self.path:
            if not self.view.versioned:
                return []
            return [("If-Match", "The `ETag` of the record as you know it; `*` for whatever it is now.", TEXT | {"minLength": 1})]
        about = "A word of your own: sent again with it, the request is answered as before."
        return [("Idempotency-Key", about, TEXT | {"pattern": f"^{KEY}$"})]

    def get_description(self) -> str:  # type: ignore[override]
        outgoing = self.view.deprecated.get(self.view.action)
        return " ".join([str(self.view.described[self.view.action]), *([outgoing.note] if outgoing else [])])

    def get_summary(self) -> str:
        return self.get_description().split(":")[0]

    def _id_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"} if self.view.lookup_value_converter == "uuid" else TEXT
