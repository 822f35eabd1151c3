{# The gradients of a batch normalisation and the activation behind it: by its input, its weight and its bias. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> sums: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> of_weight: array<f32>;
@group(0) @binding(6) var<storage, read_write> of_bias: array<f32>;
@group(0) @binding(7) var<uniform> shape: Shape;

fn total(channel: u32, group: u32) -> vec2<f32> {
    var pair = vec2(0.0);
    for (var chunk = 0u; chunk < shape.chunks; chunk += 1u) {
        pair += sums[(chunk * shape.groups + group) * shape.channels + channel];
    }
    return pair;
}

@compute @workgroup_size({{ unit.workgroup() }})
fn main({% include "unit_arguments.wgsl" %}) {
{%- include "unit.wgsl" %}
    let own = statistics[group * shape.channels + channel];
    let means = total(channel, group) / f32(shape.samples << (shape.area_bits + 2u));
    if (unit < shape.channels && lane == 0u) {
        var pair = vec2(0.0);
        for (var each_group = 0u; each_group < shape.groups; each_group += 1u) {
            pair += total(channel, each_group);
        }
        of_bias[channel] = pair.x;
        of_weight[channel] = pair.y;
    }
    for (var i = lane; i < end; i += {{ unit.lanes() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let g = gradient[at];
        let value = vec4<f32>(x[at]);
        let before = select({{ after.slope() }} * g, g, value * own.z + own.w > vec4(0.0));
        result[at] = (before - means.x - (value - own.x) * own.y * means.y) * own.z;
    }
}
