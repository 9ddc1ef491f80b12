// Starts the module that advises, in a worker of its own. A file of its own, so that the page's policy can forbid blobs.
// Whatever goes wrong here reaches the page as the worker's error.
import start from "./evenkeel-worker.js";

const answer = await fetch("keys.txt");
if (!answer.ok) throw new Error(`keys.txt: ${answer.status}`);
self.texts = await answer.text();
await start();
if (!self.onmessage) throw new Error("the page and its checks are of two versions; reload the page");
