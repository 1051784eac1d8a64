// Failures as the official TypeScript client types them.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KomboAtsError, KomboGeneralError } from "@kombo-api/sdk/models/errors";
import { all } from "./models.mjs";
import { client, connect, ready } from "./service.mjs";

/** Expects the client's own typed error; anything else means that the error body broke its schema. */
async function rejects(call, type, code, status) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof type, `${error?.name}: ${error?.message}`);
    assert.equal(error.error.code, code);
    assert.equal(error.statusCode, status);
    assert.equal(error.status, "error");
    assert.ok(error.error.title, "the error has a title");
    assert.ok(error.error.message, "the error has a message");
    return true;
  });
}

describe("authentication", () => {
  for (const [what, api_key] of [
    ["a wrong key", "ks_dev_wrong"],
    ["a key that differs in its last character", ready.api_key.slice(0, -1) + (ready.api_key.endsWith("a") ? "b" : "a")],
    ["no key", undefined],
  ]) {
    const stranger = connect({ api_key });
    test(`${what} on a list`, () =>
      rejects(stranger.ats.getJobs({}), KomboAtsError, "PLATFORM.AUTHENTICATION_INVALID", 401));
    test(`${what} on the key check`, () =>
      rejects(stranger.general.checkApiKey(), KomboGeneralError, "PLATFORM.AUTHENTICATION_INVALID", 401));
  }
});

describe("integrations", () => {
  const unknown = "gem:111111111111111111111111";
  test("an unknown integration on a list", () =>
    rejects(
      connect({ integration_id: unknown }).ats.getCandidates({}),
      KomboAtsError,
      "PLATFORM.INTEGRATION_NOT_FOUND",
      404,
    ));
  test("an unknown integration by its path", () =>
    rejects(
      client.general.getIntegrationDetails({ integration_id: unknown }),
      KomboGeneralError,
      "PLATFORM.INTEGRATION_NOT_FOUND",
      404,
    ));
});

describe("input", () => {
  const lists = {
    applications: (request) => client.ats.getApplications(request),
    candidates: (request) => client.ats.getCandidates(request),
    jobs: (request) => client.ats.getJobs(request),
    users: (request) => client.ats.getUsers(request),
    interviews: (request) => client.ats.getInterviews(request),
    tags: (request) => client.ats.getTags(request),
    "rejection reasons": (request) => client.ats.getRejectionReasons(request),
    "application stages": (request) => client.ats.getApplicationStages(request),
  };
  for (const [name, list] of Object.entries(lists)) {
    for (const request of [{ cursor: "not a cursor" }, { page_size: 0 }, { page_size: 251 }, { page_size: -1 }]) {
      test(`${name} with ${JSON.stringify(request)}`, () =>
        rejects(list(request), KomboAtsError, "PLATFORM.INPUT_INVALID", 400));
    }
  }
  test("a cursor of another list", async () => {
    const page = await client.ats.getCandidates({ page_size: 1 });
    const cursor = page.result.data.next;
    assert.ok(cursor, "there is a second page of candidates");
    await rejects(client.ats.getJobs({ cursor }), KomboAtsError, "PLATFORM.INPUT_INVALID", 400);
  });
  test("an outcome that does not exist", () =>
    rejects(client.ats.getApplications({ outcomes: ["MAYBE"] }), KomboAtsError, "PLATFORM.INPUT_INVALID", 400));
});

describe("attachments on demand", () => {
  // Either the files with warnings, or a plain statement that there are none to be had; never an untyped failure.
  const available = async (call) => {
    try {
      const { data, warnings } = await call;
      assert.ok(Array.isArray(data.results) && Array.isArray(warnings));
    } catch (error) {
      assert.ok(error instanceof KomboAtsError, `${error?.name}: ${error?.message}`);
      assert.match(error.error.code, /^INTEGRATION\.(MODEL|ACTION)_NOT_AVAILABLE$/);
    }
  };
  test("of an application", async () => {
    const [{ id: application_id }] = await all("applications");
    await available(client.ats.getApplicationAttachments({ application_id }));
  });
  test("of a candidate", async () => {
    const [{ id: candidate_id }] = await all("candidates");
    await available(client.ats.getCandidateAttachments({ candidate_id }));
  });
});
