// A link within a page of the caller's: the example of docs/connect.md, as it stands.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { CALLER, STRANGER, judge, launch, visit } from "./browser.mjs";
import { byToken, createLink, ready, root } from "./service.mjs";

const docs = readFileSync(new URL("../../docs/connect.md", import.meta.url), "utf8");
const [, example] = /```html\n([^]*?)```/.exec(docs);

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Plays the caller: its page is the example, its backend hands out links and takes tokens. */
async function play(context, link) {
  let bring;
  const brought = new Promise((resolve) => (bring = resolve));
  await context.route(`${CALLER}/**`, async (route) => {
    const request = route.request();
    switch (new URL(request.url()).pathname) {
      case "/":
        return route.fulfill({
          contentType: "text/html",
          body: `<!doctype html><html lang="en"><title>Caller</title>${example.replaceAll("https://ats.example.com", root)}</html>`,
        });
      case "/connect-link":
        return route.fulfill({ json: { link } });
      case "/connected":
        bring(request.postDataJSON().token);
        return route.fulfill({ json: {} });
      default:
        return route.abort();
    }
  });
  return { brought };
}

test("a customer connects within the caller's page, which is given the token", async () => {
  const link = await createLink();
  await visit(browser, {}, async (page, context) => {
    const { brought } = await play(context, link);
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
  const link = await createLink();
  await visit(browser, {}, async (page, context) => {
    await play(context, link);
    await page.goto(CALLER);
    const told = page.waitForEvent("console");
    await page.getByRole("button", { name: "Connect your ATS" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    assert.match((await told).text(), /closed before an account was connected/);
    assert.equal(await page.locator("iframe").count(), 0);
  });
});

test("pages of other origins show no link", async () => {
  const link = await createLink();
  await visit(browser, {}, async (page, context) => {
    await context.route(`${STRANGER}/**`, (route) =>
      route.fulfill({ contentType: "text/html", body: `<title>Stranger</title><iframe src="${link}"></iframe>` }),
    );
    const refused = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
    await page.goto(STRANGER);
    await refused;
    assert.equal(await page.frames().at(-1).locator("h1").count(), 0);
  });
});
