-- Other customers, with a past: environments, keys, integrations, and what their syncs left behind.

INSERT INTO environments (public_id, name, created_at)
SELECT 'other' || n, 'other' || n, '2026-01-01' FROM generate_series(1, 500) n;

INSERT INTO api_keys (environment_id, name, key_hash, permissions, created_at)
SELECT environment_id, 'key', sha256((environment_id || ' ' || n)::bytea), '{read}', '2026-01-01'
FROM environments, generate_series(1, 10) n;

-- Nothing of theirs is due.
INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at, next_delta_at,
                          next_full_at)
SELECT 'gem:' || environment_id || '-' || n, environment_id, 'gem', 'Acme', '', '2026-01-01', '2030-01-01', '2030-01-01'
FROM environments, generate_series(1, 5) n WHERE public_id LIKE 'other%';

INSERT INTO scope_configs (environment_id, public_id, name, is_default, settings, created_at)
SELECT environment_id, 'scope' || n, 'scope' || n, n = 1, '{}', '2026-01-01'
FROM environments, generate_series(1, 10) n WHERE public_id LIKE 'other%';

INSERT INTO created_records (integration_id, model, id, created_at)
SELECT integration_id, 9, 'id' || n, '2026-06-01' FROM integrations, generate_series(1, 10) n;

INSERT INTO model_syncs (integration_id, model, read_until, delta_ended_at, full_ended_at)
SELECT integration_id, model, '2026-06-01', '2026-06-01', '2026-06-01' FROM integrations, generate_series(1, 14) model
ON CONFLICT DO NOTHING;

INSERT INTO sync_runs (integration_id, public_id, kind, state, started_at, ended_at, holder, lease_until)
SELECT integration_id, 'run' || integration_id || '-' || n, 'DELTA', 'SUCCEEDED', '2026-06-01', '2026-06-01', '', '2026-06-01'
FROM integrations, generate_series(1, 20) n WHERE public_id LIKE '%-%';

INSERT INTO sync_marks (integration_id, sync_run_id, model, pass, read, page, ids)
SELECT integration_id, sync_run_id, 9, 'candidates', 1, page, array_fill('id'::text, ARRAY[100])
FROM sync_runs, generate_series(1, 2) page WHERE public_id LIKE 'run%-1';

INSERT INTO document_writes (integration_id, touched_at, settled_at)
SELECT integration_id, '2026-06-01', '2026-06-01' FROM integrations, generate_series(1, 10) n;

INSERT INTO own_writes (integration_id, model, id, written_at)
SELECT integration_id, 9, 'id' || n, '2026-06-01' FROM integrations, generate_series(1, 10) n;

INSERT INTO quarantine (integration_id, resource, remote_id, path, reason, seen_at)
SELECT integration_id, 'candidates', n, '$', 'odd', '2026-06-01' FROM integrations, generate_series(1, 10) n;

INSERT INTO request_budgets (budget_key, tokens, taken, refilled_at)
SELECT sha256(n::text::bytea), 1, 0, '2026-06-01' FROM generate_series(1, 3000) n;

INSERT INTO integration_fields (integration_id, model, kind, key, passthrough)
SELECT integration_id, 7, 'CUSTOM', 'key' || n, true FROM integrations, generate_series(1, 10) n;

INSERT INTO custom_fields (environment_id, model, key, created_at)
SELECT environment_id, 7, 'key' || n, '2026-01-01' FROM environments, generate_series(1, 10) n;

INSERT INTO field_sources (integration_id, model, target, key, source_kind, source_key)
SELECT integration_id, 7, 'CUSTOM_FIELD', 'key' || n, 'CUSTOM', 'key' || n FROM integrations, generate_series(1, 10) n;

INSERT INTO changes (integration_id, model, id, kind, fields, changed_at, written_at)
SELECT integration_id, 9, 'id' || n, 'UPDATED', '{title}', '2026-06-01', '2026-06-01' FROM integrations, generate_series(1, 10) n;

INSERT INTO forgotten_changes (integration_id, change_id) SELECT integration_id, 1 FROM integrations;

-- Their records follow.
INSERT INTO reshapings (integration_id, wanted, done) SELECT integration_id, 9, 9 FROM integrations;

ANALYZE environments, scope_configs, created_records, api_keys, integrations, model_syncs, sync_runs, sync_marks,
        document_writes, own_writes, quarantine, request_budgets, integration_fields, custom_fields, field_sources, reshapings,
        changes, forgotten_changes;
