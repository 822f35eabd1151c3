// The adapter's own rate: the fastest kernel of kernels.js, at matrices large enough to fill the adapter. `gemm` becomes
// the outcome. `?tile=NAME&n=N` measures that one alone.
let gemm = null;

const SOFTWARE = ["swiftshader", "llvmpipe", "basic render"];
// Sides of the matrices. WebGPU promises buffers of 128 MiB, which a side of 8192 would exceed.
const SMALLEST = 256;
const LARGEST = 4096;
// Larger matrices are tried while the rate rises by at least this factor,
const RISE = 1.05;
// and a product may be expected to take no longer than this.
const MOST_MS = 300;
// Kernels slower than this share of the fastest are not tried on larger ones.
const CLOSE = 0.7;
// Long enough for what a submission costs not to count.
const LEAST_MS = 50;
const REPEATS = 5;

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const milliseconds = (n, gflops) => (2 * n ** 3) / gflops / 1e6;

// Two random matrices of this side and room for their product, here and on the device.
function matrices(device, n) {
  const size = n * n * 4;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const operands = [0, 1].map(() => Float32Array.from({ length: n * n }, () => Math.random() - 0.5));
  const buffers = [...operands, null].map((values) => {
    const buffer = device.createBuffer({ size, usage });
    if (values) device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  });
  return { n, operands, buffers };
}

// A kernel's rate in GFLOP/s; refuses one that computes something else.
async function rate(device, { n, operands, buffers }, kernel) {
  const module = device.createShaderModule({ code: kernel.code(n) });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });

  const time = async (times) => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    for (let index = 0; index < times; index++) pass.dispatchWorkgroups(kernel.across(n), kernel.down(n));
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };

  const encoder = device.createCommandEncoder();
  encoder.clearBuffer(buffers[2]);
  device.queue.submit([encoder.finish()]);
  await time(1);
  check(n, operands, await read(device, buffers[2]), kernel.name);
  let times = 1;
  while ((await time(times)) < LEAST_MS) times *= 2;
  const ms = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) ms.push((await time(times)) / times);
  return (2 * n ** 3) / median(ms) / 1e6;
}

async function read(device, buffer) {
  const result = device.createBuffer({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, result, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await result.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(result.getMappedRange()).slice();
  result.destroy();
  return values;
}

// Compares one element of every row and every column of the product.
function check(n, [a, b], c, name) {
  for (let row = 0; row < n; row++) {
    const column = (row * 37 + 11) % n; // 37 is odd and n a power of two
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[row * n + k] * b[k * n + column];
    const found = c[row * n + column];
    if (!(Math.abs(found - sum) < 1e-2)) throw new Error(`C[${row}][${column}] is ${found}, not ${sum}, by ${name}`);
  }
}

// The fastest of these kernels at this side, and those that come close to it.
async function fastest(device, n, kernels) {
  const given = matrices(device, n);
  const rates = [];
  for (const kernel of kernels) rates.push({ kernel, gflops: await rate(device, given, kernel) });
  for (const buffer of given.buffers) buffer.destroy();
  rates.sort((a, b) => b.gflops - a.gflops);
  const [{ kernel, gflops }] = rates;
  const close = rates.filter((one) => one.gflops >= CLOSE * gflops).map((one) => one.kernel);
  return { n, tile: kernel.name, gflops, close };
}

// The fastest kernel at the side from which on the rate no longer rises.
async function best(device) {
  let found = await fastest(device, SMALLEST, KERNELS);
  for (let n = 2 * SMALLEST; n <= LARGEST && milliseconds(n, found.gflops) <= MOST_MS; n *= 2) {
    const larger = await fastest(device, n, found.close);
    const rises = larger.gflops >= RISE * found.gflops;
    if (larger.gflops > found.gflops) found = larger;
    if (!rises) break;
  }
  return found;
}

async function measure() {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("the browser found no GPU it can use");
  const { description, vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "an unnamed GPU";
  const software = Boolean(isFallbackAdapter) || SOFTWARE.some((part) => name.toLowerCase().includes(part));
  const browser = navigator.userAgent.match(/Chrome\/[\d.]+/)?.[0] ?? navigator.userAgent;
  const device = await adapter.requestDevice();
  const asked = new URLSearchParams(location.search);
  const named = KERNELS.filter((kernel) => kernel.name === asked.get("tile"));
  const { n, tile, gflops } = named.length ? await fastest(device, Number(asked.get("n")), named) : await best(device);
  device.destroy();
  return { name, software, browser, n, tile, gflops };
}

measure().then(
  (measured) => (gemm = { measured }),
  (error) => (gemm = { failed: String(error) }),
);
