// Connecting an account through the official TypeScript client, with a customer who has no browser.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { test } from "node:test";
import { client, connect, ready } from "./service.mjs";

const request = { end_user_email: "end.user@customer.test", end_user_organization_name: "Acme" };
const tool = ready.integration_id.split(":")[0];

/** What a form of the link's pages is answered with, where it leads. */
async function submit(link, fields) {
  const response = await fetch(link, { method: "POST", body: new URLSearchParams(fields) });
  return { status: response.status, text: await response.text() };
}

/** The customer enters a key and takes the last step. */
async function use(link) {
  const entered = await submit(link, { step: "credentials", api_key: ready.gem_api_key });
  assert.equal(entered.status, 200, entered.text);
  const { status, text } = await submit(link, { step: "finish" });
  assert.equal(status, 200, text);
  return /<output[^>]*>([^<]+)</.exec(text)?.[1];
}

const synced = async (integration_id) => {
  for (const deadline = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 500))) {
    const { data } = await client.general.getIntegrationDetails({ integration_id });
    if (data.setup_status === "COMPLETED") return data;
    assert.ok(Date.now() < deadline, `${integration_id} is ${data.setup_status}`);
  }
};

test("an account is connected, synced, and connected again", { timeout: 120_000 }, async () => {
  const origin = { end_user_origin_id: "customer-7", integration_tool: tool, enable_field_mapping: true };
  const { data } = await client.connect.createConnectionLink({ ...request, ...origin });
  const token = await use(data.link);
  const found = await client.connect.getIntegrationByToken({ token });
  assert.equal(found.data.tool, tool);
  assert.equal(found.data.end_user_origin_id, "customer-7");
  assert.equal(found.data.end_user_organization_name, "Acme");
  assert.equal(found.data.end_user_email, "end.user@customer.test");
  const integration_id = found.data.id;
  const details = await synced(integration_id);
  assert.equal(details.end_user.origin_id, "customer-7");
  const page = await connect({ integration_id }).ats.getJobs({ page_size: 1 });
  assert.equal(page.result.data.results.length, 1);

  const again = await client.general.createReconnectionLink({ integration_id, body: { language: "de" } });
  const relinked = await client.connect.getIntegrationByToken({ token: await use(again.data.link) });
  assert.equal(relinked.data.id, integration_id);

  const setup = await client.general.createSetupLink({ integration_id, body: { link_type: "EMBEDDED" } });
  assert.match(await (await fetch(setup.data.link)).text(), /<h1>Set up /);
});

test("a link that is sent to the customer hands out no token", async () => {
  const magic = { integration_category: "ATS", link_type: "MAGIC_LINK", language: "fr" };
  const { data } = await client.connect.createConnectionLink({ ...request, ...magic });
  assert.equal(await use(data.link), undefined);
});

test("what cannot be done is refused by name", async () => {
  const refused = (message) => (error) => error.error?.code === "PLATFORM.INPUT_INVALID" && message.test(error.error.message);
  await assert.rejects(client.connect.createConnectionLink(request), refused(/^integration_category: /));
  const unknown = { ...request, integration_tool: "workday" };
  await assert.rejects(client.connect.createConnectionLink(unknown), refused(/^integration_tool: allowed is /));
  await assert.rejects(client.connect.getIntegrationByToken({ token: "A".repeat(43) }), refused(/^token: /));
  const { integration_id } = ready;
  const body = { link_type: "EMBEDDED" };
  await assert.rejects(client.general.createSetupLink({ integration_id, body }), refused(/^integration_id: .*enable_filtering/));
});
