// Opening more than single files: a zip, a chosen folder, a dropped one.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { value } from "../page.mjs";
import { zip } from "../zip.mjs";

const FILES = {
  "stack/helmfile.yaml": "releases:\n  - name: one\n    chart: gitlab/gitlab-runner\n    values: [values/one.yaml]\n",
  "stack/values/one.yaml": `# ${"padding ".repeat(100)}\nconcurrent: 31\n`,
  "stack/README.md": "# nothing of ours\n",
  "stack/other.yaml": "kind: Namespace\napiVersion: v1\nmetadata: { name: x }\n",
  "stack/.git/config.yaml": "concurrent: 1\n",
  "__MACOSX/stack/._helmfile.yaml": "\u0000",
};
const OPENED = ["stack/helmfile.yaml", "stack/values/one.yaml"];

/** The paths on the tabs, once there are `count`. */
async function tabs(page, count) {
  const tabs = page.getByRole("group", { name: "Files" }).locator("[title]");
  await page.waitForFunction((count) => document.querySelectorAll('[aria-label="Files"] [title]').length === count, count);
  return tabs.evaluateAll((all) => all.map((tab) => tab.title));
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-open-"));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await work(join(folder, "stack"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isOpened = async (page) => {
  await page.getByRole("status").getByText("2 files opened").waitFor();
  assert.deepEqual(await tabs(page, 2), OPENED);
  await page.getByRole("button", { name: "stack/helmfile.yaml" }).click();
  await page.getByRole("region", { name: "stack/helmfile.yaml" }).getByText("values/one.yaml").waitFor();
  // They belong together: the values are those of the release.
  await page.getByLabel("Find a setting").fill("concurrent");
  assert.equal(await value(page, "values:concurrent"), "31");
};

export const tests = {
  "opens what is in a zip, as one step that can be undone": async ({ open }) => {
    const { page, problems, close } = await open();
    const before = await tabs(page, 2);
    await page.locator("#open-files").setInputFiles({ name: "stack.zip", mimeType: "application/zip", buffer: zip(FILES) });
    await isOpened(page);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.deepEqual(await tabs(page, 2), before);
    assert.deepEqual(problems, []);
    await close();
  },

  "says why a zip cannot be opened, and keeps what is open": async ({ open }) => {
    const { page, problems, close } = await open();
    const before = await tabs(page, 2);
    const damaged = zip(FILES);
    damaged.fill(0, 60, 90);
    for (const [buffer, reason] of [
      [Buffer.from("not a zip at all"), /is no zip/],
      [damaged, /damaged/],
      [zip({ "a.txt": "text" }), /nothing to open/],
    ]) {
      await page.locator("#open-files").setInputFiles({ name: "stack.zip", mimeType: "application/zip", buffer });
      await page.getByRole("status").getByText(reason).waitFor();
      assert.deepEqual(await tabs(page, 2), before);
    }
    assert.deepEqual(problems, []);
    await close();
  },

  "unpacks no more than anybody edits": async ({ open }) => {
    const { page, problems, close } = await open();
    const bomb = zip({ "a.yaml": " ".repeat(80 << 20) });
    await page.locator("#open-files").setInputFiles({ name: "bomb.zip", mimeType: "application/zip", buffer: bomb });
    await page.getByRole("status").getByText("more than 64 MiB").waitFor();
    assert.deepEqual(problems, []);
    await close();
  },

  "opens a chosen folder": async ({ open }) => {
    const { page, problems, close } = await open();
    await inFolder((folder) => page.locator("#open-folder").setInputFiles(folder).then(() => isOpened(page)));
    assert.deepEqual(problems, []);
    await close();
  },

  "opens a dropped folder": async ({ open }) => {
    const { page, context, problems, close } = await open();
    const session = await context.newCDPSession(page);
    await inFolder(async (folder) => {
      const data = { items: [], files: [folder], dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"]) {
        await session.send("Input.dispatchDragEvent", { type, x: 600, y: 300, data });
      }
      await isOpened(page);
    });
    assert.deepEqual(problems, []);
    await close();
  },
};
