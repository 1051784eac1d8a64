-- How many requests an ATS key may still be used for. One row per key, whatever integrations use it, so this is the
-- one table of the work with an ATS that is not keyed by integration.
CREATE TABLE request_budgets (
    -- SHA-256 of tool, address and key.
    budget_key bytea PRIMARY KEY,
    -- As of refilled_at, or of the end of a rest if that is later.
    tokens double precision NOT NULL CHECK (tokens >= 0),
    -- What the last statement took: it can return new values only.
    taken integer NOT NULL,
    refilled_at timestamptz NOT NULL,
    -- The ATS asked for a rest until then.
    held_until timestamptz
)
-- Rows change several times a second: room beside them keeps the new versions on their page.
WITH (fillfactor = 50);
