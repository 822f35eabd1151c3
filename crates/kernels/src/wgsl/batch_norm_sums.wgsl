{# Sums of a batch's values and of their squares, for each channel, group and chunk of samples. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
{% include "batch_norm_chunk.wgsl" %}

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(2) var<uniform> shape: Shape;

{% include "batch_norm_origin.wgsl" %}

{% include "batch_norm_partial_sums.wgsl" %}

{% include "batch_norm_reduced.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_chunk.wgsl" %}
    let pair = reduced(partial_sums(chunk, local_index), local_index);
    if (local_index == 0u) {
        sums[index] = pair;
    }
}
