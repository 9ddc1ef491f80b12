// What the page explains beside findings: where a value comes from, what the numbers buy, what must be allowed.
import assert from "node:assert/strict";
import { accessibilityProblems } from "../browser.mjs";
import { field, openFiles, panel, section, text } from "../page.mjs";

const HELMFILE = "releases:\n  - name: one\n    chart: gitlab/gitlab-runner\n    values: [all.yaml, one.yaml]\n";

export const tests = {
  "says why a key has its value, what that hides, and what would be without it": async ({ open }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "helmfile.yaml": HELMFILE, "all.yaml": "concurrent: 20\nreplicas: 3\n", "one.yaml": "# ours\nconcurrent: 30\n" });
    await section(page, "Managers");
    await page.getByRole("button", { name: "Why", exact: true }).click();
    await page.getByText("Go to a field").waitFor();
    await field(page, "values:concurrent").focus();
    const why = await panel(page, "Why");
    const places = why.locator(".place");
    await places.nth(1).waitFor();
    assert.match(await places.nth(0).innerText(), /one\.yaml:2\s+30\s+counts/);
    assert.match(await places.nth(1).innerText(), /all\.yaml:1\s+20\s+hidden/);
    assert.match(await why.innerText(), /If no file set it, the chart would use 10/);
    await places.nth(1).getByRole("button").click();
    await page.getByRole("region", { name: "all.yaml" }).waitFor();
    // It is about the files as they are.
    await field(page, "values:concurrent").fill("40");
    await places.nth(0).getByText("40").waitFor();
    await field(page, "values:replicas").focus();
    await why.getByText("all.yaml:2").waitFor();
    assert.equal(await places.count(), 1);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(problems, []);
    await close();
  },

  "says what the numbers buy on assumed nodes, and takes the nodes for the findings too": async ({ open }) => {
    const { page, problems, close } = await open();
    const before = await text(page);
    let capacity = await panel(page, "Capacity");
    await capacity.getByText("Jobs in parallel").waitFor();
    assert.match(await capacity.innerText(), /3 managers/);
    // The inputs of a row stand on one line, however long their labels are.
    const tops = await capacity.locator(".nodes :is(input, select)").evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
    assert.deepEqual([...new Set(tops)].length, 1, `${tops}`);
    await capacity.getByLabel("Nodes").fill("zone-a=4,zone-b=4");
    await capacity.getByLabel("CPU").fill("16");
    await capacity.getByLabel("Memory").fill("64Gi");
    await capacity.getByLabel("Price per hour").fill("0.5");
    await capacity.getByText("Jobs on your 8 nodes").waitFor();
    const costs = capacity.locator("dt", { hasText: "An idle hour costs" }).locator("xpath=following-sibling::dd[1]");
    await page.waitForFunction((cell) => cell.textContent === "4.00", await costs.elementHandle());
    assert.deepEqual(await accessibilityProblems(page), []);
    // Nothing of it gets into the files.
    assert.equal(await text(page), before);
    await capacity.getByLabel("Nodes").fill("many");
    await capacity.getByText("neither a number nor ZONE=NUMBER").waitFor();
    await capacity.getByLabel("Nodes").fill("3");
    // A node that holds nothing: the job that may ask for more is a finding now.
    await capacity.getByLabel("CPU").fill("500m");
    await capacity.getByLabel("Memory").fill("1Gi");
    await capacity.getByText("A job fits on no such node").waitFor();
    await page.getByRole("button", { name: "Findings", exact: true }).click();
    await page.getByRole("region", { name: "Findings" }).getByText(/node/).first().waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "says what must be allowed, and grants just that as one step": async ({ open }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": "gitlabUrl: https://gitlab.example.com\nrbac:\n  create: true\n" });
    await page.getByRole("region", { name: "values.yaml" }).waitFor();
    const before = await text(page);
    const permissions = await panel(page, "Permissions");
    await permissions.getByText("pods/attach").first().waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await permissions.getByRole("button", { name: "Grant what is needed and nothing else" }).click();
    await permissions.getByText("The values grant this and nothing else").waitFor();
    assert.match(await text(page), /rules:/);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await text(page), before);
    await permissions.getByRole("button", { name: "Grant what is needed" }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "says what another version of the chart changes, pins it, and moves deprecated keys": async ({ open }) => {
    const { page, problems, close } = await open();
    const helmfile = HELMFILE.replace("    values", "    version: 0.79.0\n    values").replace("all.yaml, ", "");
    await openFiles(page, { "helmfile.yaml": helmfile, "one.yaml": "rbac:\n  create: true\n  serviceAccountAnnotations:\n    team: ci\n" });
    await page.getByRole("status").getByText("2 files opened").waitFor();
    const version = await panel(page, "Version");
    await version.getByText("The helmfile pins chart 0.79.0").waitFor();
    await version.getByRole("button", { name: "Move this key to its replacement" }).click();
    await version.getByText("No key that is set is deprecated").waitFor();
    await page.getByRole("region", { name: "one.yaml" }).getByText("annotations").waitFor();
    await version.getByLabel("What would change with chart").selectOption("0.93.0");
    await version.getByText("What changes for your files").waitFor();
    await version.getByText("Settings that it adds").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await version.getByRole("button", { name: "Pin 0.93.0" }).click();
    await version.getByText("The helmfile pins chart 0.93.0").waitFor();
    await page.getByRole("region", { name: "helmfile.yaml" }).getByText("version: 0.93.0").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await version.getByText("The helmfile pins chart 0.79.0").waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "an explanation cannot be had without the engine, and says so": async ({ open, origin }) => {
    const { page, close } = await open();
    await page.route("**/worker.js", (route) => route.abort());
    await page.goto(`${origin}/?again`);
    await page.getByRole("button", { name: "Capacity", exact: true }).click();
    await page.getByRole("region", { name: "Capacity" }).getByText("The engine stopped").waitFor();
    await close();
  },
};
