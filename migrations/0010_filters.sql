-- Indexes for the filters that had none, or one that did not begin with the integration.
CREATE INDEX jobs_by_employment_type ON jobs (integration_id, employment_type);
CREATE INDEX jobs_by_visibility ON jobs (integration_id, visibility);

-- A person's address is stored by every customer to whom the person has applied, and an inverted index has no leading
-- column: the integration is part of its keys.
CREATE FUNCTION email_keys(integration_id bigint, emails text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(SELECT integration_id::text || ' ' || email FROM unnest(emails) AS email);
-- A row has a key or two: there is nothing to gain from a list of keys that wait, and every search would read it.
CREATE INDEX candidates_by_email ON candidates USING gin (email_keys(integration_id, emails)) WITH (fastupdate = off);

-- A run's lease moves with every page. In an index it would cost an entry in each index of the table every time.
CREATE INDEX sync_runs_under_way ON sync_runs (state) WHERE state IN ('QUEUED', 'RUNNING');
-- Room beside rows that every page, and every run, updates: their new versions stay where they are.
ALTER TABLE sync_runs SET (fillfactor = 70);
ALTER TABLE model_syncs SET (fillfactor = 50);
-- The largest tables, of which every sync changes a little: vacuum before a fiftieth of them is dead rows, not a fifth
-- (docs/adr/0018-vacuum-and-bloat.md).
ALTER TABLE documents SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE applications SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE candidates SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE interviews SET (autovacuum_vacuum_scale_factor = 0.02);

-- Last, as readers wait from here to the end.
DROP INDEX candidates_emails;
DROP INDEX sync_runs_active;
