-- Who did what: for now, who connected an integration and switched it. Nothing is ever changed or removed: each entry holds
-- the digest of the one before it, so that a gap or a change shows.

-- The last entry of each environment. Whoever appends holds it until the transaction ends, so that entries come one after
-- the other.
CREATE TABLE audit_heads (
    environment_id bigint PRIMARY KEY REFERENCES environments,
    number bigint NOT NULL,
    digest bytea NOT NULL
);

CREATE TABLE audit_log (
    environment_id bigint NOT NULL REFERENCES environments,
    -- From 1 on, without gaps.
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    -- KEY, OPERATOR, CUSTOMER or SERVICE, and of a key its public id.
    actor_kind text NOT NULL CHECK (actor_kind IN ('KEY', 'OPERATOR', 'CUSTOMER', 'SERVICE')),
    actor_id text COLLATE "C",
    deed text COLLATE "C" NOT NULL,
    -- The public id of the integration, where the deed is about one. No reference: entries outlive integrations.
    integration text COLLATE "C",
    -- What was done it to: a public id.
    subject text COLLATE "C",
    -- Further facts, without secrets and without anything about a person. As text, so that the digest stays right.
    details text NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (environment_id, number)
);
CREATE INDEX audit_log_by_integration ON audit_log (environment_id, integration, number);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is never changed';
END
$$;
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- By which keys are named in the log. The default is for keys of before, and for those that a previous version makes.
ALTER TABLE api_keys ADD COLUMN public_id text COLLATE "C" NOT NULL
    DEFAULT replace(gen_random_uuid()::text, '-', '');
ALTER TABLE api_keys ADD CONSTRAINT api_keys_public_id_key UNIQUE (public_id);
