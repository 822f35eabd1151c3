// Hides that this is a software adapter, so that facegan takes it for a hardware GPU and lays its kernels out for one.
for (const [key, value] of Object.entries({ description: "a hidden software adapter", isFallbackAdapter: false })) {
  Object.defineProperty(GPUAdapterInfo.prototype, key, { get: () => value });
}
