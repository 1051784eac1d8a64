// Files of the ATS through the official TypeScript client, and the links that it gets.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ready, world } from "./service.mjs";

const KINDS = { resume: "CV", cover_letter: "COVER_LETTER" };

/** A candidate with several files, ours and as the simulated ATS has it. */
async function owner() {
  const rows = (await world("candidates")).filter((row) => !row.deleted_at && row.attachments?.length > 1);
  const applied = new Set((await world("applications")).filter((row) => !row.deleted_at).map((row) => row.candidate_id));
  const row = rows.find(({ id }) => applied.has(id));
  const page = await client.ats.getCandidates({ remote_ids: [row.id] });
  return { row, candidate: page.result.data.results[0] };
}

test("the files of a candidate are listed, and their links lead to them", async () => {
  const { row, candidate } = await owner();
  const { data, warnings } = await client.ats.getCandidateAttachments({ candidate_id: candidate.id });
  assert.deepEqual(warnings, []);
  assert.deepEqual(data.results.map(({ file_name }) => file_name), row.attachments.map(({ filename }) => filename));
  assert.deepEqual(data.results.map(({ type }) => type), row.attachments.map(({ type }) => KINDS[type] ?? "OTHER"));
  const root = ready.base_url.replace(/\/v1\/?$/, "").replace(/\/+$/, "");
  for (const file of data.results) {
    assert.equal(file.candidate_id, candidate.id);
    assert.ok(file.remote_created_at instanceof Date);
    assert.ok(file.data_url.startsWith(`${root}/attachments/`), file.data_url);
    const response = await fetch(file.data_url);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /^%PDF/);
    assert.match(response.headers.get("content-disposition"), /^attachment; /);
  }
});

test("an application shows the files of its candidate", async () => {
  const { candidate } = await owner();
  const [{ id: application_id }] = candidate.applications;
  const of_application = await client.ats.getApplicationAttachments({ application_id });
  const of_candidate = await client.ats.getCandidateAttachments({ candidate_id: candidate.id });
  const ids = (answer) => answer.data.results.map(({ id }) => id);
  assert.deepEqual(ids(of_application), ids(of_candidate));
  assert.ok(ids(of_application).length > 1);
});

test("a changed link leads nowhere", async () => {
  const { candidate } = await owner();
  const { data } = await client.ats.getCandidateAttachments({ candidate_id: candidate.id });
  const response = await fetch(`${data.results[0].data_url}A`);
  assert.equal(response.status, 404);
});
