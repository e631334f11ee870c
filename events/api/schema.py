"""How views of resources become operations of the OpenAPI document."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from events.api.problems import MEDIA_TYPE, ProblemSerializer

PROBLEMS = {
    "400": "A parameter is unknown or has an unknown value; `errors` names each.",
    "404": "There is nothing at this address.",
    "406": "The answer cannot be written in any form of `Accept`.",
    "410": "The record was deleted.",
    "429": "Too many requests from this address: wait as long as `Retry-After` says.",
    "500": "A fault on our side; the log has it under `instance`.",
}
OF_ONE_RECORD = {"404", "410"}
TEXT = {"type": "string"}


class ResourceSchema(AutoSchema):
    """Parameters from the view's declarations; errors, 304 and 308 for every operation."""

    view: Any  # an events.api.reading.ResourceViewSet

    def get_override_parameters(self) -> list[Any]:
        documented = [parameter.documented() for parameter in self.view.parameters(self.view.action)]
        if "{id}" in self.path:
            documented.insert(0, OpenApiParameter("id", self._id_schema(), "path", required=True, description="The record's id."))
        known = "The `ETag` of an answer that you have: 304 where it still holds."
        return [*documented, OpenApiParameter("If-None-Match", TEXT, OpenApiParameter.HEADER, description=known)]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        of_one = "{id}" in self.path
        responses = operation["responses"]
        responses["200"]["headers"] = {"ETag": {"schema": TEXT, "description": "Changes when the answer does."}}
        if self.view.action == "list":
            links = "`next` and `prev` (RFC 8288)."
            responses["200"]["headers"]["Link"] = {"schema": TEXT, "description": links}
        responses["304"] = {"description": "Not changed since the answer with the `If-None-Match` tag."}
        if of_one and hasattr(self._owner_model(), "merged_into"):
            headers = {"Location": {"schema": TEXT, "description": "The same path of the survivor."}}
            responses["308"] = {"description": "The record was merged into another.", "headers": headers}
        component = self.resolve_serializer(ProblemSerializer(), "response").ref
        for status, description in PROBLEMS.items():
            if status not in OF_ONE_RECORD or of_one:
                responses[status] = {"description": description, "content": {MEDIA_TYPE: {"schema": component}}}
        responses["429"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
        operation["responses"] = dict(sorted(responses.items()))
        return operation

    def get_description(self) -> str:  # type: ignore[override]
        return str(self.view.described[self.view.action])

    def get_summary(self) -> str:
        return self.get_description().split(":")[0]

    def _owner_model(self) -> Any:
        return getattr(self.view, "within", self.view.queryset).model

    def _id_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"} if self.view.lookup_value_converter == "uuid" else TEXT
