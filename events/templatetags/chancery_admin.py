"""The admin's first page: models in the groups in which an editor looks for them, not by application and alphabet."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

register = template.Library()

GROUPS = {
    "Meetings and statements": ("Meeting", "Participation", "Statement"),
    "Reference data": ("Person", "PersonName", "Country", "Organization", "Office", "Tenure", "Source"),
    "To be judged": ("MatchSuggestion", "Decision"),
    "Documents and what they prove": ("Document", "Evidence", "MeetingClaim", "PersonMention"),
    "Intake": ("Import", "Delivery", "ReferenceFile", "WorkerHeartbeat"),
    "Copies": ("Snapshot",),
}
_OURS = ("events", "sources")


@register.filter
def grouped(app_list: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Django's list of applications, those of Chancery replaced by groups; what stands in no group keeps its application."""
    apps = [dict(app) for app in app_list]
    ours = {m["object_name"]: (m, app) for app in apps if app["app_label"] in _OURS for m in app["models"]}
    groups = []
    for name, wanted in GROUPS.items():
        found = [ours.pop(model) for model in wanted if model in ours]
        if found:
            groups.append(found[0][1] | {"name": name, "models": [model for model, _ in found]})
    for app in apps:
        if app["app_label"] in _OURS:
            app["models"] = [m for m in app["models"] if m["object_name"] in ours]
        if app["models"]:
            groups.append(app)
    return groups
