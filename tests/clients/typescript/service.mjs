// The running service, the official client for it, and the simulated ATS behind it.
//
// READY_FILE names a JSON file with base_url, api_key, management_key, integration_id and simulator_control_url.

import { readFileSync } from "node:fs";
import { Kombo } from "@kombo-api/sdk";

if (!process.env.READY_FILE) {
  throw new Error("READY_FILE must name the JSON file that describes the running service");
}

/** @type {Record<"base_url" | "api_key" | "management_key" | "integration_id" | "simulator_control_url", string>} */
export const ready = JSON.parse(readFileSync(process.env.READY_FILE, "utf8"));

const base = ready.base_url.replace(/\/+$/, "");
export const serverUrl = base.endsWith("/v1") ? base : `${base}/v1`;

/** The unmodified client; only the server URL differs from a program that uses Kombo. */
export function connect(options = {}) {
  return new Kombo({
    server_url: serverUrl,
    api_key: ready.api_key,
    integration_id: ready.integration_id,
    ...options,
  });
}

export const client = connect();

const worlds = new Map();

/** Every row that the simulated ATS has of a resource, deleted ones included, those without an id left out. */
export function world(resource) {
  if (!worlds.has(resource)) worlds.set(resource, readWorld(resource));
  return worlds.get(resource);
}

async function readWorld(resource) {
  const rows = [];
  for (;;) {
    const address = `${ready.simulator_control_url.replace(/\/+$/, "")}/world/${resource}`;
    const response = await fetch(`${address}?deleted=true&offset=${rows.length}&limit=5000`);
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const page = await response.json();
    rows.push(...page.rows);
    if (rows.length >= page.total || page.rows.length === 0) return rows.filter((row) => row.id);
  }
}

/** Whether the service says that it delivers a model, by the contract's name such as `ats_offers`. */
export async function coverage(model) {
  const details = await client.general.getIntegrationDetails({ integration_id: ready.integration_id });
  const found = details.data.read_models.find((known) => known.id === model);
  return found ?? { id: model, is_available: false, fields: [] };
}

/** What the service's own management says, which the client does not know. */
export async function manage(path, { method = "GET", body } = {}) {
  const response = await fetch(`${serverUrl}/management/${path}`, {
    method,
    headers: { Authorization: `Bearer ${ready.management_key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer.error.message}`);
  return answer.data;
}

/** A sync when it has ended. */
export async function endOf(sync_id) {
  for (const deadline = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 100))) {
    const run = await manage(`syncs/${sync_id}`);
    if (run.ended_at) return run;
    if (Date.now() > deadline) throw new Error(`${sync_id} has not ended: ${JSON.stringify(run)}`);
  }
}
