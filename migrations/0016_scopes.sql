-- Which models, fields and actions are wanted: per environment in configurations, per integration by one of them and by what
-- the customer opted out of (docs/scopes.md). Nothing set means everything, as before.

CREATE TABLE scope_configs (
    environment_id bigint NOT NULL REFERENCES environments,
    public_id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    -- Holds for the integrations that have none of their own.
    is_default boolean NOT NULL,
    -- {"models": {…}, "fields": {…}, "actions": {…}}, each by name: ENABLED, DISABLED or OPTIONAL.
    settings json NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, public_id),
    CONSTRAINT scope_configs_name_key UNIQUE (environment_id, name)
);
CREATE UNIQUE INDEX scope_configs_default_key ON scope_configs (environment_id) WHERE is_default;

-- {"models": […], "fields": […], "actions": […]}
ALTER TABLE integrations ADD COLUMN opted_out json;
ALTER TABLE integrations ADD COLUMN scope_config_id text COLLATE "C";
-- When what is wanted was changed: a run that began before does not put off the next one.
ALTER TABLE integrations ADD COLUMN scopes_changed_at timestamptz;
-- {"keep": …}: which applications are kept; null keeps everything.
ALTER TABLE integrations ADD COLUMN application_filter json;
-- A configuration of another environment cannot be meant, nor one that is gone.
ALTER TABLE integrations ADD CONSTRAINT integrations_scope_config_fkey
    FOREIGN KEY (environment_id, scope_config_id) REFERENCES scope_configs (environment_id, public_id);
CREATE INDEX integrations_by_scope_config ON integrations (environment_id, scope_config_id)
    WHERE scope_config_id IS NOT NULL;

-- Records that were created through the API, for good: application filters keep them.
CREATE TABLE created_records (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (integration_id, model, id)
);
