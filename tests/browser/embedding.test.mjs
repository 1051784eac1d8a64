// A link within a page of the caller's: the example of docs/connect.md, as it stands.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { CALLER, STRANGER, judge, launch, visit } from "./browser.mjs";
import { byToken, createLink, ready, root } from "./service.mjs";

const docs = readFileSync(new URL("../../docs/connect.md", import.meta.url), "utf8");
const [, example] = /```html\n([^]*?)```/.exec(docs);

let browser;
let servers;
before(async () => {
  browser = await launch();
  servers = [await serve(CALLER, play), await serve(STRANGER, (_request, answer) => answer.end(frameOf(link)))];
});
after(async () => {
  for (const server of servers ?? []) server.close();
  await browser?.close();
});

/** The link that the caller's backend has, and what to do with the token that it is brought. */
let link;
let bring;

const frameOf = (address) => `<!doctype html><title>Stranger</title><iframe src="${address}"></iframe>`;

function serve(origin, answer) {
  const server = createServer(answer);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(Number(port), hostname, () => resolve(server));
  });
}

/** The caller: its page is the example, its backend hands out links and takes tokens. */
async function play(request, answer) {
  const body = (await request.toArray()).join("");
  if (request.url === "/connect-link") return answer.end(JSON.stringify({ link }));
  if (request.url === "/connected") {
    bring(JSON.parse(body).token);
    return answer.end();
  }
  const here = example.replaceAll("https://ats.example.com", root);
  answer.setHeader("Content-Type", "text/html");
  return answer.end(`<!doctype html><html lang="en"><title>Caller</title>${here}</html>`);
}

test("a customer connects within the caller's page, which is given the token", async () => {
  link = await createLink();
  const brought = new Promise((resolve) => (bring = resolve));
  await visit(browser, {}, async (page) => {
    await page.goto(CALLER);
    await page.getByRole("button", { name: "Connect your ATS" }).click();
    const frame = page.frameLocator("iframe");
    await frame.getByLabel("Gem key").fill(ready.gem_api_key);
    await judge(page, "embedded", page.frames().at(-1));
    await frame.getByRole("button", { name: "Connect" }).click();
    await frame.getByRole("button", { name: "Finish" }).click();
    assert.equal((await byToken(await brought)).tool, "gem");
    await page.locator("iframe").waitFor({ state: "detached" });
  });
});

test("a customer who closes the dialog has connected nothing", async () => {
  link = await createLink();
  await visit(browser, {}, async (page) => {
    await page.goto(CALLER);
    const told = page.waitForEvent("console", (message) => message.text().includes("closed before"));
    await page.getByRole("button", { name: "Connect your ATS" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await told;
    assert.equal(await page.locator("iframe").count(), 0);
  });
});

test("pages of other origins show no link", async () => {
  link = await createLink();
  await visit(browser, {}, async (page) => {
    const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await page.goto(STRANGER);
    await refused;
    assert.doesNotMatch(await page.frames().at(-1).content(), /Connect Gem/);
  });
});
