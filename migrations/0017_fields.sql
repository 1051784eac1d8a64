-- Fields that are configured: which values of the ATS records show besides the mapping, and where they are taken from
-- (docs/fields.md).

-- `overlay`: what the configuration adds to `content`, as JSON; NULL where it adds nothing. Never compared.
DO $$
DECLARE
    model text;
BEGIN
    FOREACH model IN ARRAY ARRAY[
        'users', 'roles', 'tags', 'rejection_reasons', 'application_stages', 'job_postings', 'jobs', 'applications',
        'candidates', 'interviews', 'offers', 'job_application_stages', 'job_hiring_team_members',
        'interviewing_team_members'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN overlay text COLLATE "C"', model);
        EXECUTE format('ALTER TABLE %I ALTER overlay SET STATISTICS 0', model);
    END LOOP;
END
$$;

-- Fields of the ATS's records: CUSTOM ones under the keys at which a sync met them; DEFAULT ones, which the connector
-- names, only where something was chosen for them.
CREATE TABLE integration_fields (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('DEFAULT', 'CUSTOM')),
    key text COLLATE "C" NOT NULL,
    -- Whether records show the value among their `integration_fields`.
    passthrough boolean NOT NULL DEFAULT false,
    PRIMARY KEY (integration_id, model, kind, key)
);

-- Custom fields that an environment defines for all of its integrations.
CREATE TABLE custom_fields (
    environment_id bigint NOT NULL REFERENCES environments,
    model smallint NOT NULL,
    key text COLLATE "C" NOT NULL,
    label text,
    description text,
    created_at timestamptz NOT NULL,
    CONSTRAINT custom_fields_key PRIMARY KEY (environment_id, model, key)
);

-- Which field of the ATS feeds a custom field, or a unified field in place of the mapping. A custom field without a
-- source is null.
CREATE TABLE field_sources (
    integration_id bigint NOT NULL REFERENCES integrations,
    model smallint NOT NULL,
    target text COLLATE "C" NOT NULL CHECK (target IN ('CUSTOM_FIELD', 'FIELD')),
    key text COLLATE "C" NOT NULL,
    source_kind text COLLATE "C" CHECK (source_kind IN ('DEFAULT', 'CUSTOM')),
    source_key text COLLATE "C",
    PRIMARY KEY (integration_id, model, target, key),
    CHECK ((source_kind IS NULL) = (source_key IS NULL) AND (source_kind IS NOT NULL OR target = 'CUSTOM_FIELD'))
);

-- How often the configuration of an integration changed, and how far its stored records follow. A table of its own, so
-- that nobody who needs the integration's row waits for the work.
CREATE TABLE reshapings (
    integration_id bigint PRIMARY KEY REFERENCES integrations,
    -- Counts the changes.
    wanted bigint NOT NULL,
    -- The change that all records follow.
    done bigint NOT NULL DEFAULT 0,
    -- The change that a walk over the records is about, and the last record that it has brought up to it.
    walking bigint NOT NULL DEFAULT 0,
    model smallint NOT NULL DEFAULT 0,
    after text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX reshapings_due ON reshapings (integration_id) WHERE wanted <> done;
