// helmfile's environments: one is chosen, and the form shows and writes what is so in it.
import assert from "node:assert/strict";
import { accessibilityProblems, findings } from "../browser.mjs";
import { field, openFiles, panel, section, text, value } from "../page.mjs";

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
};
