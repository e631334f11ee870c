"""The intake: deliveries come in, are read, and are reconciled into the record."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    label = "sources"
    verbose_name = "The intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.services.decisions import decided
        from events.snapshots.kinds import add_kind
        from events.snapshots.rows import Rows
        from sources.models import MatchSuggestion
        from sources.reconciliation.receiving import follow

        decided.connect(follow, dispatch_uid="reconcile")
        add_kind(Rows("suggestion", MatchSuggestion))
