// Starts a photo worker. Speaks the same answers as crates/protocol.

const die = (reason) => postMessage({ Dead: { reason: String(reason) } });

// An exception (out of memory, stack overflow) ends the worker's task without a panic: inside a promise's callback
// without an error event, elsewhere with one.
self.addEventListener("unhandledrejection", ({ reason }) => die(reason));
self.addEventListener("error", (event) => {
  event.preventDefault();
  die(event.error ?? event.message);
});

(async () => {
  try {
    importScripts("./photos.js");
    const response = await fetch("./photos_bg.wasm");
    if (!response.ok) throw new Error(`the server answered ${response.status} for ${response.url}`);
    await wasm_bindgen({ module_or_path: response });
  } catch (error) {
    die(error);
  }
})();
