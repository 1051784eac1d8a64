// Deleting the integration through the official TypeScript client, and restoring it as its operator. It disturbs all other
// tests, so that it runs alone and is found under its name only.
//
// Run: npm ci, then READY_FILE=… node --test deleting.mjs

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { client, endOf, manage, ready } from "./service.mjs";

const { integration_id } = ready;
const listed = async () => {
  const { results } = await manage("integrations");
  return results.find(({ id }) => id === integration_id);
};
const restore = () => manage(`integrations/${integration_id}/restore`, { method: "POST", body: {} });

after(async () => {
  if ((await listed()).state === "DELETED") await restore();
});

test("a deleted integration is unknown until it is restored", async () => {
  const before = (await client.ats.getJobs({})).result.data.results.map(({ id }) => id);
  assert.ok(before.length > 0);
  const { results: syncs } = await manage(`integrations/${integration_id}/syncs`);
  const answer = await client.general.deleteIntegration({ integration_id, body: {} });
  assert.deepEqual(answer, { status: "success", data: {} });

  for (const ask of [
    () => client.ats.getJobs({}),
    () => client.general.getIntegrationDetails({ integration_id }),
    () => client.general.deleteIntegration({ integration_id, body: {} }),
  ]) {
    await assert.rejects(ask, (error) => {
      assert.equal(error.statusCode, 404, `${error?.name}: ${error?.message}`);
      assert.match(error.body, /"PLATFORM\.INTEGRATION_NOT_FOUND"/);
      return true;
    });
  }
  const { state, deleted_at, erase_at } = await listed();
  assert.equal(state, "DELETED");
  assert.equal(new Date(erase_at) - new Date(deleted_at), 14 * 24 * 60 * 60 * 1000);

  assert.equal((await restore()).state, "ACTIVE");
  const restored = (await client.ats.getJobs({})).result.data.results.map(({ id }) => id);
  assert.deepEqual(restored, before);
  const known = new Set(syncs.map(({ sync_id }) => sync_id));
  let begun;
  for (const deadline = Date.now() + 60_000; !begun; await new Promise((done) => setTimeout(done, 100))) {
    const { results } = await manage(`integrations/${integration_id}/syncs`);
    begun = results.find(({ sync_id }) => !known.has(sync_id));
    assert.ok(begun || Date.now() < deadline, "a sync begins at once");
  }
  assert.equal((await endOf(begun.sync_id)).state, "SUCCEEDED");
});
