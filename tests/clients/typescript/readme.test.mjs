// The examples of the README, run as they stand. READY_FILE=… node --test

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const { stdout } = await run("sh", ["-c", block("sh", "page_size")], { env });
  const answer = JSON.parse(stdout);
  assert.equal(answer.status, "success");
  assert.equal(answer.data.results.length, 2);
});

test("an export in curl is a whole list", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "readme-"));
  try {
    await run("sh", ["-c", block("sh", "/export")], { env, cwd });
    const lines = readFileSync(join(cwd, "jobs.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
    assert.ok(lines[0].export.continue_with.updated_after);
    assert.equal(lines.at(-1).end.records, lines.length - 2);
  } finally {
    rmSync(cwd, { recursive: true });
  }
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
