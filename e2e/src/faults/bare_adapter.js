// The least adapter that the WebGPU specification allows: no optional features, and every limit at its default. The
// device is really opened that way, so that the browser itself refuses what needs more.
if (self.GPUAdapter) {
  const HIDDEN = ["timestamp-query", "subgroups", "shader-f16"];
  const DEFAULTS = {
    maxTextureDimension1D: 8192,
    maxTextureDimension2D: 8192,
    maxTextureDimension3D: 2048,
    maxTextureArrayLayers: 256,
    maxBindGroups: 4,
    maxBindGroupsPlusVertexBuffers: 24,
    maxBindingsPerBindGroup: 1000,
    maxDynamicUniformBuffersPerPipelineLayout: 8,
    maxDynamicStorageBuffersPerPipelineLayout: 4,
    maxSampledTexturesPerShaderStage: 16,
    maxSamplersPerShaderStage: 16,
    maxStorageBuffersPerShaderStage: 8,
    maxStorageTexturesPerShaderStage: 4,
    maxUniformBuffersPerShaderStage: 12,
    maxUniformBufferBindingSize: 65536,
    maxStorageBufferBindingSize: 134217728,
    minUniformBufferOffsetAlignment: 256,
    minStorageBufferOffsetAlignment: 256,
    maxVertexBuffers: 8,
    maxBufferSize: 268435456,
    maxVertexAttributes: 16,
    maxVertexBufferArrayStride: 2048,
    maxInterStageShaderVariables: 16,
    maxColorAttachments: 8,
    maxColorAttachmentBytesPerSample: 32,
    maxComputeWorkgroupStorageSize: 16384,
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupSizeX: 256,
    maxComputeWorkgroupSizeY: 256,
    maxComputeWorkgroupSizeZ: 64,
    maxComputeWorkgroupsPerDimension: 65535,
  };
  const { prototype } = GPUAdapter;
  const { get: featuresOf } = Object.getOwnPropertyDescriptor(prototype, "features");
  const { requestDevice } = prototype;
  const features = (adapter) => new Set([...featuresOf.call(adapter)].filter((name) => !HIDDEN.includes(name)));
  // A minimum is better the smaller it is.
  const isBetter = (name, value) => (name.startsWith("min") ? value < DEFAULTS[name] : value > DEFAULTS[name]);
  const define = (name, get) => Object.defineProperty(prototype, name, { configurable: true, get });
  define("limits", () => DEFAULTS);
  define("features", function () {
    return features(this);
  });
  prototype.requestDevice = async function (descriptor = {}) {
    const lacking = Array.from(descriptor.requiredFeatures ?? []).find((name) => !features(this).has(name));
    if (lacking) throw new TypeError(`the adapter lacks the feature ${lacking}`);
    for (const [name, value] of Object.entries(descriptor.requiredLimits ?? {})) {
      if (value !== undefined && (!(name in DEFAULTS) || isBetter(name, value))) {
        throw new DOMException(`the adapter does not offer ${value} as ${name}`, "OperationError");
      }
    }
    return requestDevice.call(this, descriptor);
  };
}
