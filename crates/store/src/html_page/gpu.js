// netG on the GPU, through WebGPU.

// Faces that are computed together.
const BATCH = 16;
// Output pixels, and channels, that a workgroup computes, as in conv_transpose2d.wgsl.
const TILE = 16;

class GpuNetG {
  name = "GPU";
  #device;
  #pipeline;
  #layers;
  #latents;
  #nz;

  // netG with the WGSL of a layer. Fails where the browser offers no GPU, or one with too little memory.
  static async open(netG, wgsl) {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) throw new Error("the browser offers no GPU");
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
    const compute = { module: device.createShaderModule({ code: wgsl }), entryPoint: "main" };
    const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute });
    return guarded(device, () => new GpuNetG(device, pipeline, netG));
  }

  constructor(device, pipeline, { nz, layers }) {
    this.#device = device;
    this.#pipeline = pipeline;
    this.#nz = nz;
    this.#latents = this.#buffer(BATCH * nz, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    let [x, side] = [this.#latents, 1];
    this.#layers = layers.map((layer, place) => {
      const ready = this.#layer(layer, { x, side, step: place === 0 ? 4 : 2, isLast: place + 1 === layers.length });
      [x, side] = [ready.y, ready.outputSide];
      return ready;
    });
  }

  // Images of these latents one after the other, each in [-1, 1] as [nc, size, size].
  async *images(latents) {
    for (let first = 0; first < latents.length; first += BATCH) {
      const batch = latents.slice(first, first + BATCH);
      const values = await this.#draw(batch);
      const length = values.length / batch.length;
      for (let image = 0; image < batch.length; image++) yield values.subarray(image * length, (image + 1) * length);
    }
  }

  async #draw(latents) {
    const { y, to, outputSide } = this.#layers.at(-1);
    const length = latents.length * to * outputSide ** 2;
    const result = await guarded(this.#device, () => {
      const result = this.#buffer(length, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
      latents.forEach((latent, at) => this.#device.queue.writeBuffer(this.#latents, 4 * at * this.#nz, latent));
      const encoder = this.#device.createCommandEncoder();
      for (const layer of this.#layers) this.#encode(encoder, layer, latents.length);
      encoder.copyBufferToBuffer(y, 0, result, 0, 4 * length);
      this.#device.queue.submit([encoder.finish()]);
      return result;
    });
    await result.mapAsync(GPUMapMode.READ);
    const values = new Float32Array(result.getMappedRange().slice(0));
    result.destroy();
    return values;
  }

  #encode(encoder, { sizes, from, to, side, step, isLast, group }, batch) {
    this.#device.queue.writeBuffer(sizes, 0, Uint32Array.of(batch, from, to, side, step, Number(isLast)));
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.ceil((batch * side * side) / TILE), Math.ceil(to / TILE), step * step);
    pass.end();
  }

  // A layer with its buffers; `x` is the output of the one before.
  #layer({ from, to, weight, scale, shift }, { x, side, step, isLast }) {
    const outputSide = side * step;
    const sizes = this.#buffer(6, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    const y = this.#buffer(BATCH * to * outputSide ** 2, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    const buffers = [sizes, x, this.#filled(weight), this.#filled(scale), this.#filled(shift), y];
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const group = this.#device.createBindGroup({ layout: this.#pipeline.getBindGroupLayout(0), entries });
    return { from, to, side, step, isLast, outputSide, sizes, y, group };
  }

  // A buffer of so many numbers of 32 bits.
  #buffer(length, usage) {
    return this.#device.createBuffer({ size: 4 * length, usage });
  }

  #filled(values) {
    const buffer = this.#buffer(values.length, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
    this.#device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  }
}

// What `act` returns. Fails with the error that WebGPU reports of it, which it does beside the calls themselves.
async function guarded(device, act) {
  const scopes = ["validation", "out-of-memory", "internal"];
  scopes.forEach((scope) => device.pushErrorScope(scope));
  const value = act();
  const errors = await Promise.all(scopes.map(() => device.popErrorScope()));
  const error = errors.find((error) => error !== null);
  if (error) throw new Error(error.message);
  return value;
}
