"""The SQL of everything that ours is compared with. It follows `src/store/pages/` and `migrations/`."""

from __future__ import annotations

MODELS = {"jobs": 7, "applications": 8, "candidates": 9}

# A page behind the first one as the service reads it, from a random place on (src/store/pages/by_seq.rs).
PAGE = r"""
\set after random(:first, :last)
\set until 9223372036854775807
SELECT body, seq
FROM documents
WHERE integration_id = :integration AND model = :model AND seq > :after AND seq <= :until AND (NOT deleted OR :deleted)
ORDER BY seq LIMIT :size;
"""

# The places from which on a page is full: behind row 0 to row count - 101.
PLACES = """SELECT min(seq) - 1, (array_agg(seq ORDER BY seq DESC))[102]
FROM documents WHERE integration_id = {integration} AND model = {model} AND NOT deleted"""

BODIES = """SELECT body FROM documents
WHERE integration_id = {integration} AND model = {model} AND NOT deleted ORDER BY seq LIMIT {size}"""

# The bare look into the index of polls.
PROBE = """
SELECT id FROM documents
WHERE integration_id = :integration AND model = :model AND touched_at >= :since
ORDER BY touched_at, seq LIMIT 101;
"""

# The tables that hold records and documents, in which an unchanged sync writes nothing.
DATA_TABLES = """SELECT relname FROM pg_stat_user_tables
WHERE schemaname = 'public' AND (relname = 'documents' OR relname IN (
    SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'content_hash'))
ORDER BY relname = 'documents', relname"""

ROWS_WRITTEN = f"""SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
WHERE schemaname = 'public' AND relname IN ({DATA_TABLES.replace("ORDER BY relname = 'documents', relname", "")})"""

COLUMNS = """SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''"""

KEY = """SELECT string_agg(attname, ',') FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indrelid = '{table}'::regclass AND indisprimary"""


def load(table: str, columns: str, key: str, file: str) -> str:
    """For psql: `COPY` into a staging table, and one statement from there."""
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns.split(",") if name not in key.split(","))
    return f"""
CREATE TEMP TABLE staged_{table} AS SELECT {columns} FROM {table} LIMIT 0;
\\copy staged_{table} ({columns}) from '{file}' (format binary)
INSERT INTO {table} ({columns}) SELECT {columns} FROM staged_{table} ON CONFLICT ({key}) DO UPDATE SET {updates};
DROP TABLE staged_{table};
"""


# How documents are stored.
STORAGE = """SELECT json_build_object(
    'target', (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = 'documents'::regclass),
    'compression', (SELECT CASE attcompression WHEN 'l' THEN 'lz4' WHEN 'p' THEN 'pglz' ELSE 'default' END
                    FROM pg_attribute WHERE attrelid = 'documents'::regclass AND attname = 'body'),
    'compressed_share', (SELECT avg((pg_column_compression(body) IS NOT NULL)::int)::float8 FROM documents),
    'documents', (SELECT count(*) FROM documents),
    'average_bytes', (SELECT avg(octet_length(body))::float8 FROM documents))"""

# The same rows as an ordinary service would keep them: columns, links and indexes, nothing rendered. What costs ours
# a look at other rows (a stage's rank, a candidate's source) is worked out here already.
PLAIN = """
CREATE SCHEMA plain;
CREATE TABLE plain.jobs AS
    SELECT integration_id, id, remote_id, content::json->>'name' AS name FROM jobs;
CREATE TABLE plain.stages AS
    SELECT integration_id, id, remote_id, content::json->>'name' AS name,
           CASE WHEN ranked THEN row_number() OVER (PARTITION BY integration_id, content::json->>'job_remote_id', ranked
                                              ORDER BY (content::json->>'position')::float8) - 1 END AS index
    FROM application_stages,
         LATERAL (SELECT remote_deleted_at IS NULL AND content::json->>'position' IS NOT NULL) r(ranked);
CREATE TABLE plain.tags AS
    SELECT integration_id, id, remote_id, content::json->>'name' AS name FROM tags WHERE remote_deleted_at IS NULL;
CREATE TABLE plain.applications AS
    SELECT a.integration_id, a.id, a.remote_id, candidate_id, job_id, current_stage_id, outcome,
           content::json->>'rejection_reason_name' AS rejection_reason_name,
           (content::json->>'rejected_at')::timestamptz AS rejected_at, content::json->>'source' AS source,
           d.changed_at, remote_created_at, (content::json->>'remote_updated_at')::timestamptz AS remote_updated_at
    FROM applications a LEFT JOIN documents d ON d.integration_id = a.integration_id AND d.model = 8 AND d.id = a.id
    WHERE a.remote_deleted_at IS NULL;
ALTER TABLE plain.jobs ADD PRIMARY KEY (integration_id, id);
ALTER TABLE plain.stages ADD PRIMARY KEY (integration_id, id);
ALTER TABLE plain.tags ADD PRIMARY KEY (integration_id, id);
ALTER TABLE plain.applications ADD PRIMARY KEY (integration_id, id);
CREATE INDEX ON plain.applications (integration_id, candidate_id);
CREATE TABLE plain.candidates AS
    SELECT c.integration_id, c.id, c.remote_id, f->>'first_name' AS first_name, f->>'last_name' AS last_name,
           f->>'company' AS company, f->>'title' AS title, (f->>'confidential')::bool AS confidential,
           (SELECT source FROM plain.applications a WHERE a.integration_id = c.integration_id AND a.candidate_id = c.id
            ORDER BY remote_created_at LIMIT 1) AS source,
           f->'phone_numbers' AS phone_numbers, f->'email_addresses' AS email_addresses,
           f->'social_media' AS social_media, f->'custom_fields' AS custom_fields,
           (f->>'remote_created_at')::timestamptz AS remote_created_at,
           (f->>'remote_updated_at')::timestamptz AS remote_updated_at, d.changed_at
    FROM candidates c JOIN documents d ON d.integration_id = c.integration_id AND d.model = 9 AND d.id = c.id,
         LATERAL (SELECT content::json) j(f)
    WHERE NOT d.deleted;
CREATE TABLE plain.candidate_tags AS
    SELECT c.integration_id, c.id AS candidate_id, n AS place, t.id AS tag_id
    FROM candidates c, json_array_elements_text(content::json->'tag_remote_ids') WITH ORDINALITY AS named(remote_id, n)
    JOIN plain.tags t ON t.remote_id = named.remote_id
    WHERE t.integration_id = c.integration_id;
ALTER TABLE plain.candidates ADD PRIMARY KEY (integration_id, id);
ALTER TABLE plain.candidate_tags ADD PRIMARY KEY (integration_id, candidate_id, place);
GRANT USAGE ON SCHEMA plain TO unified_ats;
GRANT SELECT ON ALL TABLES IN SCHEMA plain TO unified_ats;
"""

# Behind which candidates a page of the plain service is full.
PLAIN_PLACES = """SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total
    FROM plain.candidates WHERE integration_id = {integration}) numbered
WHERE n % greatest(1, total / 2000) = 0 AND n <= total - 100 ORDER BY id"""

# Bytes of the large tables and their indexes, and how much of them is dead or free (an index: what its leaves lack of
# being full).
SIZES = """SELECT json_object_agg(name, json_build_object('bytes', bytes, 'dead', dead, 'free', free)) FROM (
    SELECT c.oid::regclass::text AS name, pg_table_size(c.oid) AS bytes, t.dead_tuple_percent AS dead, t.free_percent AS free
    FROM pg_class c, LATERAL pgstattuple(c.oid) t
    WHERE c.oid IN ('documents'::regclass, 'candidates'::regclass, 'applications'::regclass)
    UNION ALL
    SELECT c.oid::regclass::text, pg_relation_size(c.oid), 0, 100 - s.avg_leaf_density
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree',
         LATERAL pgstatindex(c.oid) s
    WHERE i.indrelid IN ('documents'::regclass, 'candidates'::regclass, 'applications'::regclass)
    ORDER BY name) parts"""
