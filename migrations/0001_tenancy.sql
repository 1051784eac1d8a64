-- Who calls us (environments, keys), which accounts they connected (integrations), and what ran for them.

CREATE TABLE environments (
    environment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id text COLLATE "C" NOT NULL CONSTRAINT environments_public_id_key UNIQUE,
    name text NOT NULL CONSTRAINT environments_name_key UNIQUE,
    created_at timestamptz NOT NULL
);

-- Only the SHA-256 of a key is kept: 256 random bits need no password hash.
CREATE TABLE api_keys (
    api_key_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment_id bigint NOT NULL REFERENCES environments,
    name text NOT NULL,
    key_hash bytea NOT NULL CONSTRAINT api_keys_key_hash_key UNIQUE,
    permissions text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_keys_environment ON api_keys (environment_id);

CREATE TABLE integrations (
    integration_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id text COLLATE "C" NOT NULL CONSTRAINT integrations_public_id_key UNIQUE,
    environment_id bigint NOT NULL REFERENCES environments,
    tool text NOT NULL,
    organization_name text NOT NULL,
    creator_email text,
    origin_id text,
    -- Sealed: AES-256-GCM, bound to (integrations, credentials, public id).
    credentials bytea NOT NULL,
    settings json NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'INVALID', 'INACTIVE')),
    -- Set when the first sync has ended; before, every model read is refused.
    published_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX integrations_environment ON integrations (environment_id, integration_id);

CREATE TABLE sync_runs (
    sync_run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    integration_id bigint NOT NULL REFERENCES integrations,
    public_id text COLLATE "C" NOT NULL CONSTRAINT sync_runs_public_id_key UNIQUE,
    kind text NOT NULL CHECK (kind IN ('FULL', 'DELTA')),
    state text NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED', 'PARTIALLY_FAILED', 'FAILED',
                                         'AUTHENTICATION_FAILED', 'CANCELLED', 'TIMED_OUT')),
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- Who works on the run, and until when the claim holds. A run whose claim has lapsed may be taken over.
    holder text NOT NULL,
    lease_until timestamptz NOT NULL,
    -- Where to go on: the pass and page that are to be fetched next.
    checkpoint json,
    counts json NOT NULL DEFAULT '{}',
    error text
);
CREATE INDEX sync_runs_by_integration ON sync_runs (integration_id, started_at DESC);
-- At most one run of an integration is running.
CREATE UNIQUE INDEX sync_runs_running_key ON sync_runs (integration_id) WHERE state = 'RUNNING';

-- Records that did not fit, one row each, replaced at the next try.
CREATE TABLE quarantine (
    integration_id bigint NOT NULL REFERENCES integrations,
    resource text NOT NULL,
    remote_id text COLLATE "C" NOT NULL,
    path text NOT NULL,
    reason text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (integration_id, resource, remote_id)
);
