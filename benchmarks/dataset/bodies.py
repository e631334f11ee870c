"""The published form of the set, built by PostgreSQL from the relational tables.

Serializing five million objects would take hours; `checking` compares a sample with what it would give. Arrays of rows are put
together by array_to_json and row_to_json, which write JSON as compact as events.publishing.forms.written does.
"""

INSTANT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

PARTIAL_DATE = """CASE WHEN {0}_earliest = {0}_latest THEN {0}_earliest::text
    WHEN date_trunc('month', {0}_earliest) = date_trunc('month', {0}_latest) THEN to_char({0}_earliest, 'YYYY-MM')
    ELSE to_char({0}_earliest, 'YYYY') END"""
"""A partial date (a prefix of two columns) as the API writes it; null where both are."""

PARTICIPANTS = """array_to_json(ARRAY(
    SELECT row_to_json(shown) FROM (
        SELECT (SELECT row_to_json(person) FROM (SELECT n.id, n.name) AS person) AS person,
            p.country_id AS country, p.organization_id AS organization, p.office, p.capacity, p.flags
        FROM events_participation AS p JOIN events_person AS n ON n.id = p.person_id
        WHERE p.meeting_id = m.id ORDER BY p.country_id, p.organization_id, n.name, p.id
    ) AS shown
))"""

_RECORD = f"{INSTANT.format('{0}.created_at')} AS created_at, {INSTANT.format('{0}.updated_at')} AS updated_at, {{0}}.version"

MEETING = f"""SELECT m.id, '/api/v1/meetings/' || m.id || '/' AS url, m.title, m.status,
    array_to_json(ARRAY(
        SELECT row_to_json(s) FROM jsonb_to_recordset(m.status_history) AS s(status text, reported text, document uuid)
    )) AS status_history,
    m.mode, m.shape, {PARTIAL_DATE.format("m.start")} AS start_date, {PARTIAL_DATE.format("m.end")} AS end_date, m.city,
    m.country_id AS country, m.level, m.portfolios, m.parties, m.organizations, {PARTICIPANTS} AS participants,
    array_to_json(ARRAY(
        SELECT row_to_json(c) FROM jsonb_to_recordset(m.conflicts) AS c(field text, value json, documents uuid[])
    )) AS conflicts,
    m.confidence, m.document_count, m.statement_count, {_RECORD.format("m")}"""

STATEMENT = f"""SELECT s.id, '/api/v1/statements/' || s.id || '/' AS url,
    CASE WHEN n.id IS NOT NULL THEN (SELECT row_to_json(person) FROM (SELECT n.id, n.name) AS person) END AS speaker,
    s.institution, s.office, s.country_id AS country, s.organization_id AS organization, s.kind, s.text,
    array_to_json(ARRAY(SELECT jsonb_array_elements_text(s.quotes))) AS quotes,
    {PARTIAL_DATE.format("s.day")} AS day, s.meeting_id AS meeting, s.document_id AS document, s.start, s."end", s.confidence,
    {_RECORD.format("s")}"""

PERSON = f"""SELECT n.id, '/api/v1/persons/' || n.id || '/' AS url, n.name,
    array_to_json(ARRAY(
        SELECT row_to_json(spelling) FROM (
            SELECT name, language FROM events_personname WHERE person_id = n.id ORDER BY name, id
        ) AS spelling
    )) AS names,
    n.country_id AS country, n.organization_id AS organization, '[]'::json AS offices, n.wikidata,
    (SELECT count(*) FROM events_participation WHERE person_id = n.id) AS meeting_count,
    (SELECT count(*) FROM events_statement WHERE speaker_id = n.id) AS statement_count, {_RECORD.format("n")}"""

DOCUMENT = f"""SELECT d.id, '/api/v1/documents/' || d.id || '/' AS url, d.external_id, d.source_url, d.title, d.publisher,
    d.published, d.language, {INSTANT.format("d.retrieved_at")} AS retrieved_at, d.sha256, d.duplicate_of_id AS duplicate_of,
    d.status, d.reason,
    array_to_json(ARRAY(SELECT meeting_id FROM events_meetingclaim WHERE document_id = d.id ORDER BY ordinal, id)) AS meetings,
    NULL AS text, {_RECORD.format("d")}"""

OFFICES = """ARRAY(
    SELECT DISTINCT key FROM (
        SELECT code, (
            SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(string_to_array(lower(office), ' ')) AS word
        ) AS title
        FROM (SELECT COALESCE({0}.country_id, {0}.organization_id) AS code, {0}.office {1}) AS stated WHERE office IS NOT NULL
    ) AS acting, LATERAL (VALUES (title), (code || ':' || title)) AS keys(key) WHERE key IS NOT NULL ORDER BY key
)"""
"""The keys of the offices that are stated; of the set's titles, all words tell. Nobody in it has a tenure."""

_POSITION = "{first} + row_number() OVER ()"
_VERSION = "position, version, kind, at, updated_at, record, body"

PUBLISHING = {
    "events_publishedmeeting": f"""
INSERT INTO events_publishedmeeting ({_VERSION}, start_earliest, month, last_day, status, mode, shape, level, country, city,
    portfolios, parties, organizations, persons, documents, offices, conflicts, confidence, document_count, search)
SELECT {_POSITION}, m.version, 'created', m.updated_at, m.updated_at, m.id,
    (SELECT row_to_json(body) FROM ({MEETING}) AS body)::text,
    m.start_earliest,
    CASE WHEN to_char(m.start_earliest, 'YYYY-MM') = to_char(m.start_latest, 'YYYY-MM')
        THEN to_char(m.start_earliest, 'YYYY-MM') END,
    COALESCE(m.end_latest, m.start_latest), m.status, m.mode, m.shape, m.level, m.country_id, m.city,
    m.portfolios, m.parties, m.organizations,
    ARRAY(SELECT p.person_id @participants),
    ARRAY(SELECT document_id FROM events_meetingclaim WHERE meeting_id = m.id ORDER BY 1),
    {OFFICES.format("p", "FROM events_participation AS p WHERE p.meeting_id = m.id")},
    ARRAY(SELECT DISTINCT c.field FROM jsonb_to_recordset(m.conflicts) AS c(field text) ORDER BY 1),
    m.confidence, m.document_count,
    to_tsvector('english', concat_ws(E'\\n', m.title, m.city, (SELECT string_agg(folded, E'\\n') FROM (
        SELECT f.folded @participants
    ) AS names)))
FROM events_meeting AS m""".replace(
        "@participants",
        """FROM events_participation AS p JOIN events_person AS n ON n.id = p.person_id
        JOIN events_personname AS f ON f.person_id = n.id AND f.name = n.name
        WHERE p.meeting_id = m.id ORDER BY p.country_id, p.organization_id, n.name, p.id""",
    ),
    "events_publishedstatement": f"""
INSERT INTO events_publishedstatement ({_VERSION}, day_earliest, day_latest, speaker, institution, country, kind_of_speech,
    meeting, parties, document, offices, confidence, search)
SELECT {_POSITION}, s.version, 'created', s.updated_at, s.updated_at, s.id,
    (SELECT row_to_json(body) FROM ({STATEMENT}) AS body)::text,
    s.day_earliest, s.day_latest, s.speaker_id, s.institution, s.country_id, s.kind, s.meeting_id, m.parties, s.document_id,
    {OFFICES.format("s", "")}, s.confidence, to_tsvector('english', s.text)
FROM events_statement AS s JOIN events_meeting AS m ON m.id = s.meeting_id LEFT JOIN events_person AS n ON n.id = s.speaker_id
WHERE s.id >= '{{since}}' AND s.id < '{{until}}'""",
    "events_publishedperson": f"""
INSERT INTO events_publishedperson ({_VERSION}, name, country, spellings, keys, offices)
SELECT {_POSITION}, n.version, 'created', n.updated_at, n.updated_at, n.id,
    (SELECT row_to_json(body) FROM ({PERSON}) AS body)::text, n.name, n.country_id,
    (SELECT string_agg(folded, E'\\n' ORDER BY first) FROM (
        SELECT folded, min(name) AS first FROM events_personname WHERE person_id = n.id GROUP BY folded
    ) AS spelt),
    ARRAY(SELECT DISTINCT unnest(keys) AS key FROM events_personname WHERE person_id = n.id ORDER BY key),
    COALESCE((SELECT string_agg(office, E'\\n' ORDER BY office) FROM (
        SELECT DISTINCT office FROM events_participation WHERE person_id = n.id AND office IS NOT NULL
    ) AS held), '')
FROM events_person AS n WHERE NOT n.is_reference""",
    "events_publisheddocument": f"""
INSERT INTO events_publisheddocument ({_VERSION}, published, external_id, publisher, language, status, meetings, is_newest)
SELECT {_POSITION}, d.version, 'created', d.updated_at, d.updated_at, d.id,
    (SELECT row_to_json(body) FROM ({DOCUMENT}) AS body)::text, d.published, d.external_id, d.publisher, d.language, d.status,
    ARRAY(SELECT meeting_id FROM events_meetingclaim WHERE document_id = d.id ORDER BY ordinal, id), true
FROM events_document AS d""",
}
"""How each resource is published, by table. {first}: the position before the first; {since}, {until}: which ids (statements)."""
