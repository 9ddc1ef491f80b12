// Several keys as one thing: listed, explained, written as one step, and taken out.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessibilityProblems } from "../browser.mjs";
import { openFiles, panel, settled, text } from "../page.mjs";

const run = promisify(execFile);
const VALUES = "gitlabUrl: https://gitlab.example.com\nrunners:\n  config: |\n    [[runners]]\n      [runners.kubernetes]\n        image = \"alpine:3.22\"\n";

export const tests = {
  "lists all of them with what is set, and tells about one": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    const concepts = await panel(page, "Concepts");
    const { stdout } = await run(binary, ["concept", "list", "--format", "json"]);
    const { concepts: known } = JSON.parse(stdout);
    assert.deepEqual(await concepts.locator(".place .link").allInnerTexts(), known.map(({ title }) => title));
    const cache = known.find(({ name }) => name === "cache");
    await concepts.getByRole("button", { name: cache.title, exact: true }).click();
    // The page of help, and what each option says, as the command line prints them.
    await concepts.getByText(cache.help).waitFor();
    for (const option of cache.options) await concepts.getByText(option.about, { exact: true }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await concepts.getByRole("button", { name: "All concepts" }).click();
    await concepts.getByRole("button", { name: known[0].title, exact: true }).waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "writes what the command line writes as one step, changes it, and takes it out": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": VALUES });
    const before = await text(page);
    const concepts = await panel(page, "Concepts");
    await concepts.getByRole("button", { name: "Distributed cache", exact: true }).click();
    await concepts.getByText("The option storage is needed").waitFor();
    await concepts.getByLabel("Storage").selectOption("s3");
    await concepts.getByLabel("Bucket").pressSequentially("ci-cache");
    await concepts.getByLabel("Region").fill("eu-central-1");
    await concepts.getByRole("button", { name: "Write it" }).click();
    await page.getByRole("status").getByText("written").waitFor();
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-concept-"));
    try {
      const file = join(folder, "values.yaml");
      await writeFile(file, VALUES);
      await run(binary, ["concept", "set", "cache", "storage=s3", "bucket=ci-cache", "region=eu-central-1", file]);
      assert.equal((await text(page)).trimEnd(), (await readFile(file, "utf8")).trimEnd());
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    await settled(page, "Concepts");
    // The form holds what the files hold, and a wrong combination is said before anything is written.
    assert.equal(await concepts.getByLabel("Bucket").inputValue(), "ci-cache");
    await concepts.getByText("The files have it so").waitFor();
    await concepts.getByLabel("Account").fill("x");
    await concepts.getByText("says nothing beside the other options").waitFor();
    await concepts.getByLabel("Account").fill("");
    await concepts.getByLabel("Bucket").fill("other");
    await concepts.getByRole("button", { name: "Write the change" }).click();
    await page.getByRole("region", { name: "values.yaml" }).getByText("other").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await text(page), before);
    await page.getByRole("button", { name: "Redo" }).click();
    await concepts.getByRole("button", { name: "Take it out" }).click();
    await concepts.getByRole("button", { name: "Take it out" }).waitFor({ state: "detached" });
    assert.equal(await text(page), before);
    await concepts.getByRole("button", { name: "All concepts" }).click();
    assert.deepEqual(problems, []);
    await close();
  },

  "an input keeps the focus and its own undo while the answers come in": async ({ open }) => {
    const { page, problems, close } = await open();
    const before = await text(page);
    const concepts = await panel(page, "Concepts");
    await concepts.getByRole("button", { name: "Proxy", exact: false }).first().click();
    const input = concepts.locator("input").first();
    await input.click();
    await page.keyboard.type("http://proxy.example.com:3128", { delay: 20 });
    assert.equal(await input.inputValue(), "http://proxy.example.com:3128");
    await page.keyboard.press("Control+z");
    assert.equal(await text(page), before);
    assert.deepEqual(problems, []);
    await close();
  },
};
