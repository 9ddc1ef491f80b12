// What the tests do with a page again and again, in the words of its users.

export const field = (page, key) => page.locator(`[data-key="${key}"]`).locator("input, textarea, select").first();
export const section = (page, name) => page.getByRole("navigation").getByRole("button", { name }).click();
/** Waits until every change is made: that takes a moment after the key is pressed. */
export const settledForm = (page) => page.locator('main[aria-busy="false"]').waitFor();
/** The text of a field, once every change is made. */
export const value = (page, key) => settledForm(page).then(() => field(page, key).inputValue());
/** The text of the file that is shown, once every change is in it, without what only a screen reader says of its lines. */
export const text = (page) => settledForm(page).then(() => plain(page.getByRole("region", { name: /\.(ya?ml|gotmpl|toml)$/ })));
export const plain = (lines) =>
  lines.evaluate((pre) => {
    const copy = pre.cloneNode(true);
    for (const said of copy.querySelectorAll(".hidden")) said.remove();
    return copy.textContent;
  });

/** Opens files given as path → text. */
export async function openFiles(page, files) {
  const list = Object.entries(files).map(([name, text]) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) }));
  await page.locator("#open-files").setInputFiles(list);
  await page.getByRole("status").getByText(`${list.length} file`).waitFor();
  await settledForm(page);
}

/** A panel, once it says what is so now. */
export async function panel(page, name) {
  const button = page.getByRole("button", { name, exact: true }).and(page.locator("[aria-pressed]"));
  if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
  return settled(page, name);
}

/** The shown panel, once it says what is so now. */
export async function settled(page, name) {
  const shown = page.getByRole("region", { name, exact: true }).and(page.locator('[aria-busy="false"]'));
  await shown.waitFor();
  return shown;
}
