-- What actions wrote. A page that was asked for before holds what the ATS knew then, and must not overwrite it; a list
-- that was read before does not show what was created since, which is not missing.
CREATE TABLE own_writes (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    -- The time of the latest transaction in which an action wrote the record.
    written_at timestamptz NOT NULL,
    PRIMARY KEY (integration_id, model, id)
);
-- Looked into with every page of a sync, which finds nothing most of the time.
CREATE INDEX own_writes_by_time ON own_writes (integration_id, written_at);

-- When a page was asked for. Pages without a time were kept by a version that knew no actions: they count as older than
-- anything. As a constant, the default rewrites no row.
ALTER TABLE sync_answers ADD COLUMN asked_at timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z';
