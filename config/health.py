"""`/health/`: whether this installation can serve, for load balancers and the image's health check."""

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.heartbeat import worker_running

_migrated = False
"""Once true it stays true for this process: its code does not change."""


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, else 503. A missing worker is told and is no reason to stop reading."""
    state = {"status": "ok", "database": "ok", "migrations": "unknown", "worker": "unknown"}
    try:
        state["migrations"] = "applied" if _is_migrated() else "pending"
        if state["migrations"] == "applied":
            state["worker"] = "alive" if worker_running() else "absent"
    except (DatabaseError, psycopg.Error):
        state["database"] = "unreachable"
    healthy = state["database"] == "ok" and state["migrations"] == "applied"
    if not healthy:
        state["status"] = "unavailable"
    return JsonResponse(state, status=200 if healthy else 503)


def _is_migrated() -> bool:
    global _migrated
    connection = connections[DEFAULT_DB_ALIAS]
    if _migrated:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    executor = MigrationExecutor(connection)
    _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
