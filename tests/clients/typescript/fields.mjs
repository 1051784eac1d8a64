// Fields of the ATS and custom fields through the official TypeScript client. What is changed is given back.
//
// By itself, after the tests that compare the whole account. Run: npm ci, then READY_FILE=… node --test fields.mjs

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ready, serverUrl } from "./service.mjs";

const { integration_id } = ready;

/** All entries of a list of the client. */
async function entries(pages) {
  const found = [];
  for await (const page of await pages) found.push(...page.result.data.results);
  return found;
}

/** A page of jobs with what the client's types leave out. */
async function jobs() {
  const headers = { Authorization: `Bearer ${ready.api_key}`, "X-Integration-Id": integration_id };
  const response = await fetch(`${serverUrl}/ats/jobs?page_size=250`, { headers });
  assert.equal(response.status, 200);
  return (await response.json()).data.results;
}

/** Stored records follow a change within seconds. */
async function until(all) {
  for (const deadline = Date.now() + 30_000; ; await new Promise((done) => setTimeout(done, 100))) {
    const found = await jobs();
    if (found.every(all)) return found;
    assert.ok(Date.now() < deadline, `some do not follow: ${JSON.stringify(found.find((job) => !all(job)))}`);
  }
}

test("a field of the ATS is passed through for as long as it is wanted", async () => {
  const fields = await entries(client.general.getIntegrationFields({ integration_id, page_size: 50 }));
  assert.equal(new Set(fields.map(({ id }) => id)).size, fields.length);
  const field = fields.find(({ model, key, type }) => model === "ats_jobs" && key === "created_at" && type === "DEFAULT");
  assert.deepEqual([field.is_passthrough_enabled, field.is_writable], [false, false]);
  const pass = (enable_passthrough) =>
    client.general.updateIntegrationField({
      integration_id,
      integration_field_id: field.id,
      body: { enable_passthrough },
    });
  try {
    const { data } = await pass(true);
    assert.deepEqual(data, { ...field, is_passthrough_enabled: true });
    const shown = await until((job) => job.integration_fields.length === 1);
    for (const { integration_fields: [passed], remote_created_at } of shown) {
      assert.deepEqual({ ...passed, value: null }, { id: field.id, key: "created_at", type: "DEFAULT", label: field.label, value: null });
      assert.equal(Date.parse(passed.value), Date.parse(remote_created_at));
    }
  } finally {
    await pass(null);
  }
  await until((job) => job.integration_fields.length === 0);
});

test("a custom field is fed from another field of the ATS, and from its own again", async () => {
  const custom = await entries(client.general.getCustomFields({ integration_id, page_size: 5 }));
  const offices = custom.find(({ model, key }) => model === "ats_jobs" && key === "offices");
  const fields = await entries(client.general.getIntegrationFields({ integration_id }));
  const status = fields.find(({ model, key }) => model === "ats_jobs" && key === "status");
  const feed = (integration_field_id) =>
    client.general.updateCustomFieldMapping({
      integration_id,
      custom_field_id: offices.id,
      body: { integration_field_id },
    });
  try {
    const { data } = await feed(status.id);
    assert.equal(data.integration_field.id, status.id);
    await until((job) => typeof job.custom_fields.offices === "string");
    assert.equal((await feed(null)).data.integration_field, null);
    await until((job) => job.custom_fields.offices === null);
  } finally {
    await feed(offices.integration_field.id);
  }
  await until((job) => Array.isArray(job.custom_fields.offices));
  await assert.rejects(feed("nonsense"), (error) => {
    assert.equal(error.statusCode, 400);
    assert.match(error.body, /integration_field_id/);
    return true;
  });
});
