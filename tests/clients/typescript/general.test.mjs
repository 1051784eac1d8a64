// The key, the integration and the tools through the official TypeScript client.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { test } from "node:test";
import { models } from "./models.mjs";
import { client, ready } from "./service.mjs";

test("the key belongs to an environment", async () => {
  const { data } = await client.general.checkApiKey();
  assert.ok(data.environment_id);
});

test("the integration describes itself", async () => {
  const { data } = await client.general.getIntegrationDetails({ integration_id: ready.integration_id });
  assert.equal(data.id, ready.integration_id);
  assert.equal(data.tool.id, ready.integration_id.split(":")[0]);
  assert.equal(data.category, "ATS");
  assert.equal(data.status, "ACTIVE");
  assert.equal(data.setup_status, "COMPLETED");
  assert.equal(data.data_expired_at, null);
  for (const { name, model } of models.filter(({ required }) => required)) {
    const found = data.read_models.find(({ id }) => id === model);
    assert.equal(found?.coverage_status, "SUPPORTED", name);
    assert.ok(found.fields.length > 0, `${name} have fields`);
  }
});

test("the integration's tool is among the tools", async () => {
  const { data } = await client.general.getTools({ category: "ats" });
  const tool = data.tools.find(({ id }) => id === ready.integration_id.split(":")[0]);
  assert.ok(tool, "the tool is listed");
  const details = await client.general.getIntegrationDetails({ integration_id: ready.integration_id });
  for (const { id, coverage_status } of tool.coverage.read_models) {
    const own = details.data.read_models.find((known) => known.id === id);
    assert.equal(own?.coverage_status, coverage_status, id);
  }
});

test("categories without tools are empty", async () => {
  for (const category of ["hris", "assessment", "lms"]) {
    const { data } = await client.general.getTools({ category });
    assert.deepEqual(data.tools, [], category);
  }
});
