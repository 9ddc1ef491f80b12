// What a pinned version of the chart lacks is in view, cannot be set, and says which versions have it.
import assert from "node:assert/strict";
import { accessibilityProblems } from "../browser.mjs";
import { field, openFiles, panel, section, settledForm } from "../page.mjs";

const helmfile = (version) =>
  `releases:\n  - name: one\n    chart: gitlab/gitlab-runner\n    version: ${version}\n    values: [one.yaml]\n`;
// Since runner 18.11, which chart 0.88 installs.
const LATER = "config:runners.kubernetes.pod_disruption_budget";
// Removed from runner 18.6 on, which chart 0.83 installs.
const GONE = "config:runners.feature_flags.FF_USE_NATIVE_STEPS";
const isDisabled = (page, key) => settledForm(page).then(() => field(page, key).isDisabled());
const search = (page, key) => page.getByLabel("Find a setting").fill(key.split(".").at(-1));

export const tests = {
  "an option that comes later is disabled and says since when, and is there with that version": async ({ open }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "helmfile.yaml": helmfile("0.86.0"), "one.yaml": "concurrent: 3\n" });
    await search(page, LATER);
    assert.equal(await isDisabled(page, LATER), true);
    await page.locator(`[data-key="${LATER}"]`).getByText("Only since chart 0.88.4").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    // Another version is chosen in the form or in the panel; both write the helmfile.
    const version = await panel(page, "Version");
    await version.getByLabel("What would change with chart").selectOption("0.88.4");
    await version.getByRole("button", { name: "Pin 0.88.4" }).click();
    await version.getByText("The helmfile pins chart 0.88.4").waitFor();
    assert.equal(await isDisabled(page, LATER), false);
    assert.deepEqual(problems, []);
    await close();
  },

  "an option that is gone says until when, and is there with an older version": async ({ open }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "helmfile.yaml": helmfile("0.86.0"), "one.yaml": "concurrent: 3\n" });
    await search(page, GONE);
    assert.equal(await isDisabled(page, GONE), true);
    await page.locator(`[data-key="${GONE}"]`).getByText("Only until chart 0.82.0").waitFor();
    await search(page, "helmfile.version");
    await field(page, "helmfile:releases[].version").fill("0.81.0");
    await search(page, GONE);
    assert.equal(await isDisabled(page, GONE), false);
    assert.deepEqual(problems, []);
    await close();
  },

  "what is set can be taken out whatever the version, and above the newest checked chart all can be set": async ({ open }) => {
    const { page, problems, close } = await open();
    const config = "runners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        pod_disruption_budget = true\n";
    await openFiles(page, { "helmfile.yaml": helmfile("0.86.0"), "one.yaml": config });
    await search(page, LATER);
    assert.equal(await isDisabled(page, LATER), false);
    await page.locator(`[data-key="${LATER}"] .finding`).waitFor();
    await openFiles(page, { "helmfile.yaml": helmfile("0.99.0"), "one.yaml": "concurrent: 3\n" });
    await page.getByLabel("Find a setting").fill("");
    for (const name of ["Managers", "Jobs", "Advanced"]) {
      await section(page, name);
      await page.getByRole("button", { name: /^Show \d+ more/ }).click();
      assert.equal(await page.locator("main .lacks").count(), 0);
    }
    assert.deepEqual(problems, []);
    await close();
  },
};
