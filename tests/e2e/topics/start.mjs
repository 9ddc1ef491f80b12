// The page as it is right after it was opened.
import assert from "node:assert/strict";
import { accessibilityProblems, findings } from "../browser.mjs";

async function opensCleanly(open, options) {
  const { page, problems, close } = await open(options);
  assert.equal(await page.locator("h1").first().isVisible(), true);
  await findings(page);
  const [needed, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(needed <= width, `the page is ${needed} wide on a screen of ${width}`);
  assert.deepEqual(await accessibilityProblems(page), []);
  assert.deepEqual(problems, []);
  await close();
}

export const tests = {
  "opens without an error, in light": ({ open }) => opensCleanly(open, { colorScheme: "light" }),
  "opens without an error, in dark": ({ open }) => opensCleanly(open, { colorScheme: "dark" }),
  "opens without an error on a narrow screen": ({ open }) => opensCleanly(open, { viewport: { width: 320, height: 640 } }),

  "keeps working from a folder of another name": async ({ open, origin }) => {
    const { page, close } = await open();
    const addresses = await page.evaluate(() => [...document.querySelectorAll("[href], [src]")].map((element) => element.getAttribute("href") ?? element.getAttribute("src")));
    assert.deepEqual(addresses.filter((address) => address.startsWith("/") || address.startsWith(origin)), []);
    await close();
  },

  "has a help text at its fields, and says so when the texts are of another version": async ({ origin, open }) => {
    const { page, close } = await open();
    const hints = page.locator(".field .hint");
    assert.notEqual((await hints.first().innerText()).trim(), "");
    await page.route("**/keys.txt", (route) => route.fulfill({ status: 200, contentType: "text/plain", body: "of another version\n" }));
    await page.goto(`${origin}/?again`);
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /keys\.txt beside it are of two versions/);
    await page.unroute("**/keys.txt");
    await page.route("**/presets.txt", (route) => route.fulfill({ status: 200, contentType: "text/plain", body: "of another version\n" }));
    await page.goto(`${origin}/?once-more`);
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /presets\.txt beside it are of two versions/);
    await close();
  },

  "says what to do when its module cannot be had": async ({ origin, open }) => {
    const { page, close } = await open();
    await page.route("**/*.wasm", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "not the module" }));
    await page.goto(`${origin}/?again`);
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /could not start/);
    await close();
  },

  "the policy is in force": async ({ open }) => {
    const { page, problems, close } = await open();
    const ran = await page.evaluate(async () => {
      const refused = new Promise((told) => document.addEventListener("securitypolicyviolation", told, { once: true }));
      const script = document.createElement("script");
      script.textContent = "window.inlineScriptRan = true";
      document.head.append(script);
      await refused;
      return window.inlineScriptRan === true;
    });
    assert.equal(ran, false);
    assert.equal(problems.some((problem) => problem.startsWith("policy violated: script-src")), true, problems.join("\n"));
    await close();
  },
};
