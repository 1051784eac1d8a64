// Creating applications and candidates.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  act, apply, applicationRow, candidateRow, find, openJobs, readApplication, readCandidate, refused, somebody,
  unverified,
} from "../acting.mjs";
import { client } from "../service.mjs";

/** The fields of an application's creation, as they come. */
const FIELDS = [
  "candidate", "candidate_id", "changed_at", "current_stage", "current_stage_id", "custom_fields", "id",
  "integration_fields", "job", "job_id", "outcome", "rejected_at", "rejection_reason_name", "remote_created_at",
  "remote_data", "remote_deleted_at", "remote_id", "remote_updated_at", "remote_url", "screening_question_answers",
];

test("an application is created with its candidate", async () => {
  const [job] = await openJobs();
  const stage = job.stages[1];
  const { results: [sourcer] } = (await client.ats.getUsers({ page_size: 1 })).result.data;
  const candidate = somebody({
    company: "Engines", title: "Countess", phone_number: "+44 20 1234",
    social_links: [{ url: "https://www.linkedin.com/in/ada" }],
  });
  const body = { candidate, stage_id: stage.id, sourced_by: { user_id: sourcer.id } };
  const { data, warnings, headers, body: sent } = await act((ats) => ats.createApplication({ job_id: job.id, body }));
  assert.deepEqual(warnings, []);
  assert.equal(headers.get("action-outcome"), "done");
  assert.ok(headers.get("action-id"));
  assert.equal(headers.get("idempotent-replayed"), null);
  assert.equal(headers.get("concurrency-limit"), "30");
  assert.equal(headers.get("concurrency-remaining"), "29");

  assert.deepEqual(Object.keys(sent.data).sort(), FIELDS);
  assert.deepEqual([data.outcome, data.job_id, data.job.remote_id], ["PENDING", job.id, job.remote_id]);
  assert.deepEqual([data.current_stage_id, data.current_stage.name], [stage.id, stage.name]);
  assert.deepEqual(Object.keys(sent.data.current_stage).sort(), ["id", "index", "name", "remote_id"]);
  assert.deepEqual([data.candidate_id, data.candidate.company], [data.candidate.id, "Engines"]);
  assert.ok(Array.isArray(sent.data.candidate.tags) && !("applications" in sent.data.candidate));

  const [row, application] = [await candidateRow(data.candidate), await applicationRow(data)];
  assert.deepEqual([row.first_name, row.last_name, row.title], ["Ada", "Lovelace", "Countess"]);
  assert.equal(row.social_media_addresses[0].value, "ada");
  assert.deepEqual([application.jobs[0].id, application.current_stage.id], [job.remote_id, stage.remote_id]);
  assert.equal((await find("candidates", { email: candidate.email_address })).length, 1);

  const [read, person] = [await readApplication(data), await readCandidate(data.candidate)];
  assert.deepEqual([read.candidate_id, read.current_stage_id], [data.candidate_id, stage.id]);
  assert.deepEqual(person.applications.map(({ id }) => id), [data.id]);
  for (const field of ["company", "title", "email_addresses", "phone_numbers", "social_media", "changed_at"]) {
    assert.deepEqual(person[field], data.candidate[field], field);
  }
});

test("what the ATS cannot take is warned of, and the rest is done", async () => {
  const [job] = await openJobs();
  const candidate = somebody({
    location: { country: "GB", city: "London" }, gender: "FEMALE", availability_date: new Date(),
    salary_expectations: { period: "YEAR", amount: 50_000 },
    additional_email_addresses: [{ type: "WORK", email_address: "ada@work.example" }],
    additional_phone_numbers: [{ type: "OTHER", phone_number: "+44 1" }],
    social_links: [{ url: "https://github.com/ada" }],
  });
  const body = {
    candidate, gdpr_consent: { given: true }, source: { name: "No such source" },
    screening_question_answers: [{ question_id: "q1", answer: "yes" }],
  };
  const job_id = `remote:${job.remote_id}`;
  const { data, warnings } = await act((ats) => ats.createApplication({ job_id, body }));
  assert.equal(data.job_id, job.id);
  assert.deepEqual(warnings.map(({ message }) => message.split(": ")[0]).sort(), [
    "candidate.additional_email_addresses", "candidate.additional_phone_numbers", "candidate.availability_date",
    "candidate.gender", "candidate.location", "candidate.salary_expectations", "candidate.social_links[0]",
    "gdpr_consent", "screening_question_answers", "source",
  ]);
  const read = await readCandidate(data.candidate);
  assert.deepEqual(read.email_addresses.map(({ email_address }) => email_address), [candidate.email_address]);
});

test("the source is credited by its name", async () => {
  const rows = await find("applications", {});
  const source = rows.map((row) => row.source?.public_name).find(Boolean);
  const { application } = await apply({ source: { name: source.toUpperCase() } });
  assert.equal(application.candidate.source, source);
  assert.equal((await applicationRow(application)).source.public_name, source);
  assert.equal((await readCandidate(application.candidate)).source, source);
});

test("a candidate is created for a job by the ATS's own id", async () => {
  const [job] = await openJobs();
  const candidate = somebody();
  const body = { candidate, application: { job_id: `remote:${job.remote_id}`, stage_id: job.stages[1].id } };
  const { data, warnings } = await act((ats) => ats.createCandidate(body));
  assert.deepEqual(warnings, []);
  assert.deepEqual(data, await readCandidate(data));
  assert.deepEqual(data.applications.map((application) => application.job.id), [job.id]);
  const [row, ...more] = await find("candidates", { email: candidate.email_address });
  assert.deepEqual([row.id, more.length], [data.remote_id, 0]);
  assert.equal((await readApplication(data.applications[0])).current_stage_id, job.stages[1].id);
});

test("nobody applies twice for a job", async () => {
  const { candidate, job } = await apply();
  const email_address = candidate.email_addresses[0].email_address.toUpperCase();
  const body = { candidate: somebody({ email_address }) };
  await refused((ats) => ats.createApplication({ job_id: job.id, body }), "ATS.APPLICATION_ALREADY_EXISTS", 400);
  assert.equal((await find("applications", { candidate_id: candidate.remote_id })).length, 1);
});

test("a known candidate applies for another job", async () => {
  const { candidate } = await apply();
  const [, other] = await openJobs();
  const [{ email_address }] = candidate.email_addresses;
  const body = { candidate: somebody({ first_name: "Augusta", email_address, title: "Countess" }) };
  const made = await unverified((ats) => ats.createApplication({ job_id: other.id, body }), act);
  const applications = await find("applications", { candidate_id: candidate.remote_id });
  assert.equal(applications.length, made ? 2 : 1);
  assert.equal((await find("candidates", { email: email_address })).length, 1);
  const read = await readCandidate(candidate);
  assert.deepEqual([read.first_name, read.applications.length], ["Ada", applications.length]);
  if (made) {
    assert.deepEqual([made.data.candidate_id, made.data.job_id], [candidate.id, other.id]);
    assert.deepEqual(made.warnings.map(({ message }) => message.split(": ")[0]), ["candidate.title"]);
    assert.equal((await readApplication(made.data)).candidate_id, candidate.id);
  }
});
