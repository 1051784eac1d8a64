// The same request twice: done once with an Idempotency-Key, and each time without. And answers of the ATS that are lost.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { act, apply, done, find, openJobs, refused, somebody, withLostAnswer } from "../acting.mjs";

const key = () => randomUUID();

test("an application is created once", async () => {
  const [job] = await openJobs();
  const [candidate, repeated] = [somebody(), key()];
  const call = (ats, options) => ats.createApplication({ job_id: job.id, body: { candidate } }, options);
  const [first, second] = [await act(call, repeated), await act(call, repeated)];
  assert.equal(first.headers.get("idempotent-replayed"), null);
  assert.equal(second.headers.get("idempotent-replayed"), "true");
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers.get("action-id"), first.headers.get("action-id"));
  assert.equal((await find("candidates", { email: candidate.email_address })).length, 1);
});

test("a note is written once, also when both requests come at the same time", async () => {
  const { application, candidate } = await apply();
  const body = { content: "Once", content_type: "PLAIN_TEXT" };
  const call = (ats, options) => ats.addApplicationNote({ application_id: application.id, body }, options);
  const repeated = key();
  const answers = await Promise.all([done(call, repeated), done(call, repeated)]);
  const replayed = answers.map(({ headers }) => headers.get("idempotent-replayed"));
  assert.deepEqual(replayed.sort(), ["true", null].sort());
  assert.equal((await find("notes", { candidate_id: candidate.remote_id })).length, 1);
});

test("without a key it is done each time", async () => {
  const { application, candidate } = await apply();
  const body = { content: "Twice", content_type: "PLAIN_TEXT" };
  for (const time of [1, 2]) {
    await done((ats) => ats.addApplicationNote({ application_id: application.id, body }));
    assert.equal((await find("notes", { candidate_id: candidate.remote_id })).length, time);
  }
});

test("a key is good for one request", async () => {
  const { application, candidate } = await apply();
  const repeated = key();
  const note = (content) => (ats, options) =>
    ats.addApplicationNote({ application_id: application.id, body: { content, content_type: "PLAIN_TEXT" } }, options);
  await done(note("One"), repeated);
  const other = (ats) => note("Other")(ats, { headers: { "Idempotency-Key": repeated } });
  await refused(other, "PLATFORM.INPUT_INVALID", 400, "Idempotency-Key:");
  assert.equal((await find("notes", { candidate_id: candidate.remote_id })).length, 1);
});

test("a creation whose answer was lost is found in the ATS", async () => {
  const [job] = await openJobs();
  const candidate = somebody();
  const { data } = await withLostAnswer("/candidates/", () =>
    act((ats) => ats.createApplication({ job_id: job.id, body: { candidate } })));
  const rows = await find("candidates", { email: candidate.email_address });
  assert.deepEqual(rows.map(({ id }) => id), [data.candidate.remote_id]);
});

for (const options of [{}, { headers: { "Idempotency-Key": key() } }]) {
  test(`a note whose answer was lost is not written again, ${options.headers ? "with" : "without"} a key`, async () => {
    const { application, candidate } = await apply();
    const body = { content: "Once at most", content_type: "PLAIN_TEXT" };
    const call = (ats) => ats.addApplicationNote({ application_id: application.id, body }, options);
    const uncertain = () => refused(call, "REMOTE.SERVICE_UNAVAILABLE", 503, "The outcome is uncertain:");
    const first = await withLostAnswer(`/candidates/${candidate.remote_id}/activity_feed/notes`, uncertain);
    const second = await uncertain();
    for (const headers of [first, second]) assert.equal(headers.get("action-outcome"), "uncertain");
    assert.equal(second.get("action-id"), first.get("action-id"));
    assert.equal((await find("notes", { candidate_id: candidate.remote_id })).length, 1);
  });
}
