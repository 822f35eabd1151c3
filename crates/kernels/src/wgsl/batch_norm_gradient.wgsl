{# The gradients of a batch normalisation and its activation by the input, the weight and the bias, from the sums of all
   chunks. -#}
{% include "batch_norm_gradient_inputs.wgsl" %}
@group(0) @binding(3) var<storage, read> sums: array<vec2<f32>>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> weight_gradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> bias_gradient: array<f32>;
@group(0) @binding(7) var<uniform> shape: Shape;

{% include "batch_norm_total.wgsl" %}

{% include "batch_norm_gradient_apply.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_chunk.wgsl" %}
    if (index < shape.channels && local_index == 0u) {
        var pair = vec2(0.0);
        for (var other_group = 0u; other_group < shape.groups; other_group += 1u) {
            pair += total(channel, other_group);
        }
        bias_gradient[channel] = pair.x;
        weight_gradient[channel] = pair.y;
    }
    apply_gradient(chunk, statistics[group * shape.channels + channel], total(channel, group), local_index);
}
