-- Syncs: queued and forced runs, incremental reads, sweeps, the schedule, and what a run costs and waits for.

-- A run may be queued before somebody works on it. Until then `started_at` is the time it was queued.
ALTER TABLE sync_runs DROP CONSTRAINT sync_runs_state_check;
ALTER TABLE sync_runs ADD CONSTRAINT sync_runs_state_check CHECK (
    state IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'PARTIALLY_FAILED', 'FAILED', 'AUTHENTICATION_FAILED', 'CANCELLED',
              'TIMED_OUT'));
ALTER TABLE sync_runs
    ADD COLUMN cause text NOT NULL DEFAULT 'SCHEDULE' CHECK (cause IN ('SCHEDULE', 'FORCED', 'COMMAND', 'CONFIRMED')),
    -- The process that works on the run. It may go on with its own run at once, all others wait for the lease.
    ADD COLUMN worker text NOT NULL DEFAULT '',
    ADD COLUMN takeovers integer NOT NULL DEFAULT 0,
    ADD COLUMN requests bigint NOT NULL DEFAULT 0,
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN waited_ms bigint NOT NULL DEFAULT 0,
    -- Set while the run waits for the ATS to let it go on.
    ADD COLUMN waiting_until timestamptz,
    ADD COLUMN waiting_for text,
    -- By model: the deletions that the run did not dare to make, for the operator to confirm.
    ADD COLUMN withheld json NOT NULL DEFAULT '{}',
    -- By model: how many deletions the operator confirmed for this run.
    ADD COLUMN confirmed json NOT NULL DEFAULT '{}';
-- One run of a kind is queued or running.
CREATE UNIQUE INDEX sync_runs_active_key ON sync_runs (integration_id, kind) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX sync_runs_active ON sync_runs (state, lease_until) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX sync_runs_ended ON sync_runs (ended_at) WHERE ended_at IS NOT NULL;

ALTER TABLE integrations
    ADD COLUMN delta_every_seconds integer NOT NULL DEFAULT 300 CHECK (delta_every_seconds >= 60),
    ADD COLUMN full_every_seconds integer NOT NULL DEFAULT 36000 CHECK (full_every_seconds >= 600),
    ADD COLUMN next_delta_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN next_full_at timestamptz NOT NULL DEFAULT now(),
    -- The share of a model's live records that one sweep may mark as deleted, in percent.
    ADD COLUMN sweep_limit_percent integer NOT NULL DEFAULT 30 CHECK (sweep_limit_percent BETWEEN 0 AND 100),
    -- Runs that ended badly, and those among them that the ATS refused the credentials of, since the last good one.
    ADD COLUMN failures integer NOT NULL DEFAULT 0,
    ADD COLUMN auth_failures integer NOT NULL DEFAULT 0,
    -- A digest of everything that decides how records are mapped and rendered. Another one: everything is read and
    -- rendered again.
    ADD COLUMN shaped_by bytea;
ALTER TABLE integrations
    ADD COLUMN next_sync_at timestamptz GENERATED ALWAYS AS (LEAST(next_delta_at, next_full_at)) STORED;
CREATE INDEX integrations_due ON integrations (next_sync_at) WHERE status <> 'INACTIVE';

-- How far a model was read, for incremental reads and for callers who ask how old the data is.
CREATE TABLE model_syncs (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    -- Everything that changed in the ATS before this time has been read.
    read_until timestamptz,
    -- When the last incremental and the last full sync of the model ended.
    delta_ended_at timestamptz,
    full_ended_at timestamptz,
    PRIMARY KEY (integration_id, model)
);

-- The records that a run has seen, one row a page, outside the data rows, which an unchanged record must not rewrite.
-- Logged: an unlogged table is empty after a crash of Postgres, and a sweep would find everything missing.
CREATE TABLE sync_marks (
    integration_id bigint NOT NULL REFERENCES integrations,
    sync_run_id bigint NOT NULL REFERENCES sync_runs,
    model smallint NOT NULL,
    pass text NOT NULL,
    -- Which read of the list: a list may be read more than once in a run.
    read smallint NOT NULL,
    page integer NOT NULL,
    ids text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, sync_run_id, model, pass, read, page)
);

-- Entries are now named after the model, not after the walk that met the row. The next sync makes them again.
DELETE FROM quarantine;
