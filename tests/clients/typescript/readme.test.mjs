// The examples of the README, run as they stand. READY_FILE=… node --test

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const ready = JSON.parse(readFileSync(process.env.READY_FILE, "utf8"));
const env = {
  ...process.env,
  BASE_URL: ready.base_url,
  API_KEY: ready.api_key,
  INTEGRATION_ID: ready.integration_id,
};

/** The one block of a language that holds a text. */
function block(language, text) {
  const blocks = [...readme.matchAll(new RegExp("```" + language + "\\n([^]*?)```", "g"))].map((found) => found[1]);
  const fitting = blocks.filter((found) => found.includes(text));
  assert.equal(fitting.length, 1, `one ${language} block with ${text}`);
  return fitting[0];
}

test("the first call in curl yields jobs", async () => {
  const { stdout } = await run("sh", ["-c", block("sh", "curl")], { env });
  const answer = JSON.parse(stdout);
  assert.equal(answer.status, "success");
  assert.equal(answer.data.results.length, 2);
});

test("the first call in the TypeScript client yields every candidate", async () => {
  // Beside this file, so that it finds the client; it uses nothing that JavaScript lacks.
  const file = new URL(`readme-example-${process.pid}.mjs`, import.meta.url);
  writeFileSync(file, block("ts", "@kombo-api/sdk"));
  try {
    const { stdout } = await run(process.execPath, [file.pathname], { env, maxBuffer: 64 << 20 });
    assert.ok(stdout.trim().split("\n").length > 200, "a line for each candidate");
  } finally {
    rmSync(file);
  }
});
