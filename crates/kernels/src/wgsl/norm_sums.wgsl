{# Sums of a batch's values and of their squares, by channel and group, of each chunk of the samples. The values are taken
   from the channel's first, so that the squares lose no digits where the mean is far from zero. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(2) var<uniform> shape: Shape;

{% if unit.is_workgroup() -%}
var<workgroup> pairs: array<vec2<f32>, {{ unit.workgroup() }}>;
{% endif -%}

@compute @workgroup_size({{ unit.workgroup() }})
fn main({% include "unit_arguments.wgsl" %}) {
{%- include "unit.wgsl" %}
    let origin = f32(x[(group * shape.samples * shape.channels + channel) << shape.area_bits].x);
    var sum = vec4(0.0);
    var square = vec4(0.0);
    for (var i = lane; i < end; i += {{ unit.lanes() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let value = vec4<f32>(x[at]) - origin;
        sum += value;
        square += value * value;
    }
{% include "unit_sum.wgsl" %}
}
