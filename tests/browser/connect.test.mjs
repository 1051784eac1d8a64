// The pages for customers, in a real browser.
//
// Run: npm ci, then READY_FILE=… node --test

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { judge, launch, visit } from "./browser.mjs";
import { byToken, createLink, expireLinks, failing, ready, relink, setupLink } from "./service.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const heading = (page) => page.locator("h1").textContent();
const problems = (page) => page.locator(".problems").textContent();

/** Enters a key as somebody without a mouse would. */
async function enter(page, key) {
  await page.locator("#api_key").fill(key);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

const finish = (page) => Promise.all([page.waitForEvent("load"), page.locator("button[value=finish]").click()]);

test("a good key connects the account, and the link is used up", async () => {
  const link = await createLink({ enable_filtering: true });
  await visit(browser, {}, async (page) => {
    await page.goto(link);
    assert.equal(await heading(page), "Connect Gem");
    assert.ok(await page.getByText("Candidates (", { exact: false }).first().isVisible());
    await judge(page, "connect");
    await enter(page, ready.gem_api_key);
    assert.equal(await heading(page), "One last step");
    await judge(page, "choices");
    const users = page.getByLabel("Gem user in whose name notes are written");
    await users.selectOption({ index: 1 });
    await finish(page);
    assert.equal(await heading(page), "Done");
    await judge(page, "done");
    const found = await byToken(await page.locator("output").textContent());
    assert.equal(found.end_user_organization_name, "Acme");
    await page.goto(link);
    assert.equal(await heading(page), "This link has been used");
    await judge(page, "used");
    await page.goto(await setupLink(found.id));
    assert.equal(await heading(page), "Set up Gem");
    await judge(page, "setup");
    await finish(page);
    assert.equal(await heading(page), "Done");
  });
});

test("it all works without JavaScript", async () => {
  const link = await createLink();
  await visit(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(link);
    await enter(page, "wrong");
    assert.match(await problems(page), /Gem does not know this key/);
    await enter(page, ready.gem_api_key);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Use other credentials" }).click()]);
    assert.equal(await heading(page), "Connect Gem");
    await enter(page, ready.gem_api_key);
    await finish(page);
    assert.equal((await byToken(await page.locator("output").textContent())).tool, "gem");
  });
});

test("what went wrong is told, with the focus on it", async () => {
  const link = await createLink();
  await visit(browser, {}, async (page) => {
    await page.goto(link);
    await enter(page, "");
    assert.match(await problems(page), /Gem key is missing/);
    assert.equal(await page.evaluate(() => document.activeElement.className), "problems");
    await judge(page, "missing");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "api_key");
    await enter(page, "wrong");
    assert.match(await problems(page), /Gem does not know this key/);
    assert.equal(await page.getByLabel("Gem key").inputValue(), "", "what was entered is not shown again");
    await judge(page, "wrong-key");
    await failing({ path: "/users", kind: "status", status: 403 }, () => enter(page, ready.gem_api_key));
    assert.match(await problems(page), /does not give access/);
    await judge(page, "no-access");
    await failing({ path: "/users", kind: "drop" }, () => enter(page, ready.gem_api_key));
    assert.match(await problems(page), /cannot be reached/);
    await judge(page, "unreachable");
    await enter(page, ready.gem_api_key);
    assert.equal(await heading(page), "One last step");
  });
});

test("a link that has expired, and one that never was", async () => {
  const link = await createLink();
  expireLinks();
  await visit(browser, { locale: "de-DE" }, async (page) => {
    await page.goto(link);
    assert.equal(await heading(page), "This link has expired");
    await judge(page, "expired");
    await page.goto(link.slice(0, -3));
    assert.equal(await heading(page), "Diesen Link gibt es nicht");
    await judge(page, "unknown");
  });
});

test("tried too often, a link is blocked", async () => {
  const link = await createLink();
  await visit(browser, {}, async (page) => {
    await page.goto(link);
    for (let tries = 0; tries < 10; tries += 1) await enter(page, "wrong");
    await page.goto(link);
    assert.equal(await heading(page), "This link is blocked");
    await judge(page, "blocked");
  });
});

test("an integration is given other credentials", async () => {
  await visit(browser, {}, async (page) => {
    await page.goto(await createLink({ language: "en" }));
    await enter(page, ready.gem_api_key);
    await finish(page);
    const { id } = await byToken(await page.locator("output").textContent());
    await page.goto(await relink(id));
    assert.equal(await heading(page), "Connect Gem again");
    await judge(page, "relink");
    await enter(page, ready.gem_api_key);
    await finish(page);
    assert.match(await page.locator("main").textContent(), /uses the new credentials from now on/);
    await judge(page, "relinked");
    assert.equal((await byToken(await page.locator("output").textContent())).id, id);
  });
});

for (const language of ["de", "fr", "it", "es"]) {
  test(`the pages are usable in ${language}`, async () => {
    const link = await createLink({ language, link_type: "MAGIC_LINK" });
    await visit(browser, {}, async (page) => {
      await page.goto(link);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
      await judge(page, `connect-${language}`);
      await enter(page, ready.gem_api_key);
      await judge(page, `choices-${language}`);
      await finish(page);
      // Whoever was sent the link has nothing to take back.
      assert.equal(await page.locator("output").count(), 0);
      await judge(page, `done-${language}`);
    });
  });
}
