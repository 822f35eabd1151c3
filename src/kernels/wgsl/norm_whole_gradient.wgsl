{# The gradients of a batch normalisation and the activation behind it, a thread a channel. -#}
struct Shape { samples: u32, channels: u32, groups: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> of_weight: array<f32>;
@group(0) @binding(5) var<storage, read_write> of_bias: array<f32>;
@group(0) @binding(6) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let channel = id.x;
    if (channel >= shape.channels) {
        return;
    }
    let area = 1u << shape.area_bits;
    let count = f32(shape.samples << (shape.area_bits + 2u));
    var total = vec2(0.0);
    for (var group = 0u; group < shape.groups; group += 1u) {
        let own = statistics[group * shape.channels + channel];
        let first = group * shape.samples;
        var sum = vec4(0.0);
        var product = vec4(0.0);
        for (var sample = first; sample < first + shape.samples; sample += 1u) {
            let plane = (sample * shape.channels + channel) << shape.area_bits;
            for (var i = plane; i < plane + area; i += 1u) {
                let value = x[i];
                let g = gradient[i];
                let before = select({{ after.slope() }} * g, g, value * own.z + own.w > vec4(0.0));
                sum += before;
                product += before * ((value - own.x) * own.y);
            }
        }
        let sums = vec2(dot(sum, vec4(1.0)), dot(product, vec4(1.0)));
        total += sums;
        let means = sums / count;
        for (var sample = first; sample < first + shape.samples; sample += 1u) {
            let plane = (sample * shape.channels + channel) << shape.area_bits;
            for (var i = plane; i < plane + area; i += 1u) {
                let value = x[i];
                let g = gradient[i];
                let before = select({{ after.slope() }} * g, g, value * own.z + own.w > vec4(0.0));
                result[i] = (before - means.x - (value - own.x) * own.y * means.y) * own.z;
            }
        }
    }
    of_bias[channel] = total.x;
    of_weight[channel] = total.y;
}
