{# Sums of the normalisation's output gradient, and of its products with the normalised values, for each chunk. -#}
{% include "batch_norm_gradient_inputs.wgsl" %}
@group(0) @binding(3) var<storage, read_write> sums: array<vec2<f32>>;
@group(0) @binding(4) var<uniform> shape: Shape;

{% include "batch_norm_partial_gradient_sums.wgsl" %}

{% include "batch_norm_reduced.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_chunk.wgsl" %}
    let stats = statistics[group * shape.channels + channel];
    let pair = reduced(partial_gradient_sums(chunk, stats, local_index), local_index);
    if (local_index == 0u) {
        sums[index] = pair;
    }
}
