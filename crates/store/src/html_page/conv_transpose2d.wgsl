// A transposed convolution with its normalisation and activation, phase by phase as a product of matrices: patches of the
// input, [pixels, from · taps], times the weights that the phase takes, [from · taps, to], tile by tile in workgroup memory.
// Images are [batch, channels, side, side], weights [from, to, 4, 4].

struct Layer {
  batch: u32,
  from_channels: u32,
  to_channels: u32,
  side: u32,
  // Output pixels a row for each input pixel: 4 in the first layer, which makes 4×4 pixels of one, else 2.
  step: u32,
  is_last: u32,
}

@group(0) @binding(0) var<uniform> layer: Layer;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read> shift: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<f32>;

const TILE = 16u;
var<workgroup> patches: array<array<f32, TILE>, TILE>;
var<workgroup> weights: array<array<f32, TILE>, TILE>;

// One axis of a tap: the weight that it takes, and the input pixel relative to the output pixel's own.
struct Tap {
  weight: u32,
  offset: i32,
}

// With stride 2 and padding 1, output 2i takes weight 1 for input i and weight 3 for input i − 1; output 2i + 1 takes
// weight 2 for input i and weight 0 for input i + 1. In the first layer each output takes one weight for the one input.
fn tap_of(phase: u32, tap: u32) -> Tap {
  if layer.step == 4u {
    return Tap(phase, 0);
  }
  if tap == 0u {
    return Tap(1u + phase, 0);
  }
  return Tap(3u - 3u * phase, 2 * i32(phase) - 1);
}

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let taps = select(2u, 1u, layer.step == 4u);
  let pixels = layer.side * layer.side;
  let length = taps * taps * layer.from_channels;
  let phase = vec2u(group.z % layer.step, group.z / layer.step);
  // A thread's own output: a pixel of an image of the batch, and a channel.
  let place = group.x * TILE + local.y;
  let channel = group.y * TILE + local.x;
  let image = place / pixels;
  let row = place % pixels / layer.side;
  let column = place % layer.side;
  var sum = 0.0;
  for (var first = 0u; first < length; first += TILE) {
    // The threads fetch a tile of each matrix: patches with the terms of the sum along a row, weights down a column.
    patches[local.y][local.x] = patch_value(image, row, column, phase, taps, first + local.x);
    weights[local.y][local.x] = weight_value(channel, phase, taps, first + local.y);
    workgroupBarrier();
    for (var term = 0u; term < TILE; term++) {
      sum += patches[local.y][term] * weights[term][local.x];
    }
    workgroupBarrier();
  }
  if image >= layer.batch || channel >= layer.to_channels {
    return;
  }
  let side = layer.side * layer.step;
  let plane = image * layer.to_channels + channel;
  let at = (plane * side + row * layer.step + phase.y) * side + column * layer.step + phase.x;
  let value = sum * scale[channel] + shift[channel];
  // Some GPUs compute tanh of large values as NaN.
  y[at] = select(max(value, 0.0), tanh(clamp(value, -10.0, 10.0)), layer.is_last == 1u);
}

// The value of a patch that the term-th product takes: taps vary fastest, then input channels.
fn patch_value(image: u32, row: u32, column: u32, phase: vec2u, taps: u32, term: u32) -> f32 {
  let channel = term / (taps * taps);
  let down = i32(row) + tap_of(phase.y, term / taps % taps).offset;
  let right = i32(column) + tap_of(phase.x, term % taps).offset;
  let side = i32(layer.side);
  if image >= layer.batch || channel >= layer.from_channels || min(down, right) < 0 || max(down, right) >= side {
    return 0.0;
  }
  return x[((image * layer.from_channels + channel) * layer.side + u32(down)) * layer.side + u32(right)];
}

fn weight_value(output: u32, phase: vec2u, taps: u32, term: u32) -> f32 {
  let channel = term / (taps * taps);
  if channel >= layer.from_channels || output >= layer.to_channels {
    return 0.0;
  }
  let place = tap_of(phase.y, term / taps % taps).weight * 4u + tap_of(phase.x, term % taps).weight;
  return weight[(channel * layer.to_channels + output) * 16u + place];
}
