{# Sums of a batch's values and of their squares, for each channel, group and chunk of samples. The channel's first value
   is subtracted from all, so that the squares lose no digits where the mean is far from zero. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(2) var<uniform> shape: Shape;

{% if reducer.is_workgroup() -%}
var<workgroup> partials: array<vec2<f32>, {{ reducer.workgroup() }}>;
{% endif -%}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_chunk.wgsl" %}
    let origin = f32(x[(group * shape.samples * shape.channels + channel) << shape.area_bits].x);
    var sum = vec4(0.0);
    var square = vec4(0.0);
    for (var i = local_index; i < end; i += {{ reducer.threads() }}u) {
        let sample = first + (i >> shape.area_bits);
        let at = ((sample * shape.channels + channel) << shape.area_bits) + (i & (area - 1u));
        let value = vec4<f32>(x[at]) - origin;
        sum += value;
        square += value * value;
    }
{% include "batch_norm_chunk_sum.wgsl" %}
}
