// The browser, and what every page has to keep to.
//
// CHROMIUM names the program, SCREENSHOTS the folder for pictures of the pages.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./service.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = process.env.SCREENSHOTS ?? "../../target/screenshots";
mkdirSync(pictures, { recursive: true });

/** The origins of the caller's page, which the service is to know (CONNECT_ORIGINS), and of one that it does not know. */
export const CALLER = "http://127.0.0.1:61999";
export const STRANGER = "http://127.0.0.1:61998";
const known = [root, CALLER, STRANGER, "data:"];

export async function launch() {
  // Chromium refuses to run as root with its sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/** A fresh customer. When the work is done, nobody but the service and callers' pages was asked. */
export async function visit(browser, options, work) {
  const context = await browser.newContext({ viewport: { width: 800, height: 900 }, ...options });
  const elsewhere = [];
  context.on("request", (request) => {
    if (!known.some((origin) => request.url().startsWith(origin))) elsewhere.push(request.url());
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await work(page, context);
    assert.deepEqual(elsewhere, []);
  } finally {
    await context.close();
  }
}

/** The page is one that everybody can use, also on a narrow screen; a picture of it is kept. `frame` is where it is shown. */
export async function judge(page, name, frame = page.mainFrame()) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() => axe.run());
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  assert.deepEqual(told, [], `${name} is not accessible`);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const overhang = await frame.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overhang <= 0, `${name} is ${overhang} px too wide for 320 px`);
  await page.setViewportSize(size);
}
