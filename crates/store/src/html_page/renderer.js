// netG on the GPU or on the processor: who draws, and what happens when the GPU fails.

// The largest difference between two computations of one image, in [-1, 1]: two steps of a byte.
const TOLERANCE = (2 * 2) / 255;

// Draws with the GPU where there is one that is faster than the processor and draws the same, else with the processor.
class Renderer {
  #processor;
  #netG;
  #onChange;

  // `choice` is "GPU" or "processor" where one is asked for: the GPU then draws even if it is slower, as one in software
  // is. `onChange` is told the name of what computes, now and when that changes.
  static async open(netG, wgsl, choice, onChange) {
    const processor = new ProcessorNetG(netG);
    const gpu = choice === "processor" ? null : await trustedGpu(netG, wgsl, processor, choice === "GPU");
    return new Renderer(processor, gpu, onChange);
  }

  constructor(processor, gpu, onChange) {
    this.#processor = processor;
    this.#netG = gpu ?? processor;
    this.#onChange = onChange;
    onChange(this.#netG.name);
  }

  // Images of these latents one after the other, each in [-1, 1] as [nc, size, size].
  async *images(latents) {
    const netG = this.#netG;
    let drawn = 0;
    try {
      for await (const image of netG.images(latents)) {
        yield image;
        drawn++;
      }
    } catch (error) {
      if (netG === this.#processor) throw error;
      // The GPU was lost, or is out of memory.
      this.#netG = this.#processor;
      this.#onChange(this.#netG.name);
      yield* this.#processor.images(latents.slice(drawn));
    }
  }
}

// netG on the GPU, or null where there is none, where it draws something else than the processor, or where it is slower
// and may not be.
async function trustedGpu(netG, wgsl, processor, maySlow) {
  try {
    const gpu = await GpuNetG.open(netG, wgsl);
    const latents = faceLatents({ seed: 0, first: 0, count: 1, truncation: null }, netG.nz);
    const [expected, patience] = await timed(() => firstOf(processor.images(latents)));
    const image = await firstOf(gpu.images(latents));
    if (!image.every((value, at) => Math.abs(value - expected[at]) <= TOLERANCE)) return null;
    // The first image takes what the GPU does only once.
    const [, time] = await timed(() => firstOf(gpu.images(latents)));
    return maySlow || time <= patience ? gpu : null;
  } catch {
    return null;
  }
}

// What an asynchronous function returns, and the milliseconds that it took.
async function timed(act) {
  const start = performance.now();
  return [await act(), performance.now() - start];
}

async function firstOf(images) {
  for await (const image of images) return image;
}
