// Runs the browser tests: every file in topics/ exports `tests`, an object of name → async function. The last line of
// output is `N passed, N failed`. A word on the command line runs only the tests whose name contains it.
import { readdir } from "node:fs/promises";
import { launch } from "./browser.mjs";
import { settledForm } from "./page.mjs";
import { serve } from "./server.mjs";

const { EVENKEEL_CHROMIUM, EVENKEEL_SITE, EVENKEEL_BIN } = process.env;
if (!EVENKEEL_CHROMIUM || !EVENKEEL_SITE || !EVENKEEL_BIN) {
  console.error("run by `cargo xtask test --only browser`, which names browser, site and binary");
  process.exit(2);
}

const wanted = process.argv[2] ?? "";
const site = await serve(EVENKEEL_SITE);
const browser = await launch(EVENKEEL_CHROMIUM);
let passed = 0;
let failed = 0;

for (const file of (await readdir(new URL("topics/", import.meta.url))).filter((name) => name.endsWith(".mjs")).sort()) {
  const { tests } = await import(`./topics/${file}`);
  for (const [name, test] of Object.entries(tests)) {
    const title = `${file.replace(/\.mjs$/, "")}: ${name}`;
    if (!title.includes(wanted)) continue;
    try {
      await test({
        origin: site.origin,
        asked: site.asked,
        binary: EVENKEEL_BIN,
        // Opens the site's start page, ready for use.
        open: async (options) => {
          const opened = await browser.page(site.origin, options);
          await opened.page.goto(`${site.origin}/`);
          await settledForm(opened.page);
          return opened;
        },
      });
      passed += 1;
      console.log(`ok      ${title}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${title}\n${error.stack}`);
    }
  }
}

await browser.close();
await site.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
