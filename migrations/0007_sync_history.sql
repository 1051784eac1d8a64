-- The runs of an integration, the latest first, as operators list them.
CREATE INDEX sync_runs_history ON sync_runs (integration_id, sync_run_id DESC);
-- Nothing reads runs by the time they were begun.
DROP INDEX sync_runs_by_integration;
