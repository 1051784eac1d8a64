// What the tests of writes share: calls through the official client, and a look at what they did, in the simulated ATS
// and in what the service reads out. No sync runs meanwhile, so that what is read can only come from the writes.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before } from "node:test";
import { HTTPClient } from "@kombo-api/sdk";
import { KomboAtsError } from "@kombo-api/sdk/models/errors";
import { walk } from "./models.mjs";
import { client, connect, endOf, manage, ready } from "./service.mjs";

const { integration_id } = ready;

async function simulator(path, method = "GET", body = undefined) {
  const address = `${ready.simulator_control_url.replace(/\/+$/, "")}/${path}`;
  const response = await fetch(address, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

const { profile } = await simulator("");
// What is to be tested is not left to what happens to run.
assert.equal(profile, process.env.PROFILE ?? profile, "the demo has another profile than PROFILE says");

/** Whether the simulated ATS has what nobody has verified, and the integration uses it. */
export const extended = profile === "extended";

/** What the simulated ATS has: `candidates`, `applications`, `notes` or `attachments`. */
export const find = async (what, wanted) =>
  (await simulator(`find/${what}?${new URLSearchParams(wanted)}`)).rows;

/** Runs while the simulated ATS does what it is asked to POST there, and breaks the connection instead of answering. */
export async function withLostAnswer(path, run) {
  await simulator("faults", "PUT", [{ path, method: "POST", kind: "drop", after: true }]);
  try {
    const answer = await run();
    assert.deepEqual((await simulator("faults")).map(({ acted }) => acted), [1], "one answer was lost");
    return answer;
  } finally {
    await simulator("faults", "DELETE");
  }
}

const syncs = async () => (await manage(`integrations/${integration_id}/syncs`)).results.map(({ sync_id }) => sync_id);
let known;

before(async () => {
  await manage(`integrations/${integration_id}/sync-settings`, {
    method: "PATCH",
    body: { delta_every_seconds: 86_400 },
  });
  // A longer interval counts from the next sync.
  await endOf((await client.general.triggerSync({ type: "DELTA" })).data.sync_id);
  known = await syncs();
});

after(async () => assert.deepEqual(await syncs(), known, "no sync ran"));

/** Calls a function of the client's `ats`; its answer, with the headers and with the body as it came. */
export async function act(call, key) {
  const met = {};
  const http_client = new HTTPClient().addHook("response", async (response) => {
    met.headers = response.headers;
    met.body = await response.clone().json();
  });
  const options = key ? { headers: { "Idempotency-Key": key } } : {};
  return Object.assign(met, await call(connect({ http_client }).ats, options));
}

/** The same for actions that answer with nothing. */
export async function done(call, key) {
  const answer = await act(call, key);
  assert.deepEqual([answer.status, answer.data, answer.warnings], ["success", {}, []]);
  assert.equal(answer.headers.get("action-outcome"), "done");
  return answer;
}

/** Expects the client's own typed error, whose headers it returns, with a message that begins with the name of the field if one is to blame. */
export async function refused(call, code, status, begins = "") {
  let headers;
  await assert.rejects(call(client.ats, {}), (error) => {
    headers = error.headers;
    assert.ok(error instanceof KomboAtsError, `${error?.name}: ${error?.message}`);
    assert.deepEqual([error.error.code, error.statusCode], [code, status], error.error.message);
    assert.ok(error.error.message.startsWith(begins), error.error.message);
    return true;
  });
  return headers;
}

/** What nobody has verified is done in the extended profile; in the strict one it is refused, and this is null. */
export async function unverified(call, perform = done) {
  if (extended) return perform(call);
  await refused(call, "INTEGRATION.ACTION_NOT_AVAILABLE", 400);
  return null;
}

/** Somebody whom nobody knows. */
export function somebody(more = {}) {
  const email_address = `${randomUUID()}@new.example`;
  return { first_name: "Ada", last_name: "Lovelace", email_address, ...more };
}

/** Open jobs with a choice of stages. */
export const openJobs = async () =>
  (await walk((request) => client.ats.getJobs(request), { statuses: ["OPEN"], page_size: 250 })).filter(
    ({ stages }) => stages.length > 2,
  );

/** An application of somebody new, with its job. */
export async function apply(more = {}) {
  const [job] = await openJobs();
  const { data } = await act((ats) => ats.createApplication({ job_id: job.id, body: { candidate: somebody(), ...more } }));
  return { application: data, candidate: data.candidate, job };
}

const one = async (page) => {
  const { results } = (await page).result.data;
  assert.equal(results.length, 1);
  return results[0];
};

/** Records as they are read now. */
export const readApplication = ({ id }) => one(client.ats.getApplications({ ids: [id] }));
export const readCandidate = ({ id }) => one(client.ats.getCandidates({ ids: [id] }));

/** The same in the simulated ATS. */
export const candidateRow = async ({ remote_id }) => (await find("candidates", { candidate_id: remote_id }))[0];
export const applicationRow = async ({ remote_id, candidate }) =>
  (await find("applications", { candidate_id: candidate.remote_id })).find(({ id }) => id === remote_id);

/** A candidate is read as the ATS has it at this moment. */
export async function assertReadAsItIs(candidate) {
  const [row, read] = [await candidateRow(candidate), await readCandidate(candidate)];
  const applications = await find("applications", { candidate_id: candidate.remote_id });
  const ids = (list, id) => list.map((item) => item[id]).sort();
  assert.deepEqual(read.remote_updated_at, row.updated_at && new Date(row.updated_at));
  assert.deepEqual([read.first_name, ids(read.tags, "name")], [row.first_name, [...row.tags].sort()]);
  assert.deepEqual(ids(read.applications, "remote_id"), ids(applications, "id"));
}
