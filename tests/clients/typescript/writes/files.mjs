// Files: sent as data, and fetched by the service from an address within its own network that the demo trusts.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { act, apply, assertReadAsItIs, find, openJobs, refused, somebody, unverified } from "../acting.mjs";

const PDF = Buffer.from("%PDF-1.7\nAda's life");
const LETTER = Buffer.from("Dear all,\n“hello” from Ada\n");
const asked = [];
let origin;

const server = createServer((request, response) => {
  asked.push(request.url);
  if (request.url !== "/letter.txt") return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }).end(LETTER);
});

// It must not keep a run that failed from ending.
server.unref();

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const cv = () => ({ name: "cv.pdf", type: "CV", content_type: "application/pdf", data: PDF.toString("base64") });
const letter = () => ({ name: "letter.txt", type: "COVER_LETTER", data_url: `${origin}/letter.txt` });
const kept = (name, type, content_type, bytes) => ({
  filename: name, type, content_type, length: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex"),
});
const CV = kept("cv.pdf", "resume", "application/pdf", PDF);
const COVER_LETTER = kept("letter.txt", "cover_letter", "text/plain", LETTER);

/** The files of a candidate in the simulated ATS, by name. */
async function filesOf(candidate) {
  const rows = await find("attachments", { candidate_id: candidate.remote_id });
  const plain = rows.map(({ candidate_id, created_at, ...file }) => file);
  return plain.sort((one, other) => one.filename.localeCompare(other.filename));
}

test("an application comes with its files", async () => {
  const { candidate } = await apply({ attachments: [cv(), letter()] });
  assert.deepEqual(await filesOf(candidate), [CV, COVER_LETTER]);
});

test("a candidate comes with its files", async () => {
  const [job] = await openJobs();
  const body = { candidate: somebody(), application: { job_id: job.id }, attachments: [letter(), cv()] };
  const { data } = await act((ats) => ats.createCandidate(body));
  assert.deepEqual(await filesOf(data), [CV, COVER_LETTER]);
});

test("a file is attached to an application, by its address", async () => {
  const { application, candidate } = await apply();
  const before = asked.length;
  const body = { attachment: letter() };
  const attached = await unverified((ats) => ats.addApplicationAttachment({ application_id: application.id, body }));
  assert.deepEqual(await filesOf(candidate), attached ? [COVER_LETTER] : []);
  assert.equal(asked.length - before, attached ? 1 : 0, "nothing is fetched that cannot be taken");
  await assertReadAsItIs(candidate);
});

test("a file is attached to a candidate, as data", async () => {
  const { candidate } = await apply();
  const body = { attachment: cv() };
  const attached = await unverified((ats) => ats.addCandidateAttachment({ candidate_id: candidate.id, body }));
  assert.deepEqual(await filesOf(candidate), attached ? [CV] : []);
  await assertReadAsItIs(candidate);
});

test("files that cannot be had are refused, and nobody is created", async () => {
  const [job] = await openJobs();
  for (const [file, begins] of [
    [{ ...letter(), data_url: `${origin}/missing.txt` }, "attachments[0].data_url:"],
    [{ ...letter(), data_url: "http://127.0.0.2/letter.txt" }, "attachments[0].data_url:"],
    [{ ...cv(), content_type: "image/png" }, "attachments[0].data:"],
    [{ ...cv(), data: Buffer.alloc(7_000_001).toString("base64"), content_type: "text/plain" }, "attachments[0].data:"],
    [{ ...cv(), data_url: `${origin}/letter.txt` }, "attachments[0]:"],
    [{ name: "cv.pdf", type: "CV", data: PDF.toString("base64") }, "attachments[0]:"],
  ]) {
    const candidate = somebody();
    const body = { candidate, attachments: [file] };
    await refused((ats) => ats.createApplication({ job_id: job.id, body }), "PLATFORM.INPUT_INVALID", 400, begins);
    assert.deepEqual(await find("candidates", { email: candidate.email_address }), []);
  }
});
