// What a plain service does: one query that assembles a page of candidates from ordinary tables, behind a key check.
// Its text goes out as Postgres made it. Settings: PORT, POOL, and libpq's variables.
import { createHash } from "node:crypto";
import fastify from "fastify";
import pg from "pg";

const pool = new pg.Pool({ max: Number(process.env.POOL) });

const CALLER = {
  name: "caller",
  text: `SELECT k.permissions, i.integration_id FROM api_keys k
         LEFT JOIN integrations i ON i.environment_id = k.environment_id AND i.public_id = $2
         WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
};

const PAGE = {
  name: "page",
  text: `SELECT json_build_object('status', 'success', 'data', json_build_object(
    'next', max(c.id),
    'results', coalesce(json_agg(json_build_object(
      'id', c.id, 'remote_id', c.remote_id, 'first_name', c.first_name, 'last_name', c.last_name,
      'company', c.company, 'title', c.title, 'confidential', c.confidential, 'source', c.source,
      'phone_numbers', c.phone_numbers, 'email_addresses', c.email_addresses, 'social_media', c.social_media,
      'location', null, 'custom_fields', c.custom_fields, 'integration_fields', '[]'::json, 'remote_url', null,
      'remote_created_at', c.remote_created_at, 'remote_updated_at', c.remote_updated_at, 'remote_data', null,
      'changed_at', c.changed_at, 'remote_deleted_at', null,
      'applications', (
        SELECT coalesce(json_agg(json_build_object(
          'id', a.id, 'remote_id', a.remote_id, 'outcome', a.outcome,
          'rejection_reason_name', a.rejection_reason_name, 'rejected_at', a.rejected_at, 'remote_url', null,
          'changed_at', a.changed_at, 'remote_created_at', a.remote_created_at, 'remote_updated_at', a.remote_updated_at,
          'current_stage', CASE WHEN s.id IS NOT NULL THEN json_build_object(
            'id', s.id, 'name', s.name, 'remote_id', s.remote_id, 'index', s.index) END,
          'job', CASE WHEN j.id IS NOT NULL THEN json_build_object(
            'id', j.id, 'name', j.name, 'remote_id', j.remote_id) END
        ) ORDER BY a.remote_created_at), '[]'::json)
        FROM plain.applications a
        LEFT JOIN plain.stages s ON s.integration_id = a.integration_id AND s.id = a.current_stage_id
        LEFT JOIN plain.jobs j ON j.integration_id = a.integration_id AND j.id = a.job_id
        WHERE a.integration_id = c.integration_id AND a.candidate_id = c.id),
      'tags', (
        SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'remote_id', t.remote_id)
                                 ORDER BY ct.place), '[]'::json)
        FROM plain.candidate_tags ct
        JOIN plain.tags t ON t.integration_id = ct.integration_id AND t.id = ct.tag_id
        WHERE ct.integration_id = c.integration_id AND ct.candidate_id = c.id)
    ) ORDER BY c.id), '[]'::json)))::text AS page
  FROM (SELECT * FROM plain.candidates WHERE integration_id = $1 AND id > $2 ORDER BY id LIMIT $3) c`,
};

const app = fastify();

app.addHook("onRequest", async (request, reply) => {
  const key = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const hash = createHash("sha256").update(key).digest();
  const { rows } = await pool.query({ ...CALLER, values: [hash, request.headers["x-integration-id"]] });
  if (!rows.length || !rows[0].permissions.includes("read")) return reply.code(401).send({ status: "error" });
  if (rows[0].integration_id === null) return reply.code(404).send({ status: "error" });
  request.integration = rows[0].integration_id;
});

app.get("/candidates", async (request, reply) => {
  const { after = "", page_size: size = "100" } = request.query;
  const { rows } = await pool.query({ ...PAGE, values: [request.integration, after, Number(size)] });
  return reply.type("application/json").send(rows[0].page);
});

await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
