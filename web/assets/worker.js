// Starts the engine, in a worker of its own. A file of its own, so that the page's policy can forbid blobs.
// Whatever goes wrong here reaches the page as the worker's error.
import start from "./evenkeel-worker.js";

// What the post-renderer's panel shows is a module of its own, loaded when it is asked for the first time. It is loaded
// anew after it could not be or broke, from another address, for browsers remember what they could not import. What it
// throws as a text is an answer.
let postRenderer;
let tries = 0;
self.postRenderer = async (name, ...questions) => {
  try {
    if (!postRenderer) {
      const module = await import(`./evenkeel-post-renderer.js?${tries++}`);
      await module.default();
      postRenderer = module;
    }
    return postRenderer[name](...questions);
  } catch (error) {
    if (typeof error !== "string") postRenderer = undefined;
    throw error;
  }
};

const answer = await fetch("keys.txt");
if (!answer.ok) throw new Error(`keys.txt: ${answer.status}`);
self.texts = await answer.text();
await start();
if (!self.onmessage) throw new Error("the page and its engine are of two versions; reload the page");
