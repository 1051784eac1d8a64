// The running service, seen by its caller, and the simulated ATS behind it.
//
// READY_FILE names the JSON file that the demo has written; PSQL the program that changes what no caller can.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

if (!process.env.READY_FILE) {
  throw new Error("READY_FILE must name the JSON file that describes the running service");
}

export const ready = JSON.parse(readFileSync(process.env.READY_FILE, "utf8"));
export const root = ready.base_url.replace(/\/v1\/*$/, "");

async function call(method, path, body) {
  const response = await fetch(`${root}/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${ready.api_key}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer.error.message}`);
  return answer.data;
}

export async function createLink(more = {}) {
  const { link } = await call("POST", "connect/create-link", {
    end_user_email: "end.user@customer.test",
    end_user_organization_name: "Acme",
    integration_category: "ATS",
    integration_tool: "gem",
    ...more,
  });
  return link;
}

export const relink = async (id) => (await call("POST", `integrations/${id}/relink`, {})).link;
export const setupLink = async (id) =>
  (await call("POST", `integrations/${id}/setup-link`, { link_type: "EMBEDDED" })).link;
export const byToken = (token) => call("GET", `connect/integration-by-token/${token}`);

/** Makes the simulated ATS fail while the work is done. */
export async function failing(fault, work) {
  const set = async (faults) => {
    const response = await fetch(`${ready.simulator_control_url}/faults`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(faults),
    });
    if (!response.ok) throw new Error(`the simulator answered ${response.status}`);
  };
  await set([fault]);
  try {
    return await work();
  } finally {
    await set([]);
  }
}

/** Has an hour pass for all links that were not used. */
export function expireLinks() {
  const sql = "UPDATE connect_links SET expires_at = now() - interval '1 second' WHERE used_at IS NULL";
  execFileSync(process.env.PSQL ?? "psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", ready.database_url, "-c", sql]);
}
