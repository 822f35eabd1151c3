{# Sums of the gradient behind the normalisation, and of its products with the normalised values. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(4) var<uniform> shape: Shape;

{% if unit.is_workgroup() -%}
var<workgroup> pairs: array<vec2<f32>, {{ unit.workgroup() }}>;
{% endif -%}

@compute @workgroup_size({{ unit.workgroup() }})
fn main({% include "unit_arguments.wgsl" %}) {
{%- include "unit.wgsl" %}
    let own = statistics[group * shape.channels + channel];
    var sum = vec4(0.0);
    var square = vec4(0.0);
    for (var i = lane; i < end; i += {{ unit.lanes() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let g = gradient[at];
        let value = vec4<f32>(x[at]);
        let before = select({{ after.slope() }} * g, g, value * own.z + own.w > vec4(0.0));
        sum += before;
        square += before * ((value - own.x) * own.y);
    }
{% include "unit_sum.wgsl" %}
}
