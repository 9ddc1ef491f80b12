// What a person comes for: fill in, open, fix, undo, download; the files are those the command line writes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { accessibilityProblems, findings } from "../browser.mjs";
import { field, section, text } from "../page.mjs";
import { unzip } from "../zip.mjs";

const run = promisify(execFile);
const ARTICLE = new URL("../../cases/article/", import.meta.url);

/** The files below a folder as a map of path → Buffer, sorted. */
async function filesBelow(folder) {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))])));
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-work-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function downloaded(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  assert.equal(download.suggestedFilename(), "evenkeel.zip");
  return unzip(await readFile(await download.path()));
}

const preview = (page) => page.getByRole("region", { name: /\.ya?ml$/ });
const openArticle = (page) =>
  page.locator("#open-files").setInputFiles([
    new URL("helmfile.d/gitlab-runner.yaml", ARTICLE).pathname,
    new URL("values/gitlab.yaml", ARTICLE).pathname,
  ]);

export const tests = {
  "fills in the form and downloads what generate writes": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await page.getByLabel("Start from a preset").selectOption("article");
    await section(page, "Jobs");
    await field(page, "config:runners.kubernetes.cpu_request").fill("250m");
    await assert.doesNotReject(preview(page).getByText('cpu_request = "250m"').waitFor());
    const zip = await downloaded(page);
    await inFolder(async (folder) => {
      await run(binary, ["generate", "--preset", "article", "--set", "config:runners.kubernetes.cpu_request=250m", "--out", folder]);
      assert.deepEqual([...zip], [...(await filesBelow(folder))]);
    });
    assert.deepEqual(problems, []);
    await close();
  },

  "opens the article, fixes it, undoes and redoes, and downloads what check --fix writes": async ({ open, binary }) => {
    const { page, problems, close } = await open();
    await openArticle(page);
    await preview(page).getByText("gcr.mirror.io").first().waitFor();
    const before = await downloaded(page);
    assert.deepEqual(before.get("gitlab.yaml"), await readFile(new URL("values/gitlab.yaml", ARTICLE)));
    await findings(page);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole("button", { name: /^Fix all safe/ }).click();
    await page.getByRole("status").getByText("all safe fixes made").waitFor();
    const fixed = await downloaded(page);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.deepEqual([...(await downloaded(page))], [...before]);
    await page.getByRole("button", { name: "Redo" }).click();
    assert.deepEqual([...(await downloaded(page))], [...fixed]);
    await inFolder(async (folder) => {
      await cp(new URL("helmfile.d/gitlab-runner.yaml", ARTICLE), join(folder, "gitlab-runner.yaml"));
      await cp(new URL("values/gitlab.yaml", ARTICLE), join(folder, "gitlab.yaml"));
      // Ends with 1: what only a person can fill in is left.
      await run(binary, ["check", "--fix", "gitlab-runner.yaml", "gitlab.yaml"], { cwd: folder }).catch(({ code }) => assert.equal(code, 1));
      assert.deepEqual([...fixed], [...(await filesBelow(folder))]);
    });
    assert.deepEqual(problems, []);
    await close();
  },

  "one visit of a field is one step of undo, also from inside it": async ({ open }) => {
    const { page, close } = await open();
    await section(page, "Managers");
    const replicas = field(page, "values:replicas");
    await replicas.click();
    await replicas.press("End");
    await replicas.pressSequentially("25");
    assert.equal(await replicas.inputValue(), "325");
    // The page draws a moment after the key is pressed.
    const element = await replicas.elementHandle();
    const holds = (value) => page.waitForFunction(([input, value]) => input.value === value, [element, value]);
    await replicas.press("Control+z");
    await holds("3");
    await replicas.press("Control+Shift+z");
    await holds("325");
    await close();
  },

  "an emptied field takes its key out of the file": async ({ open }) => {
    const { page, close } = await open();
    await section(page, "Managers");
    await field(page, "values:replicas").fill("");
    assert.doesNotMatch(await text(page), /replicas/);
    await close();
  },

  "finds a setting by a word": async ({ open }) => {
    const { page, close } = await open();
    await page.getByLabel("Find a setting").fill("poll_timeout");
    await field(page, "config:runners.kubernetes.poll_timeout").fill("600");
    await preview(page).getByText("poll_timeout = 600").waitFor();
    await close();
  },

  "adds a runner and takes it away again": async ({ open }) => {
    const { page, close } = await open();
    const before = await downloaded(page);
    await page.getByRole("button", { name: "+ Add a runner" }).click();
    await page.getByLabel("Name of the new runner").fill("gpu-builds");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const added = await downloaded(page);
    assert.equal(added.has("values/gpu-builds.yaml"), true);
    assert.match(added.get("helmfile.d/gitlab-runner.yaml").toString(), /name: gpu-builds/);
    await page.getByRole("button", { name: /Remove this runner/ }).click();
    assert.deepEqual([...(await downloaded(page))], [...before]);
    await close();
  },

  "opens what is dropped on the page, as one step that can be undone": async ({ open }) => {
    const { page, problems, close } = await open();
    const before = await downloaded(page);
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["releases:\n  - name: one\n    chart: gitlab/gitlab-runner\n    values: [one.yaml]\n"], "helmfile.yaml"));
      transfer.items.add(new File(["replicas: 7\n"], "one.yaml"));
      document.querySelector("main").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
    });
    await section(page, "Managers");
    await page.waitForFunction(() => document.querySelector('[data-key="values:replicas"] input')?.value === "7");
    assert.deepEqual([...(await downloaded(page)).keys()], ["helmfile.yaml", "one.yaml"]);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.deepEqual([...(await downloaded(page))], [...before]);
    assert.deepEqual(problems, []);
    await close();
  },

  "works by keyboard alone": async ({ open }) => {
    const { page, close } = await open();
    const reach = async (name) => {
      for (let presses = 0; presses < 200; presses += 1) {
        await page.keyboard.press("Tab");
        const here = await page.evaluate(() => `${document.activeElement?.textContent} ${document.activeElement?.closest("[data-key]")?.dataset.key ?? ""}`);
        if (here.includes(name)) return;
      }
      throw new Error(`${name} cannot be reached by Tab`);
    };
    await reach("Managers");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Managers" }).waitFor();
    await reach("values:concurrent");
    // The key's own button comes first; the control is the next stop.
    if (await page.evaluate(() => document.activeElement?.tagName !== "INPUT")) await page.keyboard.press("Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("8");
    assert.match(await text(page), /concurrent: 8/);
    await close();
  },

  "pasted text that is no YAML stays as it is and says so": async ({ open }) => {
    const { page, problems, close } = await open();
    await page.getByRole("button", { name: "Open files…" }).click();
    await page.getByLabel("Its text").fill("a: [\nb");
    await page.getByRole("button", { name: "Open the text" }).click();
    await page.getByRole("status").getByText("kept as text").waitFor();
    assert.equal((await downloaded(page)).get("values.yaml").toString(), "a: [\nb");
    assert.deepEqual(problems, []);
    await close();
  },

  "a token is in the files and nowhere else": async ({ open }) => {
    const { page, context, close } = await open();
    const said = [];
    page.on("console", (message) => said.push(message.text()));
    const token = "glrt-T0kenT0kenT0kenT0ken";
    await page.getByLabel("Find a setting").fill("runnerToken");
    await field(page, "values:runnerToken").fill(token);
    await page.getByLabel("Find a setting").fill("fullnameOverride");
    await field(page, "values:fullnameOverride").fill(token);
    await (await findings(page)).getByRole("listitem").first().waitFor();
    const places = await page.evaluate(() => [
      location.href,
      document.title,
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      document.querySelector('[role="status"]').textContent,
      document.querySelector('[aria-label="Findings"]').textContent,
    ]);
    for (const place of [...places, ...said]) assert.equal(place.includes(token), false, place);
    assert.deepEqual((await context.storageState()).origins, []);
    assert.match((await downloaded(page)).get("values/gitlab-runner.yaml").toString(), new RegExp(`runnerToken: ${token}`));
    await close();
  },

  "shows the files in a readable box when the program breaks": async ({ open }) => {
    const { page, close } = await open();
    assert.equal(await page.locator("#broken").isHidden(), true);
    // The page's program cannot draw any more, whatever the reason.
    await page.evaluate(() => {
      for (const name of ["appendChild", "cloneNode", "insertBefore"]) {
        Node.prototype[name] = () => {
          throw new Error("no more nodes");
        };
      }
    });
    await section(page, "Metrics");
    await page.locator("#broken").waitFor();
    assert.match(await page.locator("#broken-files").innerText(), /gitlabUrl: https:\/\/gitlab\.com/);
    await close();
  },
};
