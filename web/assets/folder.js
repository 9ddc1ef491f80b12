// Walks folders that are dropped on the page and hands their files over as pairs of path and file, in an event of its
// own; a drop without a folder is left to the page. Refuses nothing: what is of interest is decided by whoever reads.
const MOST = 2000;

async function walk(entry, files) {
  if (files.length >= MOST || entry.name.startsWith(".") || entry.name === "node_modules") return;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.push([entry.fullPath.replace(/^\//, ""), file]);
    return;
  }
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and none at the end.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const child of some) await walk(child, files);
  }
}

document.addEventListener(
  "drop",
  (event) => {
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) return;
    event.preventDefault();
    event.stopPropagation();
    const files = [];
    entries
      .reduce((before, entry) => before.then(() => walk(entry, files)), Promise.resolve())
      .then(() => document.dispatchEvent(new CustomEvent("folder", { detail: files })));
  },
  { capture: true },
);
