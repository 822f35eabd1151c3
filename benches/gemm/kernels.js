// Products of square matrices in plain WGSL, C = A·B of side n, with tiles of many forms: which is fastest depends on the
// adapter. A form gives the kernel's `code` for n and how many workgroups it takes across and down.

const BINDINGS = `
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read> b: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4f>;`;

const range = (length) => [...Array(length).keys()];
const lines = (length, line) => range(length).map(line).join("\n");

// A workgroup makes height × width values of C and a thread rows × columns of them. `terms` columns of A and rows of B
// at a time lie in workgroup memory, A's transposed, as vectors of four or as scalars.
const shared = ({ height, width, terms, rows, columns, vectors }) => ({
  name: `${vectors ? "vectors" : "scalars"}-${height}x${width}x${terms}-${rows}x${columns}`,
  across: (n) => n / width,
  down: (n) => n / height,
  code(n) {
    const across = width / columns; // threads
    const threads = across * (height / rows);
    const pitch = height / 4 + 1; // of A's tile in fours; one more than needed, against conflicts of banks
    const quads = columns / 4;
    const memory = (fours) => (vectors ? `array<vec4f, ${fours}>` : `array<f32, ${fours * 4}>`);
    const put = (tile, at, four) =>
      vectors ? `${tile}[${at}] = vec4f(${four});` : lines(4, (i) => `${tile}[4u * (${at}) + ${i}u] = ${four[i]};`);
    const get = (tile, at) =>
      vectors ? `${tile}[${at}]` : `vec4f(${range(4).map((i) => `${tile}[4u * (${at}) + ${i}u]`)})`;
    const sum = (row, quad) =>
      `c${row}_${quad} = fma(vec4f(a${row >> 2}[${row & 3}]), b${quad}, c${row}_${quad});`;
    return `${BINDINGS}
var<workgroup> tile_a: ${memory(terms * pitch)};
var<workgroup> tile_b: ${memory((terms * width) / 4)};

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = local / ${across}u;
  let column = local % ${across}u;
  let top = group.y * ${height}u;
  let left = group.x * ${width / 4}u;
  ${lines(rows, (row) => lines(quads, (quad) => `var c${row}_${quad} = vec4f();`))}
  for (var first = 0u; first < ${n}u; first += ${terms}u) {
    for (var at = local; at < ${(height / 4) * (terms / 4)}u; at += ${threads}u) {
      let block = at / ${terms / 4}u;
      let quad = at % ${terms / 4}u;
      ${lines(4, (i) => `let a${i} = a[(top + 4u * block + ${i}u) * ${n / 4}u + first / 4u + quad];`)}
      ${lines(4, (k) => put("tile_a", `(4u * quad + ${k}u) * ${pitch}u + block`, range(4).map((i) => `a${i}[${k}]`)))}
    }
    for (var at = local; at < ${(terms * width) / 4}u; at += ${threads}u) {
      let four = b[(first + at / ${width / 4}u) * ${n / 4}u + left + at % ${width / 4}u];
      ${put("tile_b", "at", range(4).map((i) => `four[${i}]`))}
    }
    workgroupBarrier();
    for (var k = 0u; k < ${terms}u; k++) {
      ${lines(rows / 4, (i) => `let a${i} = ${get("tile_a", `k * ${pitch}u + row * ${rows / 4}u + ${i}u`)};`)}
      ${lines(quads, (i) => `let b${i} = ${get("tile_b", `k * ${width / 4}u + column + ${i * across}u`)};`)}
      ${lines(rows, (row) => lines(quads, (quad) => sum(row, quad)))}
    }
    workgroupBarrier();
  }
  ${lines(rows, (i) =>
    lines(quads, (quad) => {
      const at = `(top + row * ${rows}u + ${i}u) * ${n / 4}u + left + column + ${quad * across}u`;
      return `c[${at}] = c${i}_${quad};`;
    }),
  )}
}`;
  },
});

// Each thread has 8 × 8 elements of C and reads A and B by itself: barriers are slow on software adapters.
// Unrolled, since arrays with a variable index would not stay in registers.
const registers = {
  name: "registers-8x8",
  across: (n) => n / 64,
  down: (n) => n / 64,
  code(n) {
    const width = n / 4; // of a row in vectors
    // Of the two vectors in each of 8 or 4 rows, which one.
    const both = (rows, line) => lines(rows * 2, (index) => line(index >> 1, index & 1));
    const step = (row, k) =>
      lines(2, (half) => `c${row}_${half} = fma(vec4f(a${row}[${k}]), b${k}_${half}, c${row}_${half});`);
    return `${BINDINGS}

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
}`;
  },
};

const KERNELS = [
  registers,
  shared({ height: 64, width: 64, terms: 16, rows: 8, columns: 8, vectors: false }),
  shared({ height: 64, width: 64, terms: 16, rows: 8, columns: 8, vectors: true }),
  shared({ height: 128, width: 64, terms: 16, rows: 8, columns: 8, vectors: true }),
  shared({ height: 128, width: 128, terms: 8, rows: 8, columns: 8, vectors: false }),
  shared({ height: 128, width: 128, terms: 8, rows: 8, columns: 8, vectors: true }),
  shared({ height: 64, width: 64, terms: 16, rows: 4, columns: 4, vectors: true }),
  shared({ height: 32, width: 32, terms: 16, rows: 4, columns: 4, vectors: true }),
];
