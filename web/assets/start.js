// Starts the module that Trunk built. A file of its own, so that the page's policy can forbid inline script.
// Names and digests come from the preload links that Trunk writes; whatever does not match its digest is not run.
const glue = document.querySelector('link[rel="modulepreload"]');
const wasm = document.querySelector('link[rel="preload"][as="fetch"]');
try {
  const { default: start } = await import(glue.href);
  await start({ module_or_path: fetch(wasm.href, { integrity: wasm.integrity }) });
} catch (error) {
  const box = document.createElement("p");
  box.setAttribute("role", "alert");
  box.textContent = `Evenkeel could not start (${error}). Reload the page; if that does not help, this browser may be too old for it.`;
  document.body.append(box);
  throw error;
}
