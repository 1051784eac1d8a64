-- Actions: what callers have changed in the ATS, and how far each of them got (docs/adr/0022).

CREATE TABLE actions (
    integration_id bigint NOT NULL REFERENCES integrations,
    public_id text COLLATE "C" NOT NULL,
    -- The contract's name, such as ats_create_application.
    kind text NOT NULL,
    -- CLAIMED: nothing was sent. SENT: it may have been, by a call that holds it until lease_until. DONE. REFUSED: by the
    -- ATS. RELEASED: nothing happened, and it may be tried again. UNCERTAIN: nobody knows.
    state text NOT NULL CHECK (state IN ('CLAIMED', 'SENT', 'DONE', 'REFUSED', 'RELEASED', 'UNCERTAIN')),
    -- A digest: keys may be made of anything. Forgotten with the answer.
    idempotency_key bytea,
    -- Of action, record and body.
    digest bytea NOT NULL,
    -- Of what no two actions may be at the same time, such as an application that is moved.
    guard bytea NOT NULL,
    created_at timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    -- Since when it is not known whether it took effect.
    doubted_at timestamptz,
    ended_at timestamptz,
    -- When the ATS is to be asked again; null where asking is no use.
    look_at timestamptz,
    -- Nobody was told yet how it ended.
    owed boolean NOT NULL DEFAULT true,
    -- What was met in place of an answer, without anything of the request.
    doubt text,
    -- Sealed: what was sent, and how things were before. For looking back.
    request bytea,
    -- Sealed: what the caller was told.
    answer bytea,
    PRIMARY KEY (integration_id, public_id)
);
CREATE UNIQUE INDEX actions_by_key ON actions (integration_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX actions_open ON actions (integration_id, guard) WHERE state IN ('CLAIMED', 'SENT', 'UNCERTAIN');
CREATE INDEX actions_owed ON actions (integration_id, digest) WHERE owed AND state = 'DONE';
CREATE INDEX actions_by_time ON actions (integration_id, created_at, public_id);
CREATE INDEX actions_uncertain ON actions (integration_id, created_at, public_id) WHERE state = 'UNCERTAIN';
-- Across integrations: what is to be looked for, and what has served its time.
CREATE INDEX actions_unsettled ON actions (lease_until) WHERE state IN ('CLAIMED', 'SENT', 'UNCERTAIN');
CREATE INDEX actions_kept ON actions (created_at) WHERE answer IS NOT NULL OR idempotency_key IS NOT NULL;
CREATE INDEX actions_ended ON actions (created_at);

-- Calls that are under way, of which an integration may have only so many.
CREATE TABLE action_turns (
    integration_id bigint NOT NULL REFERENCES integrations,
    public_id text COLLATE "C" NOT NULL,
    -- A call that died is not counted after this time.
    until timestamptz NOT NULL,
    PRIMARY KEY (integration_id, public_id)
);

-- When the last action ended, after its commit: readers have to see what it did.
ALTER TABLE integrations ADD COLUMN acted_at timestamptz;

-- Sources that applications are credited to. No model of the contract, but new applications can name them.
CREATE TABLE sources (
    integration_id bigint NOT NULL REFERENCES integrations,
    remote_id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (integration_id, remote_id)
);
CREATE INDEX sources_by_name ON sources (integration_id, name_key, remote_id);
