"""The limit: one prepared SQL statement builds the JSON, and a bare WSGI application sends it. No framework, no checks."""

import os
import re
import threading
from collections.abc import Callable, Iterable

import psycopg

from benchmarks.dataset.bodies import INSTANT, PARTIAL_DATE

PARTICIPANTS = """(
    SELECT coalesce(json_agg(json_build_object(
        'person', json_build_object('id', n.id, 'name', n.name), 'country', p.country_id, 'organization', p.organization_id,
        'office', p.office, 'capacity', p.capacity, 'flags', p.flags
    ) ORDER BY p.country_id, p.organization_id, n.name, p.id), '[]'::json)
    FROM events_participation AS p JOIN events_person AS n ON n.id = p.person_id WHERE p.meeting_id = m.id
)"""
MEETING = f"""SELECT json_build_object(
    'id', m.id, 'url', '/api/v1/meetings/' || m.id || '/', 'title', m.title, 'status', m.status,
    'status_history', m.status_history, 'mode', m.mode, 'shape', m.shape, 'start_date', {PARTIAL_DATE.format("m.start")},
    'end_date', {PARTIAL_DATE.format("m.end")}, 'city', m.city, 'country', m.country_id, 'level', m.level,
    'portfolios', m.portfolios, 'parties', m.parties, 'organizations', m.organizations, 'participants', {PARTICIPANTS},
    'conflicts', m.conflicts, 'confidence', m.confidence, 'document_count', m.document_count,
    'statement_count', m.statement_count, 'created_at', {INSTANT.format("m.created_at")},
    'updated_at', {INSTANT.format("m.updated_at")}, 'version', m.version
) AS body FROM events_meeting AS m WHERE m.merged_into_id IS NULL AND m.deleted_at IS NULL"""
LIST = f"""SELECT json_build_object('next', NULL, 'previous', NULL, 'results', json_agg(body))::text FROM (
    {MEETING} ORDER BY m.start_earliest DESC NULLS LAST, m.id DESC LIMIT 50
) AS page"""
DETAIL = f"SELECT body::text FROM ({MEETING} AND m.id = %s) AS found"

_DETAIL = re.compile(r"/api/v1/meetings/([0-9a-f-]{36})/")
_local = threading.local()


def application(environ: dict[str, str], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The newest fifty meetings, or one."""
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(os.environ["BENCH_CONNINFO"], autocommit=True)
    found = _DETAIL.fullmatch(environ["PATH_INFO"])
    row = _local.connection.execute(DETAIL if found else LIST, found.groups() if found else None, prepare=True).fetchone()
    body = row[0].encode() if row else b"{}"
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK" if row else "404 Not Found", headers)
    return [body]
