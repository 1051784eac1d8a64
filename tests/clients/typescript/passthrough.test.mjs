// Requests at the ATS's own API through the official TypeScript client.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, ready, world } from "./service.mjs";

const tool = ready.integration_id.split(":")[0];

/** What the ATS answers, with what the client makes of the warnings. */
async function pass(body) {
  const answer = await client.general.sendPassthroughRequest({ tool, api: "api", body });
  assert.equal(answer.status, "success");
  return answer;
}

test("the ATS answers a request of the caller's", async () => {
  const { data, warnings } = await pass({ method: "GET", path: "/users/", params: { per_page: "3", page: "1" } });
  assert.equal(data.status, 200);
  assert.deepEqual(warnings, []);
  const known = new Set((await world("users")).map(({ id }) => id));
  assert.equal(data.data.length, 3);
  for (const { id } of data.data) assert.ok(known.has(id), id);
  assert.ok(data.url.endsWith("/users/?page=1&per_page=3"), data.url);
  assert.match(String(data.headers["content-type"]), /json/);
});

test("the status of the ATS comes within the envelope", async () => {
  const { data } = await pass({ method: "GET", path: "/candidates/none" });
  assert.equal(data.status, 404);
});

test("an answer comes as base64 when it is asked for so", async () => {
  const request = { method: "GET", path: "/users/?per_page=1&page=1" };
  const { data } = await pass({ ...request, response_as_base64: true });
  const plain = await pass(request);
  assert.deepEqual(JSON.parse(Buffer.from(data.data, "base64").toString()), plain.data.data);
});

test("what leads out of the API is a typed error that names the field", async () => {
  const refused = (field) => (error) => {
    assert.equal(error.error.code, "PLATFORM.INPUT_INVALID");
    assert.ok(error.error.message.startsWith(`${field}: `), error.error.message);
    return true;
  };
  await assert.rejects(pass({ method: "GET", path: "/../users" }), refused("path"));
  await assert.rejects(pass({ method: "GET", path: "https://example.org/" }), refused("path"));
  await assert.rejects(pass({ method: "GET", path: "/users/", headers: { Host: "example.org" } }), refused("headers.Host"));
  const other = { tool, api: "other", body: { method: "GET", path: "/" } };
  await assert.rejects(client.general.sendPassthroughRequest(other), refused("api"));
});
