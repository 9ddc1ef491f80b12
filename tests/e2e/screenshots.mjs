// Pictures of the site for the documentation: light, dark and narrow. Usage, from this folder:
//   EVENKEEL_CHROMIUM=… EVENKEEL_SITE=… node screenshots.mjs FOLDER
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
const site = await serve(EVENKEEL_SITE);
const browser = await launch(EVENKEEL_CHROMIUM);
for (const [name, options] of Object.entries(VIEWS)) {
  const { page, close } = await browser.page(site.origin, options);
  await page.goto(`${site.origin}/`);
  await page.getByRole("navigation").getByRole("button", { name: "Managers" }).click();
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
