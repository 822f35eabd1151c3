// The adapter's own rate: C = A·B of square matrices in plain WGSL, once with tiles in workgroup memory and once with
// tiles in registers, since barriers are slow on some adapters. `gemm` becomes the outcome.
let gemm = null;

const SOFTWARE = ["swiftshader", "llvmpipe", "basic render"];
// Long enough for what a submission costs not to count.
const LEAST_MS = 100;
const REPEATS = 7;

const BINDINGS = (type) => `
@group(0) @binding(0) var<storage, read> a: array<${type}>;
@group(0) @binding(1) var<storage, read> b: array<${type}>;
@group(0) @binding(2) var<storage, read_write> c: array<${type}>;`;

// 16 × 16 threads share a tile of A and one of B; each has one element of C.
const shared = (n) => ({
  groups: n / 16,
  code: `${BINDINGS("f32")}
var<workgroup> tile_a: array<array<f32, 16>, 16>;
var<workgroup> tile_b: array<array<f32, 16>, 16>;

@compute @workgroup_size(16, 16)
fn main(@builtin(global_invocation_id) at: vec3u, @builtin(local_invocation_id) own: vec3u) {
  var sum = 0.0;
  for (var tile = 0u; tile < ${n}u; tile += 16u) {
    tile_a[own.y][own.x] = a[at.y * ${n}u + tile + own.x];
    tile_b[own.y][own.x] = b[(tile + own.y) * ${n}u + at.x];
    workgroupBarrier();
    for (var k = 0u; k < 16u; k++) {
      sum += tile_a[own.y][k] * tile_b[k][own.x];
    }
    workgroupBarrier();
  }
  c[at.y * ${n}u + at.x] = sum;
}`,
});

// Each thread has 8 × 8 elements of C. Unrolled, since arrays with a variable index would not stay in registers.
const registers = (n) => {
  const range = (length) => [...Array(length).keys()];
  const lines = (length, line) => range(length).map(line).join("\n");
  const width = n / 4; // of a row in vectors
  // Of the two vectors in each of 8 or 4 rows, which one.
  const both = (rows, line) => lines(rows * 2, (index) => line(index >> 1, index & 1));
  const step = (row, k) =>
    lines(2, (half) => `c${row}_${half} = fma(vec4f(a${row}[${k}]), b${k}_${half}, c${row}_${half});`);
  return {
    groups: n / 8 / 8,
    code: `${BINDINGS("vec4f")}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) at: vec3u) {
  let row = at.y * 8u;
  let column = at.x * 2u;
  ${both(8, (row, half) => `var c${row}_${half} = vec4f();`)}
  for (var k = 0u; k < ${width}u; k++) {
    ${lines(8, (row) => `let a${row} = a[(row + ${row}u) * ${width}u + k];`)}
    ${both(4, (row, half) => `let b${row}_${half} = b[(k * 4u + ${row}u) * ${width}u + column + ${half}u];`)}
    ${lines(8, (row) => lines(4, (k) => step(row, k)))}
  }
  ${both(8, (row, half) => `c[(row + ${row}u) * ${width}u + column + ${half}u] = c${row}_${half};`)}
}`,
  };
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

// Runs a kernel until its rate is known; refuses one that computes something else.
async function rate(device, n, { groups, code }) {
  const bytes = n * n * 4;
  const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const operands = [0, 1].map(() => Float32Array.from({ length: n * n }, () => Math.random() - 0.5));
  const buffers = [...operands, null].map((values) => {
    const buffer = device.createBuffer({ size: bytes, usage: STORAGE | COPY_SRC | COPY_DST });
    if (values) device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  });
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });

  const time = async (times) => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let index = 0; index < times; index++) pass.dispatchWorkgroups(groups, groups);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };

  await time(1);
  let times = 1;
  while ((await time(times)) < LEAST_MS) times *= 2;
  const ms = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) ms.push((await time(times)) / times);

  const result = device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffers[2], 0, result, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await result.mapAsync(GPUMapMode.READ);
  check(n, operands, new Float32Array(result.getMappedRange()));
  for (const buffer of [...buffers, result]) buffer.destroy();
  return (2 * n ** 3) / median(ms) / 1e6;
}

// Compares a diagonal of the product, which crosses every tile of both kernels' grids.
function check(n, [a, b], c) {
  for (let at = 0; at < n; at++) {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[at * n + k] * b[k * n + at];
    if (!(Math.abs(c[at * n + at] - sum) < 1e-2)) throw new Error(`C[${at}][${at}] is ${c[at * n + at]}, not ${sum}`);
  }
}

async function measure() {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("the browser found no GPU it can use");
  const { description, vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed GPU";
  const software = Boolean(isFallbackAdapter) || SOFTWARE.some((part) => name.toLowerCase().includes(part));
  const n = software ? 256 : 1024;
  const device = await adapter.requestDevice();
  const browser = navigator.userAgent.match(/Chrome\/[\d.]+/)?.[0] ?? navigator.userAgent;
  const outcome = { name, software, n, browser };
  outcome.sharedGflops = await rate(device, n, shared(n));
  outcome.registersGflops = await rate(device, n, registers(n));
  device.destroy();
  return outcome;
}

measure().then(
  (measured) => (gemm = { measured }),
  (error) => (gemm = { failed: String(error) }),
);
