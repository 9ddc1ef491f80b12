// The engine in its worker: the page is there before it, waits for it, keeps the files when it breaks, and never shows what
// another state of the documents or another version of the engine says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { accessibilityProblems, findings } from "../browser.mjs";
import { field, section, text, value } from "../page.mjs";
import { unzip } from "../zip.mjs";

const MODULE = "**/evenkeel-worker_bg.wasm";
const replaced = (page, body) =>
  page.route("**/worker.js", (route) => route.fulfill({ status: 200, contentType: "text/javascript", body }));

export const tests = {
  "the page can be looked at before the engine is there": async ({ open, origin }) => {
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
    assert.deepEqual(await accessibilityProblems(page), []);
    await section(page, "Managers");
    await page.getByRole("heading", { name: "Managers" }).waitFor();
    assert.equal(await page.locator("main").getAttribute("aria-busy"), "true");
    release();
    assert.equal(await value(page, "values:replicas"), "3");
    await findings(page);
    assert.deepEqual(problems, []);
    await close();
  },

  "nothing that is typed is lost while the engine is slow": async ({ open, origin }) => {
    const { page, problems, close } = await open();
    const real = await (await page.request.get(`${origin}/worker.js`)).text();
    // Each answer comes a fifth of a second late, so that many keystrokes wait for it.
    await replaced(page, `${real}\nconst say = self.postMessage.bind(self);\nself.postMessage = (text) => setTimeout(say, 200, text);`);
    await page.goto(`${origin}/?again`);
    await section(page, "Managers");
    assert.equal(await value(page, "values:replicas"), "3");
    await field(page, "values:replicas").click();
    await field(page, "values:replicas").fill("");
    await page.keyboard.type("12345", { delay: 30 });
    assert.equal(await field(page, "values:replicas").inputValue(), "12345");
    await field(page, "values:concurrent").fill("7");
    assert.equal(await field(page, "values:replicas").inputValue(), "12345");
    // What is downloaded right now has it all.
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    const values = unzip(await readFile(await download.path())).get("values/gitlab-runner.yaml").toString();
    assert.match(values, /^replicas: 12345$/m);
    assert.match(values, /^concurrent: 7$/m);
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

  "says so when the engine cannot be loaded, and starts it again": async ({ open, origin }) => {
    const { page, close } = await open();
    await page.route(MODULE, (route) => route.abort());
    await page.goto(`${origin}/?again`);
    const list = page.getByRole("region", { name: "Findings" });
    await list.getByText("The engine stopped").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.unroute(MODULE);
    await list.getByRole("button", { name: "Start it again" }).click();
    await section(page, "Managers");
    await field(page, "values:replicas").fill("many");
    assert.match(await text(page), /replicas: many/);
    await page.locator('[data-key="values:replicas"] .finding').waitFor();
    await close();
  },

  "when the engine breaks the files are as they were, and another goes on with them": async ({ open, origin }) => {
    const { page, close } = await open();
    const real = await (await page.request.get(`${origin}/worker.js`)).text();
    const breaking = `${real}\nconst hear = self.onmessage;\nself.onmessage = (event) => {\n  if (String(event.data).includes("thin-air")) throw new Error("out of thin air");\n  hear(event);\n};`;
    await replaced(page, breaking);
    await page.goto(`${origin}/?again`);
    await section(page, "Managers");
    await field(page, "values:replicas").fill("7");
    const before = await text(page);
    await page.getByLabel("Find a setting").fill("fullnameOverride");
    await field(page, "values:fullnameOverride").fill("thin-air");
    await page.getByText("out of thin air").waitFor();
    assert.equal(await text(page), before);
    assert.equal(await field(page, "values:fullnameOverride").isDisabled(), true);
    assert.equal(await page.locator("#broken").isHidden(), true);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    assert.equal(unzip(await readFile(await download.path())).get("values/gitlab-runner.yaml").toString(), before);
    await page.getByRole("button", { name: "Start it again" }).click();
    await field(page, "values:fullnameOverride").fill("fine");
    assert.match(await text(page), /^replicas: 7$/m);
    assert.match(await text(page), /^fullnameOverride: fine$/m);
    await close();
  },

  "an engine of another version is not listened to": async ({ open, origin }) => {
    const { page, close } = await open();
    await replaced(page, 'postMessage("Hello");');
    await page.goto(`${origin}/?again`);
    await page.getByText("of another version than the page").waitFor();
    await close();
  },
};
