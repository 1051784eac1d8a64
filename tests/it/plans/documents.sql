-- The first sync touched everything within an hour, and later ones a few.
INSERT INTO documents (integration_id, model, id, changed_at, touched_at, deleted, own_hash, watch_hash, body_hash, body)
SELECT integration_id, model, id(integration_id, model, n), t.at, t.at, chance(n, 4) < 0.03, '', '', '', text_of(500)
FROM sizes, (VALUES (1, 0.2), (2, 0.0), (3, 0.1), (7, 0.2), (8, 1.5), (9, 1.0), (10, 0.3)) AS share(model, of_candidates),
     LATERAL (SELECT greatest(10, candidates * of_candidates) AS records) r,
     generate_series(0, records::bigint - 1) n,
     LATERAL (SELECT CASE WHEN chance(n, 5) < 0.03 THEN timestamptz '2026-07-01' - interval '60 days' * chance(n, 6)
                          ELSE timestamptz '2026-05-01' + interval '1 hour' * n / records END AS at) t;

INSERT INTO document_writes (integration_id, touched_at, settled_at)
SELECT integration_id, timestamptz '2026-06-01' - n * interval '1 minute', timestamptz '2026-06-01' - n * interval '1 minute'
FROM sizes, generate_series(1, 1000) n;
