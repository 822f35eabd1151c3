// Hides that a CPU plays the adapter, so that facegan's engine lays its kernels out for a GPU. Runs in its worker before
// the engine.
for (const [key, value] of Object.entries({ description: "an adapter in disguise", isFallbackAdapter: false })) {
  Object.defineProperty(GPUAdapterInfo.prototype, key, { get: () => value });
}
