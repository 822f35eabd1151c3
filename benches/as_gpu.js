// Hides that this is a software adapter, so that facegan's engine lays its kernels out for a GPU. Runs in its worker before
// the engine.
for (const [key, value] of Object.entries({ description: "a hidden software adapter", isFallbackAdapter: false })) {
  Object.defineProperty(GPUAdapterInfo.prototype, key, { get: () => value });
}
