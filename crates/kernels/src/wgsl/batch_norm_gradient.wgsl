{# The gradients of a batch normalisation and its activation by the input, the weight and the bias. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> sums: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> weight_gradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> bias_gradient: array<f32>;
@group(0) @binding(7) var<uniform> shape: Shape;

fn total(channel: u32, group: u32) -> vec2<f32> {
    var pair = vec2(0.0);
    for (var chunk = 0u; chunk < shape.chunks; chunk += 1u) {
        pair += sums[(chunk * shape.groups + group) * shape.channels + channel];
    }
    return pair;
}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_chunk.wgsl" %}
    let stats = statistics[group * shape.channels + channel];
    let means = total(channel, group) / f32(shape.samples << (shape.area_bits + 2u));
    if (index < shape.channels && local_index == 0u) {
        var pair = vec2(0.0);
        for (var other_group = 0u; other_group < shape.groups; other_group += 1u) {
            pair += total(channel, other_group);
        }
        bias_gradient[channel] = pair.x;
        weight_gradient[channel] = pair.y;
    }
    for (var i = local_index; i < end; i += {{ reducer.threads() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let g = gradient[at];
        let value = vec4<f32>(x[at]);
        let upstream = select({{ activation.slope() }} * g, g, value * stats.z + stats.w > vec4(0.0));
        result[at] = (upstream - means.x - (value - stats.x) * stats.y * means.y) * stats.z;
    }
}
