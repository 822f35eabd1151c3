// netG on the processor, in slices short enough for the page to stay responsive.

// The longest slice, in milliseconds.
const SLICE = 12;

class ProcessorNetG {
  name = "processor";
  #layers;

  constructor({ layers }) {
    this.#layers = layers.map((layer, place) => ({ ...layer, ...matrices(layer, place === 0) }));
    this.#layers.at(-1).isLast = true;
  }

  // Images of these latents one after the other, each in [-1, 1] as [nc, size, size].
  async *images(latents) {
    for (const latent of latents) yield await this.#image(latent);
  }

  async #image(latent) {
    const clock = new Clock();
    // Channels lie side by side, for one pixel after the other.
    let [x, side] = [latent, 1];
    for (const layer of this.#layers) {
      x = await transposedConvolution(x, side, layer, clock);
      side *= layer.step;
    }
    return planes(x, side * side);
  }
}

// The weights of each phase as a matrix: a row for each output channel, in it the taps, in each the input channels.
function matrices({ from, to, weight }, isFirst) {
  const { step, phases } = phasesOf(isFirst);
  const matrix = ({ taps }) => {
    const rows = new Float32Array(to * taps.length * from);
    let at = 0;
    for (let output = 0; output < to; output++) {
      for (const tap of taps) {
        for (let input = 0; input < from; input++) {
          rows[at++] = weight[(input * to + output) * KERNEL ** 2 + tap.weight];
        }
      }
    }
    return rows;
  };
  return { step, phases: phases.map((phase) => ({ ...phase, matrix: matrix(phase) })) };
}

// One layer with its normalisation and activation. `x` is [side, side, from], the result has `step` times the side.
async function transposedConvolution(x, side, { from, to, step, phases, scale, shift, isLast }, clock) {
  const outputs = new Float32Array(side * side * step * step * to);
  const activate = isLast ? Math.tanh : (value) => Math.max(value, 0);
  for (const { row, column, taps, matrix } of phases) {
    const length = taps.length * from;
    const patches = new Float32Array(PIXELS * length);
    const sums = new Float32Array(PIXELS * to);
    for (let first = 0; first < side * side; first += PIXELS) {
      const count = Math.min(PIXELS, side * side - first);
      for (let at = 0; at < count; at++) gather(x, side, from, taps, first + at, patches, at * length);
      multiply(patches, matrix, length, to, sums);
      for (let at = 0; at < count; at++) {
        const [y, right] = [Math.floor((first + at) / side), (first + at) % side];
        const pixel = (y * step + row) * side * step + right * step + column;
        for (let channel = 0; channel < to; channel++) {
          outputs[pixel * to + channel] = activate(sums[at * to + channel] * scale[channel] + shift[channel]);
        }
      }
      if (clock.isUp()) await clock.pause();
    }
  }
  return outputs;
}

// Pixels whose products are computed together, so that each weight is read once for them.
const PIXELS = 4;

// Copies what the taps of an output pixel take, zeros beyond the edges.
function gather(x, side, channels, taps, pixel, patches, at) {
  const [row, column] = [Math.floor(pixel / side), pixel % side];
  for (const { down, right } of taps) {
    const [y, across] = [row + down, column + right];
    const inside = y >= 0 && y < side && across >= 0 && across < side;
    const start = (y * side + across) * channels;
    if (inside) patches.set(x.subarray(start, start + channels), at);
    else patches.fill(0, at, at + channels);
    at += channels;
  }
}

// The products of four patches with every row of a matrix.
function multiply(patches, matrix, length, rows, sums) {
  for (let row = 0; row < rows; row++) {
    // Destructured, they would be no plain numbers to the compiler, and three times slower.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    const start = row * length;
    for (let at = 0; at < length; at++) {
      const weight = matrix[start + at];
      a += weight * patches[at];
      b += weight * patches[length + at];
      c += weight * patches[2 * length + at];
      d += weight * patches[3 * length + at];
    }
    sums[row] = a;
    sums[rows + row] = b;
    sums[2 * rows + row] = c;
    sums[3 * rows + row] = d;
  }
}

// [pixels, nc] as [nc, pixels].
function planes(x, pixels) {
  const nc = x.length / pixels;
  return Float32Array.from(x, (_, at) => x[(at % pixels) * nc + Math.floor(at / pixels)]);
}

// Says when a slice is over, and lets the page do other things before the next.
class Clock {
  #end = performance.now() + SLICE;

  isUp() {
    return performance.now() > this.#end;
  }

  async pause() {
    await nextTask();
    this.#end = performance.now() + SLICE;
  }
}

// Resolves in a task of its own. Timers would wait four milliseconds more.
function nextTask() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
