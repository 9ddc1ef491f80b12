// Pictures of the site for the documentation: light, dark and narrow. Usage, from this folder:
//   EVENKEEL_CHROMIUM=… EVENKEEL_SITE=… node screenshots.mjs FOLDER [all|PANEL]
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

const { EVENKEEL_CHROMIUM, EVENKEEL_SITE } = process.env;
const folder = process.argv[2];
if (!EVENKEEL_CHROMIUM || !EVENKEEL_SITE || !folder) {
  console.error("usage: EVENKEEL_CHROMIUM=… EVENKEEL_SITE=… node screenshots.mjs FOLDER");
  process.exit(2);
}

const VIEWS = {
  light: { colorScheme: "light", viewport: { width: 1360, height: 820 } },
  dark: { colorScheme: "dark", viewport: { width: 1360, height: 820 } },
  narrow: { colorScheme: "light", viewport: { width: 400, height: 1100 } },
};
// Panels, for whoever works on them: with a name behind the folder, `all` or one of these.
const wanted = process.argv[3];
const PANELS = {
  Findings: async () => {},
  Why: async (page) => page.locator('[data-key="values:replicas"] input').focus(),
  Capacity: async (page) => page.getByLabel("Price per hour").fill("0.4"),
  Permissions: async () => {},
  Version: async (page) => page.getByLabel("What would change with chart").selectOption("0.84.0"),
  Concepts: async () => {},
  Concept: async (page) => page.getByRole("button", { name: "Distributed cache", exact: true }).click(),
  "Post-renderer": async () => {},
  Example: async (page) => {
    await page.getByRole("button", { name: "Try an example" }).click();
    await page.getByRole("heading", { name: "What it does" }).evaluate((heading) => heading.scrollIntoView());
  },
};
const TABS = { Concept: "Concepts", Example: "Post-renderer" };

/** Opens a panel and does with it what its picture shows. */
async function showPanel(page, name) {
  await page.getByRole("button", { name: TABS[name] ?? name, exact: true }).click();
  await PANELS[name](page);
  await page.locator('section.findings[aria-busy="false"]').waitFor();
}

const site = await serve(EVENKEEL_SITE);
const browser = await launch(EVENKEEL_CHROMIUM);
for (const [name, options] of Object.entries(VIEWS)) {
  const { page, close } = await browser.page(site.origin, options);
  await page.goto(`${site.origin}/`);
  await page.getByRole("navigation").getByRole("button", { name: "Managers" }).click();
  if (wanted) {
    for (const panel of Object.keys(PANELS).filter((own) => wanted === "all" || wanted === own)) {
      await showPanel(page, panel);
      await page.waitForTimeout(300);
      await page.screenshot({ path: `${folder}/${panel}-${name}.png`, fullPage: name === "narrow" });
    }
    await close();
    continue;
  }
  await page.getByLabel("Memory limit", { exact: true }).first().fill("128Mi");
  const block = name === "narrow" ? "end" : "center";
  await page.getByLabel("Memory limit", { exact: true }).first().evaluate((input, block) => input.scrollIntoView({ block }), block);
  if (name === "narrow") await page.evaluate(() => scrollTo(0, 0));
  // Marks of changed lines fade in.
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await close();
}
await browser.close();
await site.close();
