{# Batch normalisation with the batch's own statistics, followed by the activation. The running statistics take one step
   for each group, in turn. -#}
{% if precision.is_half() || result.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> sums: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(5) var<storage, read_write> running_var: array<f32>;
@group(0) @binding(6) var<storage, read_write> y: array<vec4<{{ result }}>>;
@group(0) @binding(7) var<storage, read_write> statistics: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> shape: Shape;

/// Mean and biased variance of a channel in a group.
fn moments(channel: u32, group: u32) -> vec2<f32> {
    var pair = vec2(0.0);
    for (var chunk = 0u; chunk < shape.chunks; chunk += 1u) {
        pair += sums[(chunk * shape.groups + group) * shape.channels + channel];
    }
    pair /= f32(shape.samples << (shape.area_bits + 2u));
    let origin = f32(x[(group * shape.samples * shape.channels + channel) << shape.area_bits].x);
    return vec2(origin + pair.x, max(pair.y - pair.x * pair.x, 0.0));
}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_chunk.wgsl" %}
    let stats = moments(channel, group);
    let inverse = 1.0 / sqrt(stats.y + {{ EPSILON }});
    let scale = weight[channel] * inverse;
    let shift = bias[channel] - stats.x * scale;
    if (chunk == 0u && local_index == 0u) {
        statistics[group * shape.channels + channel] = vec4(stats.x, inverse, scale, shift);
        if (group == 0u) {
            let count = f32(shape.samples << (shape.area_bits + 2u));
            var mean = running_mean[channel];
            var variance = running_var[channel];
            for (var other_group = 0u; other_group < shape.groups; other_group += 1u) {
                let batch = moments(channel, other_group);
                mean = mean * (1.0 - {{ MOMENTUM }}) + batch.x * {{ MOMENTUM }};
                variance = variance * (1.0 - {{ MOMENTUM }}) + batch.y * (count / (count - 1.0)) * {{ MOMENTUM }};
            }
            running_mean[channel] = mean;
            running_var[channel] = variance;
        }
    }
    for (var i = local_index; i < end; i += {{ reducer.threads() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let z = vec4<f32>(x[at]) * scale + shift;
        y[at] = vec4<{{ result }}>(select({{ activation.slope() }} * z, z, z > vec4(0.0)));
    }
}
