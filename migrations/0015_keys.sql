-- Keys of integrations, of the installation and of callers.

-- Data keys: each integration's own seals its credentials, and what is kept of its actions. A row that is removed makes
-- all of that unreadable, also in backups that leave this table out. Integrations of before have none until their
-- credentials are written again, or `unified-ats keys rotate` has run.
CREATE TABLE integration_keys (
    integration_id bigint PRIMARY KEY REFERENCES integrations,
    -- Such as d-0123456789abcdef; the values that it sealed name it.
    key_id text COLLATE "C" NOT NULL,
    -- The key of the installation that sealed it.
    sealed_by text COLLATE "C" NOT NULL,
    -- Bound to (integration_keys, sealed, public id of the integration).
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- The keys of the installation that have been used, each with a value that it sealed: whoever starts with another key
-- under the same id is told so.
CREATE TABLE encryption_keys (
    key_id text COLLATE "C" PRIMARY KEY,
    canary bytea NOT NULL,
    created_at timestamptz NOT NULL
);

-- Keys of callers: which integrations a key is limited to, when it was last used, by which it was replaced. Limited keys
-- keep their limit when their last integration goes.
ALTER TABLE api_keys ADD COLUMN limited boolean NOT NULL DEFAULT false;
ALTER TABLE api_keys ADD COLUMN last_used_at timestamptz;
ALTER TABLE api_keys ADD COLUMN replaced_by bigint REFERENCES api_keys;
CREATE INDEX api_keys_by_environment ON api_keys (environment_id, api_key_id);
DROP INDEX api_keys_environment;
CREATE TABLE api_key_integrations (
    api_key_id bigint NOT NULL REFERENCES api_keys,
    integration_id bigint NOT NULL REFERENCES integrations,
    PRIMARY KEY (api_key_id, integration_id)
);
CREATE INDEX api_key_integrations_by_integration ON api_key_integrations (integration_id);

-- For reading the audit log by what was done and by whom.
CREATE INDEX audit_log_by_deed ON audit_log (environment_id, deed, number);
CREATE INDEX audit_log_by_actor ON audit_log (environment_id, actor_kind, actor_id, number);
