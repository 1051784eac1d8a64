-- The feed of changes: what was written to documents, in the order of commits (docs/adr/0029-a-feed-without-gaps.md).

-- One row per change of a document behind the first publication. Numbers are given under the integration's lock, so that
-- within an integration a higher one was committed later. Nothing of the record itself: names of fields, no values.
CREATE TABLE changes (
    integration_id bigint NOT NULL REFERENCES integrations,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    model smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('CREATED', 'UPDATED', 'DELETED', 'UNDELETED', 'ANONYMISED')),
    -- Of an UPDATED one which fields differ; empty for the others.
    fields text[] COLLATE "C" NOT NULL,
    changed_at timestamptz NOT NULL,
    -- The time of the write.
    written_at timestamptz NOT NULL,
    PRIMARY KEY (integration_id, change_id)
);

-- Up to which change an integration's were forgotten: whoever is behind it has missed some.
CREATE TABLE forgotten_changes (
    integration_id bigint PRIMARY KEY REFERENCES integrations,
    change_id bigint NOT NULL
);

-- Which documents have nothing left of their records but ids. Those that lost it before now are told as deleted.
ALTER TABLE documents ADD COLUMN anonymised boolean NOT NULL DEFAULT false;
