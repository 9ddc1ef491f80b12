// One Chromium for all tests, a fresh context for each, and what every page is watched for: console errors, violations
// of the policy, uncaught errors, requests that fail or leave the site.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ARGUMENTS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // As root, Chromium's sandbox cannot be set up; the pages are our own.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** Starts Chromium; gives `{ page(origin, options), close }`. */
export async function launch(executablePath) {
  const home = await mkdtemp(join(tmpdir(), "evenkeel-browser-"));
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS, env: { ...process.env, HOME: home } });
  return {
    page: (origin, options) => openPage(browser, origin, options),
    close: async () => {
      await browser.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A page in a context of its own, with `problems`, the list of what it must not have done. */
async function openPage(browser, origin, options = {}) {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const problems = [];
  await context.exposeBinding("reportViolation", (_source, text) => problems.push(text));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`policy violated: ${event.violatedDirective} by ${event.blockedURI || event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) {
      problems.push(`left the site: ${url}`);
    }
  });
  return { page, context, problems, close: () => context.close() };
}

/** Serious and critical violations axe finds on `page` as it is now, one line each. */
export async function accessibilityProblems(page) {
  // Evaluated in the page rather than added as an element: the policy would forbid the element, and rightly.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const result = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, target: nodes[0]?.target.join(" ") }));
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, target }) => `${impact}: ${id}: ${help} (${target})`);
}

/** The list of findings, once it is that of the files as they are. */
export async function findings(page) {
  const list = page.getByRole("region", { name: "Findings" }).and(page.locator('[aria-busy="false"]'));
  await list.waitFor();
  return list;
}
