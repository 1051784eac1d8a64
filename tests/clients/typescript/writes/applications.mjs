// What is done to applications that are there.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import {
  apply, applicationRow, assertReadAsItIs, done, find, readApplication, refused, unverified,
} from "../acting.mjs";
import { all } from "../models.mjs";

const NOTE = { content_type: "PLAIN_TEXT" };

test("an application is moved to another stage", async () => {
  const { application, job } = await apply();
  const [from, to] = [application.current_stage_id, job.stages.at(-1)];
  assert.notEqual(from, to.id);
  const call = (ats, options) =>
    ats.moveApplicationToStage({ application_id: application.id, body: { stage_id: to.id } }, options);
  const moved = await unverified(call);
  const read = await readApplication(application);
  assert.deepEqual([read.current_stage_id, read.current_stage.id], moved ? [to.id, to.id] : [from, from]);
  assert.equal((await applicationRow(application)).current_stage.id === to.remote_id, moved !== null);
  // It is there already.
  if (moved) await done(call);
});

test("an application is rejected", async () => {
  const { application } = await apply();
  const [reason] = await all("rejection reasons");
  const note = `Too late. ${randomUUID()}`;
  const rejected = await unverified((ats) =>
    ats.rejectApplication({ application_id: application.id, body: { rejection_reason_id: reason.id, note } }));
  const [read, row] = [await readApplication(application), await applicationRow(application)];
  const notes = await find("notes", { text: note });
  if (!rejected) {
    assert.deepEqual([read.outcome, row.status, notes.length], ["PENDING", "active", 0]);
    return;
  }
  assert.deepEqual([read.outcome, read.rejection_reason_name], ["DECLINED", reason.name]);
  assert.deepEqual(read.rejected_at, new Date(row.rejected_at));
  assert.deepEqual([row.status, row.rejection_reason.id, notes.length], ["rejected", reason.remote_id, 1]);
});

test("a note is written, also to an application that a sync has read", async () => {
  const created = await apply();
  const synced = (await all("applications")).find(({ outcome, candidate }) => outcome === "PENDING" && candidate);
  for (const { id: application_id, candidate } of [created.application, synced]) {
    const content = `Called twice.\n“Grüße” 👋 ${randomUUID()}`;
    await done((ats) => ats.addApplicationNote({ application_id, body: { ...NOTE, content } }));
    const notes = await find("notes", { candidate_id: candidate.remote_id, text: content });
    assert.deepEqual(notes.map(({ body, visibility }) => [body, visibility]), [[content, "public"]]);
    await assertReadAsItIs(candidate);
  }
});

test("a result link becomes a note", async () => {
  const { application, candidate } = await apply();
  const body = {
    label: "Coding test", url: "https://tests.example/1",
    details: { custom_field_name_prefix: "Test ", attributes: [{ key: "Score", value: "87" }] },
  };
  await done((ats) => ats.addApplicationResultLink({ application_id: application.id, body }));
  const notes = await find("notes", { candidate_id: candidate.remote_id });
  const text = "Coding test\nhttps://tests.example/1\n\nTest Score: 87";
  assert.deepEqual(notes.map((note) => note.body), [text]);
  await assertReadAsItIs(candidate);
});

test("notes that are too long or empty are refused", async () => {
  const { application, candidate } = await apply();
  for (const content of ["", "x".repeat(10_001)]) {
    const call = (ats) => ats.addApplicationNote({ application_id: application.id, body: { ...NOTE, content } });
    await refused(call, "PLATFORM.INPUT_INVALID", 400, "content:");
  }
  assert.deepEqual(await find("notes", { candidate_id: candidate.remote_id }), []);
});
