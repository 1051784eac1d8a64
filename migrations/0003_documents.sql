-- What callers get: one ready-made JSON text per record, written when data changes and concatenated when read.
--
-- `seq` never changes for a record, so that a walk by it neither skips nor repeats. `changed_at` moves with the
-- record's own fields, `touched_at` also with the nested ones that the contract counts (section 2.4).
CREATE TABLE documents (
    integration_id bigint NOT NULL,
    model smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    changed_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    deleted boolean NOT NULL,
    own_hash bytea NOT NULL,
    watch_hash bytea NOT NULL,
    body_hash bytea NOT NULL,
    body text COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, model, id)
);
CREATE UNIQUE INDEX documents_by_seq ON documents (integration_id, model, seq);
CREATE INDEX documents_by_touch ON documents (integration_id, model, touched_at, seq);
-- Typical documents have 1 to 4 kB: keep them in line and uncompressed. What exceeds a page is compressed, by lz4
-- where this Postgres was built with it (docs/adr/0011-storage-measurements.md).
ALTER TABLE documents SET (toast_tuple_target = 8160);
DO $$
BEGIN
    ALTER TABLE documents ALTER body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
