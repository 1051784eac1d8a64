-- Links by which customers connect accounts, replace credentials or set an integration up. Only the SHA-256 of what a link
-- holds is kept: 256 random bits need no password hash.
CREATE TABLE connect_links (
    connect_link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    environment_id bigint NOT NULL REFERENCES environments,
    -- By which the link is named in the audit log.
    public_id text COLLATE "C" NOT NULL CONSTRAINT connect_links_public_id_key UNIQUE,
    pass_hash bytea NOT NULL CONSTRAINT connect_links_pass_hash_key UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('CONNECT', 'RELINK', 'SETUP')),
    -- The integration that the link is about; of a link that makes one, the one that it has made.
    integration_id bigint REFERENCES integrations ON DELETE CASCADE,
    is_embedded boolean NOT NULL,
    language text NOT NULL,
    tool text NOT NULL,
    -- Who is to use it. Taken out when the link is used up.
    organization_name text NOT NULL,
    creator_email text,
    origin_id text,
    scope_config text,
    enables_filtering boolean NOT NULL,
    enables_mapping boolean NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- How often credentials were tried.
    tries integer NOT NULL DEFAULT 0,
    -- Between two steps: credentials that were accepted and what there is to choose. Sealed: AES-256-GCM, bound to
    -- (connect_links, kept, public id).
    kept bytea,
    kept_at timestamptz,
    used_at timestamptz,
    -- What the customer brought back to the caller, who asks with it which integration it was.
    handed_hash bytea CONSTRAINT connect_links_handed_hash_key UNIQUE,
    handed_until timestamptz
);
CREATE INDEX connect_links_integration ON connect_links (integration_id);
CREATE INDEX connect_links_expiry ON connect_links (expires_at);
CREATE INDEX connect_links_kept ON connect_links (kept_at) WHERE kept IS NOT NULL;

-- Whether the customer may be led to choose which applications are synced, and where fields come from.
ALTER TABLE integrations ADD COLUMN enables_filtering boolean NOT NULL DEFAULT false;
ALTER TABLE integrations ADD COLUMN enables_mapping boolean NOT NULL DEFAULT false;
