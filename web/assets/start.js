// Starts the module that Trunk built, and shows the box for a broken program. A file of its own, so that the page's
// policy can forbid inline script. Names and digests come from the preload links that Trunk writes; whatever does not
// match its digest is not run.
import "./folder.js";

const glue = document.querySelector('link[rel="modulepreload"]');
const wasm = document.querySelector('link[rel="preload"][as="fetch"]');

// A trap ends the program without a word; the page says it instead, with the files as they were.
function broken(error) {
  const message = document.getElementById("broken-message");
  if (!message.textContent) message.textContent = String(error);
  document.getElementById("broken").hidden = false;
}

try {
  // The texts of the fields and the files of the presets, which the module does not have itself.
  const [texts, presets] = ["keys.txt", "presets.txt"].map(async (name) => {
    const answer = await fetch(name, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.text();
  });
  const { default: start } = await import(glue.href);
  document.getElementById("texts").textContent = await texts;
  document.getElementById("presets").textContent = await presets;
  await start({ module_or_path: fetch(wasm.href, { integrity: wasm.integrity }) });
  addEventListener("error", (event) => broken(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => broken(event.reason));
} catch (error) {
  const box = document.createElement("p");
  box.setAttribute("role", "alert");
  box.textContent = `Evenkeel could not start (${error}). Reload the page; if that does not help, this browser may be too old for it.`;
  document.body.append(box);
  throw error;
}
