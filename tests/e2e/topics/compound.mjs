// Values with parts: lists of elements with settings of their own, maps with free names, and whole values as text.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessibilityProblems } from "../browser.mjs";
import { field, openFiles, settledForm, text } from "../page.mjs";

const run = promisify(execFile);
const VOLUMES = "config:runners.kubernetes.volumes.host_path";
const VALUES = [
  "gitlabUrl: https://gitlab.example.com",
  "nodeSelector:",
  "  disk: ssd # fast",
  "runners:",
  "  config: |",
  "    [[runners]]",
  "      [runners.kubernetes]",
  '        image = "alpine:3.22"',
  "        # the host's own",
  "        [[runners.kubernetes.volumes.host_path]]",
  '          name = "docker"',
  '          mount_path = "/var/run/docker.sock"',
  "",
].join("\n");
const search = (page, words) => page.getByLabel("Find a setting").fill(words);
const whole = (page, key) => page.locator(`[data-key="${key}"]`);

/** What the command line makes of the file. */
async function byCommand(binary, commands) {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-compound-"));
  try {
    const file = join(folder, "values.yaml");
    await writeFile(file, VALUES);
    for (const command of commands) await run(binary, [...command, file]);
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const tests = {
  "an element is added by its first setting, moved and removed with its comment": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": VALUES });
    await search(page, "volumes.host_path");
    const list = whole(page, VOLUMES);
    await list.getByRole("group", { name: "docker", exact: true }).waitFor();
    await list.getByRole("button", { name: /^Add to/ }).click();
    await field(page, `${VOLUMES}[1].name`).pressSequentially("cache");
    await field(page, `${VOLUMES}[1].mount_path`).fill("/cache");
    const added = await byCommand(binary, [
      ["set", `${VOLUMES}[1].name=cache`],
      ["set", `${VOLUMES}[1].mount_path=/cache`],
    ]);
    assert.equal(await text(page), added);
    assert.deepEqual(await accessibilityProblems(page), []);
    await list.getByRole("button", { name: "Move up cache" }).click();
    assert.match(await text(page), /"cache"[^#]*# the host's own[^#]*"docker"/);
    await list.getByRole("button", { name: "Remove docker" }).click();
    assert.doesNotMatch(await text(page), /docker|the host's own/);
    for (const _ of [1, 2]) await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await text(page), added);
    assert.deepEqual(problems, []);
    await close();
  },

  "a name is added to a map, has a value, and goes": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": VALUES });
    await search(page, "nodeSelector");
    const map = whole(page, "values:nodeSelector");
    assert.equal(await map.getByLabel("disk", { exact: true }).inputValue(), "ssd");
    await map.getByPlaceholder("name").fill("node-role.kubernetes.io/ci");
    await map.getByRole("button", { name: "Add a new name" }).click();
    const value = map.getByLabel("node-role.kubernetes.io/ci", { exact: true });
    assert.match(await text(page), /^  node-role.kubernetes.io\/ci: ""$/m);
    await value.fill("yes");
    const key = 'values:nodeSelector."node-role.kubernetes.io/ci"';
    assert.equal(await text(page), await byCommand(binary, [["set", `${key}=yes`]]));
    // An empty value is one; only the button takes the name out.
    await value.fill("");
    assert.match(await text(page), /^  node-role.kubernetes.io\/ci: ""$/m);
    assert.deepEqual(await accessibilityProblems(page), []);
    await map.getByRole("button", { name: "Remove node-role.kubernetes.io/ci" }).click();
    assert.equal(await text(page), VALUES);
    assert.deepEqual(problems, []);
    await close();
  },

  "a volume begins empty with nothing more said": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": VALUES });
    await search(page, "volumes");
    await whole(page, "values:volumes").getByRole("button", { name: /^Add to/ }).click();
    await field(page, "values:volumes[0].name").fill("scratch");
    await whole(page, "values:volumes").getByRole("button", { name: /^Show \d+ more/ }).click();
    await field(page, "values:volumes[0].emptyDir").selectOption("{}");
    assert.equal(
      await text(page),
      await byCommand(binary, [
        ["set", "values:volumes[0].name=scratch"],
        ["set", "values:volumes[0].emptyDir={}"],
      ]),
    );
    await field(page, "values:volumes[0].emptyDir").selectOption("");
    assert.doesNotMatch(await text(page), /emptyDir/);
    assert.deepEqual(problems, []);
    await close();
  },

  "a value of any shape is typed as text": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openFiles(page, { "values.yaml": VALUES });
    await search(page, "affinity");
    await field(page, "values:affinity").fill("nodeAffinity: {");
    await field(page, "values:affinity").fill("nodeAffinity: {x: 1}");
    assert.equal(await text(page), await byCommand(binary, [["set", "values:affinity=nodeAffinity: {x: 1}"]]));
    await field(page, "values:affinity").fill("");
    assert.equal(await text(page), VALUES);
    assert.deepEqual(problems, []);
    await close();
  },

  "what is wrong in an element is said in it, and a value of another shape stays as it is written": async ({ open }) => {
    const { page, problems, close } = await open();
    const wrong = VALUES.replace('"docker"', "3").replace("nodeSelector:\n  disk: ssd # fast", "nodeSelector: ssd");
    await openFiles(page, { "values.yaml": wrong });
    await search(page, "volumes.host_path");
    await whole(page, `${VOLUMES}[0].name`).locator(".finding").first().waitFor();
    assert.equal(await whole(page, VOLUMES).locator("> .control > div > .finding").count(), 0);
    await search(page, "nodeSelector");
    await settledForm(page);
    assert.equal(await field(page, "values:nodeSelector").inputValue(), "ssd");
    await whole(page, "values:nodeSelector").locator(".finding").first().waitFor();
    assert.deepEqual(problems, []);
    await close();
  },
};
