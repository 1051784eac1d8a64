// Every list of the official TypeScript client, page by page, against the simulated ATS's own account.
//
// Run: npm ci, then READY_FILE=… node --test
// With page_size 1 long lists are walked for 300 records; WALK=full walks them to the end.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KomboAtsError } from "@kombo-api/sdk/models/errors";
import { models, walk } from "./models.mjs";
import { coverage } from "./service.mjs";

const FEW = process.env.WALK === "full" ? Infinity : 300;
const SIZES = [
  { page_size: 250, limit: Infinity },
  { page_size: 7, limit: Infinity },
  { page_size: 1, limit: FEW },
];

function assertNoRepeats(values, what) {
  assert.equal(new Set(values).size, values.length, `${what} repeat`);
}

function assertHolds(records, expected, what) {
  const actual = new Set(records.map((record) => record.remote_id));
  const missing = [...expected.must].filter((id) => !actual.has(id));
  const comparable = records.filter((record) => !expected.forgets || record.remote_deleted_at === null);
  const surplus = comparable
    .map((record) => record.remote_id)
    .filter((id) => !expected.must.has(id) && !expected.may.has(id));
  assert.deepEqual({ missing, surplus }, { missing: [], surplus: [] }, what);
}

for (const { name, model, required, list, expected } of models) {
  describe(name, () => {
    for (const include_deleted of [false, true]) {
      test(include_deleted ? "with deleted records" : "live records only", async (t) => {
        if (!required && !(await coverage(model)).is_available) {
          t.skip("the service says that it has none");
          return;
        }
        const whole = await walk(list, { page_size: 250, include_deleted });
        const known = new Set(whole.map((record) => record.id));
        for (const { page_size, limit } of SIZES) {
          const records = await walk(list, { page_size, include_deleted }, limit);
          const what = `${name} by ${page_size}`;
          assert.ok(records.every((record) => known.has(record.id)), `${what} are those by 250`);
          assert.equal(records.length, limit === Infinity ? whole.length : Math.min(whole.length, limit), what);
          assertNoRepeats(records.map((record) => record.id), `ids of ${what}`);
          assertNoRepeats(records.map((record) => record.remote_id), `remote ids of ${what}`);
        }
        if (!include_deleted) {
          assert.ok(whole.every((record) => record.remote_deleted_at === null), `${name} are live`);
        }
        if (expected) {
          assertHolds(whole, await expected(include_deleted), name);
          assert.ok(whole.length > 0, `there are ${name} to compare`);
        }
      });
    }

    test("are served if and only if the service says so", async () => {
      const { is_available } = await coverage(model);
      if (required) assert.ok(is_available, `${name} are available`);
      if (is_available) {
        await list({ page_size: 1 });
      } else {
        await assert.rejects(list({ page_size: 1 }), (error) => {
          assert.ok(error instanceof KomboAtsError, String(error));
          assert.equal(error.error.code, "INTEGRATION.MODEL_NOT_AVAILABLE");
          return true;
        });
      }
    });
  });
}

test("deleted records say when they were deleted", async () => {
  const { list, expected } = models.find(({ name }) => name === "candidates");
  const { must: live } = await expected(false);
  for (const record of await walk(list, { page_size: 250, include_deleted: true })) {
    assert.equal(record.remote_deleted_at === null, live.has(record.remote_id), record.remote_id);
  }
});
