-- Calls to ATSs of the last 30 days: where to, how they ended, on whose behalf. Nothing of what was in them: paths and excerpts
-- are masked before they come here.
CREATE TABLE interactions (
    integration_id bigint NOT NULL REFERENCES integrations,
    -- When it began.
    at timestamptz NOT NULL,
    public_id text COLLATE "C" NOT NULL,
    -- SYNC, ACTION, PASSTHROUGH or ATTACHMENTS, with the public id of the sync or action.
    cause text COLLATE "C" NOT NULL,
    cause_id text COLLATE "C",
    method text COLLATE "C" NOT NULL,
    path text NOT NULL,
    -- Null when no answer began.
    status smallint,
    -- Why the answer is not whole; null when it is.
    mishap text COLLATE "C",
    duration_ms bigint NOT NULL,
    sent_bytes bigint NOT NULL,
    received_bytes bigint NOT NULL,
    -- The beginning of an answer that was no success.
    excerpt text,
    PRIMARY KEY (integration_id, at, public_id)
);
CREATE UNIQUE INDEX interactions_by_id ON interactions (integration_id, public_id);
CREATE INDEX interactions_by_cause ON interactions (integration_id, cause_id, at, public_id) WHERE cause_id IS NOT NULL;
CREATE INDEX interactions_by_status ON interactions (integration_id, (COALESCE(status, 0) / 100), at, public_id);
CREATE INDEX interactions_by_kind ON interactions (integration_id, cause, at, public_id);
-- Across integrations: what has served its time.
CREATE INDEX interactions_by_time ON interactions (at);
