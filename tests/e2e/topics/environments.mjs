// helmfile's environments: one is chosen, and the form shows and writes what is so in it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessibilityProblems, findings } from "../browser.mjs";
import { field, openFiles, panel, section, text, value } from "../page.mjs";
import { unzip } from "../zip.mjs";

const run = promisify(execFile);

const FILES = {
  "helmfile.yaml.gotmpl": [
    "environments:",
    "  dev:",
    "  prod:",
    "---",
    "releases:",
    "  - name: one",
    "    chart: gitlab/gitlab-runner",
    "    values: [all.yaml, '{{ .Environment.Name }}.yaml']",
    "",
  ].join("\n"),
  "all.yaml": "concurrent: 10\n",
  "dev.yaml": "concurrent: 2\n",
  "prod.yaml": "concurrent: 50\nreplicas: many\n",
};

export const tests = {
  "there is nothing to choose where a helmfile has no environments": async ({ open }) => {
    const { page, problems, close } = await open();
    assert.equal(await page.getByLabel("Environment").count(), 0);
    await openFiles(page, FILES);
    assert.deepEqual(await page.getByLabel("Environment").locator("option").allInnerTexts(), ["default", "dev", "prod"]);
    assert.deepEqual(problems, []);
    await close();
  },

  "the form shows and writes the values of the chosen one, and so do findings and panels": async ({ open }) => {
    const { page, problems, close } = await open();
    await openFiles(page, FILES);
    await section(page, "Managers");
    const concurrent = field(page, "values:concurrent");
    assert.equal(await value(page, "values:concurrent"), "10");
    // What is wrong in another environment is not said about this one.
    assert.equal(await (await findings(page)).getByText("replicas").count(), 0);
    await page.getByLabel("Environment").selectOption("prod");
    assert.equal(await value(page, "values:concurrent"), "50");
    await (await findings(page)).getByText("replicas").first().waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await concurrent.fill("60");
    assert.match(await text(page), /^concurrent: 60\n/);
    await page.getByRole("region", { name: "prod.yaml" }).waitFor();
    await concurrent.focus();
    const places = (await panel(page, "Why")).locator(".place");
    await places.nth(1).waitFor();
    assert.match(await places.nth(0).innerText(), /prod\.yaml:1\s+60\s+counts/);
    assert.match(await places.nth(1).innerText(), /all\.yaml:1\s+10\s+hidden/);
    await page.getByLabel("Environment").selectOption("dev");
    assert.equal(await value(page, "values:concurrent"), "2");
    // Undo takes the text back and leaves what is looked at.
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await value(page, "values:concurrent"), "2");
    await page.getByLabel("Environment").selectOption("prod");
    assert.equal(await value(page, "values:concurrent"), "50");
    assert.deepEqual(problems, []);
    await close();
  },

  "a runner like another and an environment are added as the command line adds them": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    const add = async (button, label, name) => {
      await page.getByRole("button", { name: button }).click();
      await page.getByLabel(label).fill(name);
      await page.keyboard.press("Enter");
    };
    await add("+ Add one like this", "Name of the runner like this one", "arm");
    await page.getByRole("status").getByText("runner added").waitFor();
    await add("+ Add an environment", "Name of the new environment", "prod");
    await page.getByLabel("Environment").waitFor();
    assert.equal(await page.getByLabel("Environment").inputValue(), "prod");
    await section(page, "Managers");
    await field(page, "values:concurrent").fill("60");
    assert.match(await text(page), /^concurrent: 60$/m);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
    const files = unzip(await readFile(await download.path()));
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-environment-"));
    try {
      await run(binary, ["generate", "--preset", "article", "--out", folder]);
      await run(binary, ["runner", "add", "arm", "--like", "gitlab-runner", folder]);
      await run(binary, ["environment", "add", "prod", "--release", "arm", folder]);
      await run(binary, ["set", "--release", "arm", "-e", "prod", "values:concurrent=60", folder]);
      const made = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const names = made.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
      assert.deepEqual([...files.keys()], names);
      for (const name of names) assert.equal(files.get(name).toString(), await readFile(join(folder, name), "utf8"), name);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    assert.deepEqual(problems, []);
    await close();
  },
};
