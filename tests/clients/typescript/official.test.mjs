// Every function of the official client that is not about one model is called by these tests.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { client } from "./service.mjs";

const folder = new URL(".", import.meta.url);
const tests = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith(".mjs") && !name.startsWith("node_modules"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"))
  .join("\n");

/** The functions of one part of the client, as the package has them. */
function functions(part) {
  const { constructor, ...found } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(client[part]));
  return Object.keys(found).filter((name) => typeof found[name].value === "function");
}

for (const part of ["general", "connect"]) {
  test(`all of ${part} is called`, () => {
    const known = functions(part);
    assert.ok(known.length > 0, `the client has functions in ${part}`);
    const uncalled = known.filter((name) => !new RegExp(`\\.${part}\\s*\\.${name}\\(`).test(tests));
    assert.deepEqual(uncalled, []);
  });
}
