-- Webhooks: who is told, of what, and what became of it (docs/webhooks.md).

CREATE TABLE webhook_endpoints (
    environment_id bigint NOT NULL REFERENCES environments,
    webhook_endpoint_id bigint GENERATED ALWAYS AS IDENTITY,
    public_id text COLLATE "C" NOT NULL,
    url text NOT NULL,
    description text,
    -- Of which types; empty for all.
    event_types text[] COLLATE "C" NOT NULL,
    -- Only events of these integrations; empty for all, and for events of none.
    integrations text[] COLLATE "C" NOT NULL,
    -- The secrets that sign, each sealed; the second one until `old_secret_until`.
    secret bytea NOT NULL,
    old_secret bytea,
    old_secret_until timestamptz,
    enabled boolean NOT NULL DEFAULT true,
    -- Why the service switched it off; null when somebody did.
    switched_off_because text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, webhook_endpoint_id),
    UNIQUE (public_id)
);
CREATE UNIQUE INDEX webhook_endpoints_by_key ON webhook_endpoints (webhook_endpoint_id);

-- How an endpoint fares. A table of its own, written by every delivery.
CREATE TABLE webhook_health (
    webhook_endpoint_id bigint PRIMARY KEY REFERENCES webhook_endpoints (webhook_endpoint_id) ON DELETE CASCADE,
    -- Tries that failed since the last success.
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    -- Nothing is sent before; then one delivery is tried, as long as there are failures enough.
    resting_until timestamptz,
    last_success_at timestamptz
);

-- What happened, as it is told: written in the transaction in which it happens.
CREATE TABLE webhook_events (
    environment_id bigint NOT NULL REFERENCES environments,
    webhook_event_id bigint GENERATED ALWAYS AS IDENTITY,
    public_id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    -- Null where it is about no integration.
    integration_id bigint REFERENCES integrations,
    -- The data of the payload, as JSON; sealed by nothing: it names the integration's end user.
    data text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    -- Only for this endpoint: a test. Null for all that want it.
    only_for bigint,
    -- When deliveries were made of it.
    spread_at timestamptz,
    PRIMARY KEY (environment_id, webhook_event_id),
    UNIQUE (public_id)
);
CREATE UNIQUE INDEX webhook_events_by_key ON webhook_events (webhook_event_id);
CREATE INDEX webhook_events_to_spread ON webhook_events (webhook_event_id) WHERE spread_at IS NULL;
CREATE INDEX webhook_events_by_time ON webhook_events (environment_id, at);
CREATE INDEX webhook_events_by_integration ON webhook_events (integration_id) WHERE integration_id IS NOT NULL;

CREATE TABLE webhook_deliveries (
    webhook_endpoint_id bigint NOT NULL REFERENCES webhook_endpoints (webhook_endpoint_id) ON DELETE CASCADE,
    webhook_event_id bigint NOT NULL REFERENCES webhook_events (webhook_event_id) ON DELETE CASCADE,
    state text COLLATE "C" NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'DEAD')),
    -- Since it was made or replayed.
    tries integer NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL,
    -- Whoever sends it has it until then.
    leased_until timestamptz,
    -- When it was made, or replayed last.
    begun_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (webhook_endpoint_id, webhook_event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_endpoint_id, next_try_at) WHERE state = 'PENDING';
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (webhook_event_id);

-- Each time something was sent; kept for 30 days.
CREATE TABLE webhook_tries (
    webhook_endpoint_id bigint NOT NULL REFERENCES webhook_endpoints (webhook_endpoint_id) ON DELETE CASCADE,
    webhook_try_id bigint GENERATED ALWAYS AS IDENTITY,
    webhook_event_id bigint NOT NULL REFERENCES webhook_events (webhook_event_id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    milliseconds integer NOT NULL,
    -- Null where no answer came; then `mishap` says why.
    status smallint,
    mishap text COLLATE "C",
    PRIMARY KEY (webhook_endpoint_id, webhook_try_id)
);
CREATE INDEX webhook_tries_by_event ON webhook_tries (webhook_event_id);
CREATE INDEX webhook_tries_by_time ON webhook_tries (at);

-- Models of an integration that were changed and not told of yet: combined into one event.
CREATE TABLE untold_changes (
    integration_id bigint PRIMARY KEY REFERENCES integrations,
    -- One bit per model, by its code.
    models integer NOT NULL,
    -- The first of these changes.
    since timestamptz NOT NULL
);
CREATE INDEX untold_changes_by_time ON untold_changes (since);
