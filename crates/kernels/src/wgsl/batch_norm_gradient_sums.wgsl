{# Sums of the normalisation's output gradient, and of its products with the normalised values, for each chunk. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(4) var<uniform> shape: Shape;

{% if reducer.is_workgroup() -%}
var<workgroup> partials: array<vec2<f32>, {{ reducer.workgroup() }}>;
{% endif -%}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_chunk.wgsl" %}
    let stats = statistics[group * shape.channels + channel];
    var sum = vec4(0.0);
    var square = vec4(0.0);
    for (var i = local_index; i < end; i += {{ reducer.threads() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let g = gradient[at];
        let value = vec4<f32>(x[at]);
        let upstream = select({{ activation.slope() }} * g, g, value * stats.z + stats.w > vec4(0.0));
        sum += upstream;
        square += upstream * ((value - stats.x) * stats.y);
    }
{% include "batch_norm_chunk_sum.wgsl" %}
}
