// Requests that do not fit, each with the error that the official client knows.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apply, extended, find, openJobs, readApplication, refused, somebody } from "../acting.mjs";
import { walk } from "../models.mjs";
import { client, connect } from "../service.mjs";

const INVALID = "PLATFORM.INPUT_INVALID";
const UNKNOWN = "1".repeat(24);
const create = (job_id, body) => (ats) => ats.createApplication({ job_id, body });

describe("a creation", () => {
  test("with an address that is none", async () => {
    const [job] = await openJobs();
    for (const email_address of ["ada", "", "ada@", "a b@new.example"]) {
      const call = create(job.id, { candidate: somebody({ email_address }) });
      await refused(call, INVALID, 400, "candidate.email_address:");
    }
  });

  test("without a name", async () => {
    const [job] = await openJobs();
    await refused(create(job.id, { candidate: somebody({ last_name: "" }) }), INVALID, 400, "candidate.last_name:");
  });

  test("for a job that is closed", async () => {
    const [closed] = await walk((request) => client.ats.getJobs(request), { statuses: ["CLOSED"] });
    const candidate = somebody();
    await refused(create(closed.id, { candidate }), "ATS.JOB_CLOSED", 400);
    const body = { candidate, application: { job_id: `remote:${closed.remote_id}` } };
    await refused((ats) => ats.createCandidate(body), "ATS.JOB_CLOSED", 400);
    assert.deepEqual(await find("candidates", { email: candidate.email_address }), []);
  });

  test("for a job that does not exist", async () => {
    for (const id of [UNKNOWN, "remote:nothing", "?"]) {
      // The path names it.
      await refused(create(id, { candidate: somebody() }), INVALID, 404, "job_id:");
    }
    const body = { candidate: somebody(), application: { job_id: UNKNOWN } };
    await refused((ats) => ats.createCandidate(body), INVALID, 400, "application.job_id:");
  });

  test("in a stage that does not exist, or is another job's", async () => {
    const [job, other] = await openJobs();
    const candidate = somebody();
    for (const stage_id of [UNKNOWN, other.stages[0].id]) {
      await refused(create(job.id, { candidate, stage_id }), INVALID, 400, "stage_id:");
    }
    assert.deepEqual(await find("candidates", { email: candidate.email_address }), []);
  });

  test("by somebody who does not exist", async () => {
    const [job] = await openJobs();
    const body = { candidate: somebody(), sourced_by: { user_id: UNKNOWN } };
    await refused(create(job.id, body), INVALID, 400, "sourced_by.user_id:");
  });
});

describe("a change", () => {
  test("of an application or candidate that does not exist", async () => {
    const note = { content: "Hello", content_type: "PLAIN_TEXT" };
    const link = { label: "Test", url: "https://tests.example/3" };
    const application = { application_id: UNKNOWN };
    await refused((ats) => ats.addApplicationNote({ ...application, body: note }), INVALID, 404, "application_id:");
    await refused((ats) => ats.addApplicationResultLink({ ...application, body: link }), INVALID, 404, "application_id:");
    await refused(
      (ats) => ats.addCandidateResultLink({ candidate_id: UNKNOWN, body: link }), INVALID, 404, "candidate_id:");
  });

  test("to a stage that does not exist, or is another job's", { skip: !extended }, async () => {
    const { application, job } = await apply();
    const others = (await openJobs()).filter(({ id }) => id !== job.id);
    for (const stage_id of [UNKNOWN, others[0].stages[0].id]) {
      const call = (ats) => ats.moveApplicationToStage({ application_id: application.id, body: { stage_id } });
      await refused(call, INVALID, 400, "stage_id:");
    }
    assert.equal((await readApplication(application)).current_stage_id, application.current_stage_id);
  });

  test("for a rejection reason that does not exist", { skip: !extended }, async () => {
    const { application } = await apply();
    const body = { rejection_reason_id: UNKNOWN };
    const call = (ats) => ats.rejectApplication({ application_id: application.id, body });
    await refused(call, INVALID, 400, "rejection_reason_id:");
    assert.equal((await readApplication(application)).outcome, "PENDING");
  });

  test("with a link that is none", async () => {
    const { application, candidate } = await apply();
    const body = { label: "Test", url: "nowhere" };
    const call = (ats) => ats.addApplicationResultLink({ application_id: application.id, body });
    await refused(call, INVALID, 400, "url:");
    assert.deepEqual(await find("notes", { candidate_id: candidate.remote_id }), []);
  });

  test("with a key that is wrong", async () => {
    const { application } = await apply();
    const body = { content: "Hello", content_type: "PLAIN_TEXT" };
    const stranger = connect({ api_key: "ks_dev_wrong" }).ats;
    const call = () => stranger.addApplicationNote({ application_id: application.id, body });
    await refused(call, "PLATFORM.AUTHENTICATION_INVALID", 401);
  });
});
