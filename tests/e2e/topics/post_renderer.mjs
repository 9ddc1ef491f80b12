// The post-renderer: a policy with its mistakes, what it does to manifests, and plugins with it inside.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { accessibilityProblems, findings } from "../browser.mjs";
import { field, panel, plain, section, settled, text } from "../page.mjs";

const run = promisify(execFile);
const POLICY = "apiVersion: evenkeel.dev/v1alpha1\nkind: PostRenderPolicy\nrules:\n- name: ours\n  match: all\n  resources:\n    app:\n      requests: {cpu: 7m}\n";
const MANIFESTS = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx\n";

const policyOf = (panel) => panel.getByLabel("The policy, evenkeel.yaml");
const manifestsOf = (panel) => panel.getByLabel("Manifests to try it on");

/** What a program prints when it is given a text. */
function printed(program, args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args);
    let output = "";
    child.stdout.on("data", (piece) => (output += piece));
    child.on("error", reject);
    child.on("close", () => resolve(output));
    child.stdin.end(input);
  });
}

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The files of a tarball as path → Buffer. */
function untar(bytes) {
  const entries = new Map();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const of = (from, length) => bytes.toString("latin1", at + from, at + from + length).replace(/\0.*$/s, "");
    const size = parseInt(of(124, 12), 8);
    if (of(156, 1) === "0") entries.set(of(0, 100), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}

export const tests = {
  "is loaded when its panel is opened, once": async ({ open, asked }) => {
    const before = asked.length;
    const loaded = () => asked.slice(before).filter((path) => path.startsWith("/evenkeel-post-renderer"));
    const { page, problems, close } = await open();
    await findings(page);
    for (const other of ["Capacity", "Permissions", "Version", "Concepts"]) await panel(page, other);
    assert.deepEqual(loaded(), []);
    await policyOf(await panel(page, "Post-renderer")).waitFor();
    const parts = ["/evenkeel-post-renderer.js", "/evenkeel-post-renderer_bg.wasm"];
    assert.deepEqual(loaded(), parts);
    await panel(page, "Version");
    await policyOf(await panel(page, "Post-renderer")).waitFor();
    assert.deepEqual(loaded(), parts);
    assert.deepEqual(problems, []);
    await close();
  },

  "says so when it cannot be loaded, goes on, and loads it at another try": async ({ open }) => {
    for (const part of ["**/evenkeel-post-renderer.js*", "**/evenkeel-post-renderer_bg.wasm"]) {
      const { page, close } = await open();
      await page.route(part, (route) => route.abort());
      const panes = await panel(page, "Post-renderer");
      await panes.getByText("could not be loaded").waitFor();
      assert.equal(await policyOf(panes).count(), 0);
      assert.deepEqual(await accessibilityProblems(page), []);
      await panel(page, "Version");
      await section(page, "Managers");
      await field(page, "values:replicas").fill("many");
      await page.locator('[data-key="values:replicas"] .finding').waitFor();
      await page.unroute(part);
      await policyOf(await panel(page, "Post-renderer")).waitFor();
      await close();
    }
  },

  "begins with the built-in policy and an example, and shows what is added and why": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    const panes = await panel(page, "Post-renderer");
    const { stdout } = await run(binary, ["policy"]);
    assert.equal(await policyOf(panes).inputValue(), stdout);
    await panes.getByRole("button", { name: "Try an example" }).click();
    const shown = panes.getByRole("region", { name: "The manifests with what is added" });
    await shown.waitFor();
    const manifests = await manifestsOf(panes).inputValue();
    const after = await printed(binary, ["post-render"], manifests);
    // What is shown stands so in what the command line prints, and all that is new is marked.
    for (const lines of (await plain(shown)).split("⋯\n")) assert.ok(after.includes(lines), lines);
    const added = shown.locator(".line.new");
    assert.equal(await added.count(), after.split("\n").length - manifests.split("\n").length);
    await added.filter({ hasText: "topologySpreadConstraints:" }).waitFor();
    await panes.getByText("starts its pods anew").waitFor();
    await panes.getByRole("rowheader", { name: "Deployment web" }).first().waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(problems, []);
    await close();
  },

  "says where a policy is wrong while it is typed, and goes on when it is right": async ({ open }) => {
    const { page, problems, close } = await open();
    const panes = await panel(page, "Post-renderer");
    await policyOf(panes).fill(POLICY.replace("requests", "request"));
    await manifestsOf(panes).fill(MANIFESTS);
    await panes.getByText(/evenkeel\.yaml: line 8, column \d+/).waitFor();
    assert.equal(await panes.getByRole("button", { name: /^Save / }).count(), 0);
    await policyOf(panes).fill(POLICY);
    await panes.locator(".line.new", { hasText: "cpu: 7m" }).waitFor();
    // What was typed is still there after a look at something else.
    await panel(page, "Version");
    await panel(page, "Post-renderer");
    assert.equal(await policyOf(panes).inputValue(), POLICY);
    assert.equal(await manifestsOf(panes).inputValue(), MANIFESTS);
    assert.deepEqual(problems, []);
    await close();
  },

  "keeps the policy among the files, as one step of undo": async ({ open }) => {
    const { page, problems, close } = await open();
    const panes = await panel(page, "Post-renderer");
    await policyOf(panes).fill(POLICY);
    await panes.getByRole("button", { name: "Put evenkeel.yaml among your files" }).click();
    await page.getByRole("region", { name: "evenkeel.yaml" }).waitFor();
    assert.equal(await text(page), POLICY);
    await panes.getByText("among your files says the same").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page, "Post-renderer");
    assert.notEqual(await policyOf(panes).inputValue(), POLICY);
    assert.deepEqual(problems, []);
    await close();
  },

  "saves the pair of plugins that the command line packs": async ({ open, binary, origin }) => {
    const { page, problems, close } = await open();
    const panes = await panel(page, "Post-renderer");
    await policyOf(panes).fill(POLICY);
    await panes.getByLabel("Name").fill("a b");
    await panes.getByText("is no plugin name").waitFor();
    await panes.getByLabel("Name").fill("acme");
    await settled(page, "Post-renderer");
    const module = await saved(page, panes.getByRole("button", { name: /^Save acme-wasm-/ }));
    const bridge = await saved(page, panes.getByRole("button", { name: /^Save acme-\d/ }));
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-pack-"));
    try {
      await writeFile(join(folder, "policy.yaml"), POLICY);
      await writeFile(join(folder, "plugin.wasm"), Buffer.from(await (await fetch(`${origin}/plugin.wasm`)).arrayBuffer()));
      await run(binary, ["plugin", "pack", "--policy", join(folder, "policy.yaml"), "--module", join(folder, "plugin.wasm"), "--name", "acme", "--out", folder]);
      for (const { name, bytes } of [module, bridge]) {
        const packed = await readFile(join(folder, name));
        assert.deepEqual(untar(gunzipSync(bytes)), untar(gunzipSync(packed)), name);
        assert.ok(untar(gunzipSync(bytes)).size > 0);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    assert.deepEqual(problems, []);
    await close();
  },
};
