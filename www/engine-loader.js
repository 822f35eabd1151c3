// Starts the engine in its dedicated worker: streams its wasm with progress, which no generated loader reports.
// Speaks the same events as crates/protocol.

// What starts a photo worker; src/engine/photo_worker.rs starts it.
self.photosLoader = "./photos-loader.js";

const die = (reason) => postMessage({ Dead: { reason: String(reason) } });

// An exception (out of memory, stack overflow, a lost GPU) ends one of the engine's tasks without a panic: inside a
// promise's callback without an error event, elsewhere with one.
self.addEventListener("unhandledrejection", ({ reason }) => die(reason));
self.addEventListener("error", (event) => {
  event.preventDefault();
  die(event.error ?? event.message);
});

// Burn opens no GPU without timestamp queries, though only its profiler takes them, which never runs here. So where a GPU
// lacks the feature, Burn is told that it has it, and the browser is not asked for it.
if (self.GPUAdapter) {
  const { prototype } = GPUAdapter;
  const { get: featuresOf } = Object.getOwnPropertyDescriptor(prototype, "features");
  const { requestDevice } = prototype;
  Object.defineProperty(prototype, "features", {
    configurable: true,
    get() {
      return new Set([...featuresOf.call(this), "timestamp-query"]);
    },
  });
  prototype.requestDevice = function (descriptor) {
    const has = featuresOf.call(this);
    const asked = Array.from(descriptor?.requiredFeatures ?? []);
    const requiredFeatures = asked.filter((feature) => feature !== "timestamp-query" || has.has(feature));
    return requestDevice.call(this, { ...descriptor, requiredFeatures });
  };
}

(async () => {
  try {
    importScripts("./engine.js");
    const response = await fetch("./engine_bg.wasm");
    if (!response.ok) throw new Error(`the server answered ${response.status} for ${response.url}`);
    const compressed = response.headers.has("content-encoding");
    const length = Number(response.headers.get("content-length"));
    const total = length && !compressed ? length : null;
    let loaded = 0;
    const counter = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        postMessage({ Download: { loaded, total } });
        controller.enqueue(chunk);
      },
    });
    const body = new Response(response.body.pipeThrough(counter), { headers: { "content-type": "application/wasm" } });
    await wasm_bindgen({ module_or_path: body });
  } catch (error) {
    die(error);
  }
})();
