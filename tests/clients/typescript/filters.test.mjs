// Filters through the official TypeScript client, against the same condition on the whole list.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { all, models, walk } from "./models.mjs";
import { coverage } from "./service.mjs";

const FAR_FUTURE = new Date(Date.now() + 365 * 24 * 3600 * 1000);
const listOf = (name) => models.find((known) => known.name === name).list;
const idsOf = (records) => records.map(({ id }) => id).sort();
const isAscii = (text) => /^[\x20-\x7e]+$/.test(text ?? "");

/** The filtered list holds exactly the records of the whole list that fit, and at least one. */
async function assertFilter(name, filter, fits) {
  const expected = (await all(name)).filter(fits);
  assert.ok(expected.length > 0, `some ${name} fit ${JSON.stringify(filter)}`);
  const actual = await walk(listOf(name), { page_size: 50, ...filter });
  assert.deepEqual(idsOf(actual), idsOf(expected), JSON.stringify(filter));
}

/** The first record of a list for which `pick` finds something. */
async function first(name, pick) {
  for (const record of await all(name)) {
    const found = pick(record);
    if (found) return found;
  }
  throw new Error(`no ${name} to try the filter with`);
}

describe("filters of every list", () => {
  for (const { name, list } of models.filter((known) => known.required)) {
    test(`${name} by id`, async () => {
      const ids = (await all(name)).slice(0, 3).map(({ id }) => id);
      await assertFilter(name, { ids }, ({ id }) => ids.includes(id));
    });
    test(`${name} by remote id`, async () => {
      // Commas separate the values, so values with commas cannot be asked for.
      const ids = (await all(name)).map((record) => record.remote_id).filter((id) => !id.includes(","));
      const remote_ids = ids.slice(-3);
      await assertFilter(name, { remote_ids }, ({ remote_id }) => remote_ids.includes(remote_id));
    });
    test(`${name} by two filters that exclude each other`, async (t) => {
      const [one, other] = await all(name);
      if (!other || other.remote_id.includes(",")) return t.skip("there is nothing to exclude");
      const found = await walk(list, { ids: [one.id], remote_ids: [other.remote_id] });
      assert.deepEqual(found, []);
    });
    test(`${name} by the time of their change`, async () => {
      const records = await all(name);
      assert.deepEqual(await walk(list, { updated_after: FAR_FUTURE }), []);
      const since = await walk(list, { page_size: 250, updated_after: new Date(0) });
      assert.deepEqual(idsOf(since), idsOf(records));
      const times = records.map((record) => record.changed_at.getTime()).sort((a, b) => a - b);
      const updated_after = new Date(times[Math.floor(times.length / 2)]);
      const found = new Set(idsOf(await walk(list, { page_size: 250, updated_after })));
      // Changes of linked records count too, so there may be more.
      const missing = records.filter((record) => record.changed_at > updated_after && !found.has(record.id));
      assert.deepEqual(idsOf(missing), []);
    });
  }
});

describe("applications", () => {
  for (const outcome of ["PENDING", "HIRED", "DECLINED"]) {
    test(`by the outcome ${outcome}`, () =>
      assertFilter("applications", { outcomes: [outcome] }, (record) => record.outcome === outcome));
  }
  test("by two outcomes", () =>
    assertFilter("applications", { outcomes: ["HIRED", "DECLINED"] }, ({ outcome }) =>
      ["HIRED", "DECLINED"].includes(outcome)));
  test("by job", async () => {
    const job = await first("applications", (record) => record.job);
    await assertFilter("applications", { job_ids: [job.id] }, ({ job_id }) => job_id === job.id);
    await assertFilter("applications", { job_remote_ids: [job.remote_id] }, ({ job_id }) => job_id === job.id);
  });
  test("by job and outcome", async () => {
    const { job_id, outcome } = await first("applications", (record) => record.job_id && record.outcome && record);
    await assertFilter("applications", { job_ids: [job_id], outcomes: [outcome] }, (record) =>
      record.job_id === job_id && record.outcome === outcome);
  });
  test("by current stage", async () => {
    const stage = await first("applications", (record) => record.current_stage_id);
    await assertFilter("applications", { current_stage_ids: [stage] }, (record) => record.current_stage_id === stage);
  });
  test("by the time of their creation", async () => {
    const times = (await all("applications")).map((record) => record.remote_created_at).filter(Boolean);
    const remote_created_after = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    const found = await walk(listOf("applications"), { page_size: 250, remote_created_after });
    const ids = new Set(idsOf(found));
    const later = (await all("applications")).filter((record) => record.remote_created_at > remote_created_after);
    assert.ok(later.every(({ id }) => ids.has(id)), "all that were created later are there");
    const day = remote_created_after.toISOString().slice(0, 10);
    assert.ok(found.every((record) => record.remote_created_at.toISOString().slice(0, 10) >= day), "none is older");
  });
});

describe("candidates", () => {
  const hasEmail = (email) => (record) =>
    record.email_addresses?.some(({ email_address }) => email_address?.toLowerCase() === email.toLowerCase());
  test("by e-mail address in any case", async () => {
    const email = await first("candidates", (record) =>
      record.email_addresses?.map(({ email_address }) => email_address).find(isAscii));
    await assertFilter("candidates", { email }, hasEmail(email));
    await assertFilter("candidates", { email: email.toUpperCase() }, hasEmail(email));
  });
  test("by name in any case", async () => {
    const { first_name, last_name } = await first("candidates", (record) =>
      isAscii(record.first_name) && isAscii(record.last_name) && record);
    const same = (one, other) => one?.toLowerCase() === other.toLowerCase();
    await assertFilter("candidates", { first_name: first_name.toUpperCase() }, (record) =>
      same(record.first_name, first_name));
    await assertFilter("candidates", { first_name, last_name: last_name.toLowerCase() }, (record) =>
      same(record.first_name, first_name) && same(record.last_name, last_name));
  });
  test("by job", async () => {
    const job = await first("candidates", (record) => record.applications.find(({ job }) => job)?.job);
    await assertFilter("candidates", { job_ids: [job.id] }, (record) =>
      record.applications.some((application) => application.job?.id === job.id));
  });
});

describe("jobs", () => {
  test("by status", async () => {
    const status = await first("jobs", (record) => record.status);
    await assertFilter("jobs", { statuses: [status] }, (record) => record.status === status);
  });
  test("by several statuses", () =>
    assertFilter("jobs", { statuses: ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"] }, ({ status }) =>
      ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"].includes(status)));
  test("by code", async () => {
    const code = await first("jobs", ({ job_code }) => job_code && !job_code.includes(",") && job_code);
    await assertFilter("jobs", { job_codes: [code] }, ({ job_code }) => job_code === code);
  });
  test("by posting URL", async () => {
    const post_url = await first("jobs", (record) => record.post_url);
    await assertFilter("jobs", { post_url }, (record) => record.post_url === post_url);
  });
  test("by part of the name", async () => {
    const part = await first("jobs", ({ name }) => isAscii(name) && name.length > 4 && name.slice(1, 4));
    await assertFilter("jobs", { name_contains: part }, ({ name }) =>
      name?.toLowerCase().includes(part.toLowerCase()));
  });
  for (const [filter, field, value] of [
    ["employment_types", "employment_type", "FULL_TIME"],
    ["visibilities", "visibility", "PUBLIC"],
  ]) {
    test(`by ${field}, if the ATS has it`, async () => {
      const { fields } = await coverage("ats_jobs");
      if (fields.find(({ id }) => id === field)?.coverage_status === "SUPPORTED") {
        await assertFilter("jobs", { [filter]: [value] }, (record) => record[field] === value);
        return;
      }
      assert.deepEqual(await walk(listOf("jobs"), { [filter]: [value] }), []);
      const ignored = { page_size: 250, [filter]: [value], ignore_unsupported_filters: true };
      assert.deepEqual(idsOf(await walk(listOf("jobs"), ignored)), idsOf(await all("jobs")));
    });
  }
});

describe("other lists", () => {
  test("interviews by job", async () => {
    const job = await first("interviews", (record) => record.application?.job);
    await assertFilter("interviews", { job_ids: [job.id] }, (record) => record.application?.job?.id === job.id);
  });
  test("users by e-mail address in any case", async () => {
    const emails = (await all("users")).map(({ email }) => email).filter(isAscii).slice(0, 2);
    assert.ok(emails.length > 0, "users have addresses");
    const wanted = new Set(emails.map((email) => email.toLowerCase()));
    await assertFilter("users", { emails: emails.map((email) => email.toUpperCase()) }, ({ email }) =>
      wanted.has(email?.toLowerCase()));
  });
  test("roles by scope", async (t) => {
    if (!(await coverage("ats_roles")).is_available) return t.skip("the service says that it has none");
    const { scope } = await first("roles", (record) => record.scope && record);
    await assertFilter("roles", { scopes: [scope] }, (record) => record.scope === scope);
  });
});
