// The worker that advises: the page is there before it, goes on without it, and takes no answer about other files.
import assert from "node:assert/strict";
import { accessibilityProblems, findings } from "../browser.mjs";

const field = (page, key) => page.locator(`[data-key="${key}"]`).locator("input, textarea, select").first();
const section = (page, name) => page.getByRole("navigation").getByRole("button", { name }).click();
const text = (page) => page.getByRole("region", { name: /\.ya?ml$/ }).innerText();
const MODULE = "**/evenkeel-worker_bg.wasm";

export const tests = {
  "the page can be used before the checks are there": async ({ open, origin }) => {
    const { page, problems, close } = await open();
    await findings(page);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(MODULE, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${origin}/?again`);
    await page.getByText("Checking…").waitFor();
    await section(page, "Managers");
    await field(page, "values:replicas").fill("many");
    assert.match(await text(page), /replicas: many/);
    release();
    // The answer is about what was typed meanwhile.
    await (await findings(page)).getByText("replicas").first().waitFor();
    await page.locator('[data-key="values:replicas"] .finding').waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "a finding goes when its field is right, and is fixed from its field as one step": async ({ open }) => {
    const { page, problems, close } = await open();
    await section(page, "Managers");
    const replicas = field(page, "values:replicas");
    const finding = page.locator('[data-key="values:replicas"] .finding');
    await replicas.fill("many");
    await finding.waitFor();
    await replicas.fill("2");
    await finding.waitFor({ state: "detached" });
    await section(page, "Jobs");
    await field(page, "config:runners.kubernetes.memory_request").fill("512m");
    const wrong = page.locator('[data-key="config:runners.kubernetes.memory_request"] .finding');
    await wrong.waitFor();
    const before = await text(page);
    await wrong.getByRole("button").first().click();
    await wrong.waitFor({ state: "detached" });
    assert.match(await text(page), /memory_request = "512Mi?"\n/);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await text(page), before);
    await wrong.waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "says so when the checks cannot be loaded, goes on, and starts them again": async ({ open, origin }) => {
    const { page, close } = await open();
    await page.route(MODULE, (route) => route.abort());
    await page.goto(`${origin}/?again`);
    const list = page.getByRole("region", { name: "Findings" });
    await list.getByText("The checks stopped").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await section(page, "Managers");
    await field(page, "values:replicas").fill("many");
    assert.match(await text(page), /replicas: many/);
    await page.unroute(MODULE);
    await list.getByRole("button", { name: "Start them again" }).click();
    await page.locator('[data-key="values:replicas"] .finding').waitFor();
    await close();
  },

  "says so when the checks break": async ({ open, origin }) => {
    const { page, close } = await open();
    const broken = 'postMessage("0;"); onmessage = () => { throw new Error("out of thin air"); };';
    await page.route("**/worker.js", (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: broken }));
    await page.goto(`${origin}/?again`);
    await page.getByText("out of thin air").waitFor();
    await section(page, "Managers");
    await field(page, "values:replicas").fill("7");
    assert.match(await text(page), /replicas: 7/);
    assert.equal(await page.locator("#broken").isHidden(), true);
    await close();
  },

  "checks of another version are not listened to": async ({ open, origin }) => {
    const { page, close } = await open();
    const other = 'postMessage("Hello");';
    await page.route("**/worker.js", (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: other }));
    await page.goto(`${origin}/?again`);
    await page.getByText("of another version than the page").waitFor();
    await close();
  },
};
