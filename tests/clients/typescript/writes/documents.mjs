// The examples of the documents that write, run as they stand.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { apply, extended, find, openJobs, somebody } from "../acting.mjs";
import { all } from "../models.mjs";
import { client, ready, serverUrl } from "../service.mjs";

const page = (path) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
const blocks = (text, language) =>
  [...text.matchAll(new RegExp("```" + language + "\\n([^]*?)```", "g"))].map((found) => found[1]);

test("the README's application in curl", async () => {
  const [example, ...more] = blocks(page("README.md"), "sh").filter((block) => block.includes("/applications"));
  assert.equal(more.length, 0);
  const [job] = await openJobs();
  const { base_url: BASE_URL, api_key: API_KEY, integration_id: INTEGRATION_ID } = ready;
  const env = { ...process.env, BASE_URL, API_KEY, INTEGRATION_ID, JOB_ID: job.id };
  for (const _time of [1, 2]) {
    const { stdout } = await promisify(execFile)("sh", ["-c", example], { env });
    const answer = JSON.parse(stdout);
    assert.equal(answer.status, "success", stdout);
    const [{ email_address }] = answer.data.candidate.email_addresses;
    assert.equal((await find("candidates", { email: email_address })).length, 1);
  }
});

test("the requests on the page of actions", async (t) => {
  const text = page("docs/actions.md");
  const rows = [...text.matchAll(/^\|.*\| `([A-Z]+ \S+)` \|.*\| (\S+) \|$/gm)];
  const confirmed = rows.filter((row) => row[2] === "confirmed").map((row) => row[1]);
  const examples = blocks(text, "http");
  assert.deepEqual([rows.length, examples.length], [11, 11], "every action, and an example of it");
  const { application, candidate, job } = await apply();
  const { results: [user] } = (await client.ats.getUsers({ page_size: 1 })).result.data;
  const [reason] = await all("rejection reasons");
  const [, other] = job.stages;
  for (const example of examples) {
    const [, method, path, body] = example.match(/^(\S+) \/v1(\S+)\n\n([^]*)$/);
    await t.test(`${method} ${path}`, async () => {
      const filled = path
        .replace("{application_id}", application.id)
        .replace("{candidate_id}", candidate.id)
        .replace("{job_id}", job.id);
      const values = {
        EMAIL: somebody().email_address, STAGE_ID: other.id, JOB_ID: job.id, USER_ID: user.id,
        REJECTION_REASON_ID: reason.id,
      };
      const response = await fetch(`${serverUrl}${filled}`, {
        method,
        headers: {
          Authorization: `Bearer ${ready.api_key}`,
          "X-Integration-Id": ready.integration_id,
          "Content-Type": "application/json",
        },
        body: body.replace(/"([A-Z_]+)"/g, (found, name) => (values[name] ? `"${values[name]}"` : found)),
      });
      const answer = await response.json();
      if (!extended && !confirmed.includes(`${method} /v1${path}`)) {
        assert.equal(answer.error?.code, "INTEGRATION.ACTION_NOT_AVAILABLE", JSON.stringify(answer));
        return;
      }
      assert.deepEqual([answer.status, answer.warnings], ["success", []], JSON.stringify(answer));
    });
  }
});
