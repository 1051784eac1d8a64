// Switching the integration off and on through the official TypeScript client. It disturbs all other tests, so that it
// runs alone and is found under its name only.
//
// Run: npm ci, then READY_FILE=… node --test switching.mjs

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { KomboAtsError } from "@kombo-api/sdk/models/errors";
import { client, endOf, manage, ready } from "./service.mjs";

const { integration_id } = ready;
const set = (value) => client.general.setIntegrationEnabled({ integration_id, body: { value } });
const status = async () => (await client.general.getIntegrationDetails({ integration_id })).data.status;

after(() => set(true));

test("an integration is switched off and on", async () => {
  const { results: before } = await manage(`integrations/${integration_id}/syncs`);
  assert.deepEqual(await set(false), { status: "success", data: {} });
  assert.equal(await status(), "INACTIVE");
  await assert.rejects(client.ats.getJobs({}), (error) => {
    assert.ok(error instanceof KomboAtsError, `${error?.name}: ${error?.message}`);
    assert.deepEqual([error.error.code, error.statusCode], ["INTEGRATION.INACTIVE", 403]);
    return true;
  });
  // The client types the eight codes of the platform only where it asks for a sync: it still tells the status.
  await assert.rejects(client.general.triggerSync({}), (error) => {
    assert.equal(error.statusCode, 403, `${error?.name}: ${error?.message}`);
    assert.match(error.body, /"INTEGRATION\.INACTIVE"/);
    return true;
  });

  await set(true);
  assert.equal(await status(), "ACTIVE");
  await client.ats.getJobs({});
  const known = new Set(before.map(({ sync_id }) => sync_id));
  let begun;
  for (const deadline = Date.now() + 60_000; !begun; ) {
    const { results } = await manage(`integrations/${integration_id}/syncs`);
    begun = results.find(({ sync_id }) => !known.has(sync_id));
    assert.ok(begun || Date.now() < deadline, "a sync begins at once");
  }
  const run = await endOf(begun.sync_id);
  assert.deepEqual([run.type, run.cause, run.state], ["FULL", "SCHEDULE", "SUCCEEDED"], JSON.stringify(run));
});
