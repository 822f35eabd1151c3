// netG out of the .safetensors file that this page holds as base64: its layers in float32, ready to compute with.

// Added to a running variance, as PyTorch's BatchNorm2d does.
const EPSILON = 1e-5;
const KERNEL = 4;

// { nz, size, layers }; of each layer its channels { from, to }, its weight in [from, to, 4, 4], and per channel the scale
// and shift that batch normalisation in eval mode comes to: (x − mean) / √(variance + ε) · weight + bias. The first layer
// makes 4×4 of 1×1, each later one doubles the side.
function readNetG(base64) {
  const tensor = tensorsOf(bytesOf(base64));
  const layers = [];
  for (let place = 0; tensor.has(`main.${place}.weight`); place += 3) {
    const { shape, values } = tensor.get(`main.${place}.weight`);
    const [from, to] = shape;
    layers.push({ from, to, weight: values, ...normalisation(tensor, `main.${place + 1}`, to) });
  }
  return { nz: layers[0].from, size: KERNEL << (layers.length - 1), layers };
}

function normalisation(tensor, prefix, channels) {
  const scale = new Float32Array(channels).fill(1);
  const shift = new Float32Array(channels);
  // The last layer has none.
  if (!tensor.has(`${prefix}.running_var`)) return { scale, shift };
  const names = ["weight", "bias", "running_mean", "running_var"];
  const [weight, bias, mean, variance] = names.map((name) => tensor.get(`${prefix}.${name}`).values);
  for (let channel = 0; channel < channels; channel++) {
    const factor = weight[channel] / Math.sqrt(variance[channel] + EPSILON);
    scale[channel] = factor;
    shift[channel] = bias[channel] - mean[channel] * factor;
  }
  return { scale, shift };
}

function bytesOf(base64) {
  const text = atob(base64.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

// The tensors of a .safetensors file by their names: the length of a table of contents, that table as JSON, the numbers.
function tensorsOf(bytes) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const table = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensors = new Map();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(table)) {
    if (name === "__metadata__") continue;
    const [begin, end] = offsets.map((offset) => 8 + length + offset);
    tensors.set(name, { shape, values: numbers(dtype, bytes.buffer.slice(begin, end)) });
  }
  return tensors;
}

function numbers(dtype, buffer) {
  if (dtype === "F32") return new Float32Array(buffer);
  return Float32Array.from(new Uint16Array(buffer), (bits) => FLOAT16[bits]);
}

// Every number of float16 (IEEE 754 binary16), by its bits.
const FLOAT16 = Float32Array.from({ length: 1 << 16 }, (_, bits) => {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
});
