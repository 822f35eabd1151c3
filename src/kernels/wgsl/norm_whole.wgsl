{# Batch normalisation and the activation behind it, a thread a channel: one pass for the sums and one for the values, for
   each group in turn. -#}
struct Shape { samples: u32, channels: u32, groups: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(4) var<storage, read_write> running_var: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> statistics: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let channel = id.x;
    if (channel >= shape.channels) {
        return;
    }
    let area = 1u << shape.area_bits;
    let count = f32(shape.samples << (shape.area_bits + 2u));
    var mean = running_mean[channel];
    var variance = running_var[channel];
    for (var group = 0u; group < shape.groups; group += 1u) {
        let first = group * shape.samples;
        // Values are taken from the first, so that the squares lose no digits where the mean is far from zero.
        let origin = x[(first * shape.channels + channel) << shape.area_bits].x;
        var sum = vec4(0.0);
        var square = vec4(0.0);
        for (var sample = first; sample < first + shape.samples; sample += 1u) {
            let plane = (sample * shape.channels + channel) << shape.area_bits;
            for (var i = plane; i < plane + area; i += 1u) {
                let value = x[i] - origin;
                sum += value;
                square += value * value;
            }
        }
        let moments = vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0))) / count;
        let own_mean = origin + moments.x;
        let own_variance = max(moments.y - moments.x * moments.x, 0.0);
        mean = mean * (1.0 - {{ MOMENTUM }}) + own_mean * {{ MOMENTUM }};
        variance = variance * (1.0 - {{ MOMENTUM }}) + own_variance * (count / (count - 1.0)) * {{ MOMENTUM }};
        let inverse = 1.0 / sqrt(own_variance + {{ EPSILON }});
        let scale = weight[channel] * inverse;
        let shift = bias[channel] - own_mean * scale;
        statistics[group * shape.channels + channel] = vec4(own_mean, inverse, scale, shift);
        for (var sample = first; sample < first + shape.samples; sample += 1u) {
            let plane = (sample * shape.channels + channel) << shape.area_bits;
            for (var i = plane; i < plane + area; i += 1u) {
                let z = x[i] * scale + shift;
                y[i] = select({{ after.slope() }} * z, z, z > vec4(0.0));
            }
        }
    }
    running_mean[channel] = mean;
    running_var[channel] = variance;
}
