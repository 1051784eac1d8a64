// What is done to candidates that are there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, assertReadAsItIs, candidateRow, done, find, readCandidate, unverified } from "../acting.mjs";
import { walk } from "../models.mjs";
import { client } from "../service.mjs";

test("a tag is added and removed", async () => {
  const { candidate } = await apply();
  const name = `Zürich / ${candidate.id}`;
  const request = { candidate_id: candidate.id, body: { tag: { name } } };
  const add = (ats, options) => ats.addCandidateTag(request, options);
  const remove = (ats, options) => ats.removeCandidateTag(request, options);
  const tags = async () => (await readCandidate(candidate)).tags.map((tag) => tag.name);
  const listed = async () =>
    (await walk((wanted) => client.ats.getTags(wanted), { page_size: 250 })).some((tag) => tag.name === name);

  const expected = (await unverified(add)) ? [name] : [];
  assert.deepEqual((await candidateRow(candidate)).tags ?? [], expected);
  assert.deepEqual([await tags(), await listed()], [expected, expected.length === 1]);
  // It is there already.
  if (expected.length) await done(add);
  assert.deepEqual(await tags(), expected);

  await unverified(remove);
  assert.deepEqual((await candidateRow(candidate)).tags ?? [], []);
  assert.deepEqual(await tags(), []);
  // That it is not there is no failure.
  await unverified(remove);
});

test("a result link becomes a note", async () => {
  const { candidate } = await apply();
  const body = { label: "Coding test", url: "https://tests.example/2" };
  await done((ats) => ats.addCandidateResultLink({ candidate_id: candidate.id, body }));
  const notes = await find("notes", { candidate_id: candidate.remote_id });
  assert.deepEqual(notes.map((note) => note.body), ["Coding test\nhttps://tests.example/2"]);
  await assertReadAsItIs(candidate);
});
