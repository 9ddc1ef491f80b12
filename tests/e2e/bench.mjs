// What a keystroke costs in the engine as it is shipped: the worker of the built site, asked as the page asks it, on the
// largest preset with ten runners. Measures; never passes or fails by time.
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

const { EVENKEEL_CHROMIUM, EVENKEEL_SITE } = process.env;
if (!EVENKEEL_CHROMIUM || !EVENKEEL_SITE) {
  console.error("run by `cargo xtask bench --site`, which names browser and site");
  process.exit(2);
}
const TURNS = 400;

const site = await serve(EVENKEEL_SITE);
const browser = await launch(EVENKEEL_CHROMIUM);
const { page, close } = await browser.page(site.origin);
await page.goto(`${site.origin}/icon.svg`);
const measured = await page.evaluate(async (turns) => {
  // The texts that page and worker exchange: numbers end in `;`, texts are preceded by their length in bytes.
  const text = (text) => `${new TextEncoder().encode(text).length};${text}`;
  const list = (all) => `${all.length};${all.join("")}`;
  const file = ([path, content]) => text(path) + text(content);

  // The files of the presets, of which the longest values count.
  const bytes = new Uint8Array(await (await fetch("presets.txt")).arrayBuffer());
  let at = 0;
  const number = () => {
    const end = bytes.indexOf(0x3b, at);
    const digits = new TextDecoder().decode(bytes.slice(at, end));
    at = end + 1;
    return Number(digits);
  };
  const read = () => {
    const length = number();
    at += length;
    return new TextDecoder().decode(bytes.slice(at - length, at));
  };
  const several = (one) => Array.from({ length: number() }, one);
  const presets = several(() => ({ id: read(), title: read(), about: read(), files: several(() => [read(), read()]) }));
  const values = presets.flatMap(({ files }) => files).filter(([path]) => path.startsWith("values"));
  const largest = values.map(([, content]) => content).sort((a, b) => b.length - a.length)[0];

  const runners = Array.from({ length: 10 }, (_, index) => `values/runner-${index}.yaml`);
  const releases = runners.map((path, index) =>
    `  - name: runner-${index}\n    namespace: ci\n    chart: gitlab/gitlab-runner\n    version: 0.86.0\n    values:\n      - ${path}\n`,
  );
  const files = [["helmfile.yaml", `releases:\n${releases.join("")}`], ...runners.map((path) => [path, largest])];

  const worker = new Worker("worker.js", { type: "module" });
  const heard = () => new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  await heard();
  const ask = async (question) => {
    const start = performance.now();
    worker.postMessage(question);
    await heard();
    return performance.now() - start;
  };
  const edit = (rest) => ask(`0;${rest}`);
  const show = (topic) => ask(`2;${topic};9;0;`);
  await edit(`0;1;${list(files.map(file))}${text("default")}0;0;`);
  await edit(`6;9;`);
  await ask("1;");

  const times = { nothing: [], picture: [], write: [], check: [], capacity: [], permissions: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    times.nothing.push(await edit("99;"));
    times.picture.push(await edit("3;"));
    const letter = turn % 2 === 0 ? "46" : "47";
    times.write.push(await edit(`1;${text("values:concurrent")}${text(letter)}0;`));
    times.check.push(await ask("1;"));
    times.capacity.push(await show(1));
    times.permissions.push(await show(2));
  }
  worker.terminate();
  return times;
}, TURNS);
await close();
await browser.close();
await site.close();

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const least = (times) => Math.min(...times);
const line = (what, of) => console.log("  %s %s %s", what.padEnd(46), of(median).toFixed(2).padStart(7), of(least).toFixed(2).padStart(7));

console.log("the site's engine in Chromium, ten runners: median and least of %d, in ms", TURNS);
line("a question without an answer: the way alone", (of) => of(measured.nothing));
line("the picture of the documents, for the page", (of) => of(measured.picture));
line("write, and the picture", (of) => of(measured.write));
for (const part of ["check", "capacity", "permissions"]) line(part, (of) => of(measured[part]));
const parts = ["write", "check", "capacity", "permissions"];
const all = (of) => parts.reduce((sum, part) => sum + of(measured[part]), 0);
line("all of a keystroke", all);
line("without picture and ways; wanted: <= 3", (of) => all(of) - of(measured.picture) - 3 * of(measured.nothing));
