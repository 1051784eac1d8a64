// Forced syncs through the official TypeScript client, and what becomes of them by the service's own management.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KomboGeneralError } from "@kombo-api/sdk/models/errors";
import { client, connect, endOf, ready, serverUrl } from "./service.mjs";

async function rejects(call, code, status) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof KomboGeneralError, `${error?.name}: ${error?.message}`);
    assert.deepEqual([error.error.code, error.statusCode], [code, status]);
    return true;
  });
}

async function lastFullSync() {
  const response = await fetch(`${serverUrl}/ats/jobs?page_size=1`, {
    headers: { Authorization: `Bearer ${ready.api_key}`, "X-Integration-Id": ready.integration_id },
  });
  assert.equal(response.status, 200);
  return new Date(response.headers.get("x-last-full-sync"));
}

describe("a forced sync", () => {
  test("of everything runs, and moves the time of the last full sync", async () => {
    const before = await lastFullSync();
    const { data } = await client.general.triggerSync({});
    assert.equal(data.type, "FULL");
    assert.ok(data.sync_id);
    const again = await client.general.triggerSync({ type: "FULL" });
    assert.deepEqual(again.data, { already_queued: true, sync_id: data.sync_id, type: "FULL" });
    const run = await endOf(data.sync_id);
    assert.equal(run.state, "SUCCEEDED", JSON.stringify(run));
    assert.ok((await lastFullSync()) > before);
  });

  test("of what changed runs", async () => {
    const { data } = await client.general.triggerSync({ type: "DELTA" });
    assert.equal(data.type, "DELTA");
    const run = await endOf(data.sync_id);
    assert.deepEqual([run.type, run.state], ["DELTA", "SUCCEEDED"], JSON.stringify(run));
  });

  test("of an unknown integration", () =>
    rejects(
      connect({ integration_id: "gem:111111111111111111111111" }).general.triggerSync({}),
      "PLATFORM.INTEGRATION_NOT_FOUND",
      404,
    ));
});

describe("switching on", () => {
  const enable = (integration_id) => client.general.setIntegrationEnabled({ integration_id, body: { value: true } });
  test("what is on already changes nothing", async () => {
    assert.deepEqual(await enable(ready.integration_id), { status: "success", data: {} });
  });
  test("an unknown integration", () =>
    rejects(enable("gem:111111111111111111111111"), "PLATFORM.INTEGRATION_NOT_FOUND", 404));
});
