{# The gradients of a batch normalisation and its activation by the input, the weight and the bias: a reducer makes the sums
   over all values of a channel and applies them. -#}
{% include "batch_norm_gradient_inputs.wgsl" %}
@group(0) @binding(3) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> weight_gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> bias_gradient: array<f32>;
@group(0) @binding(6) var<uniform> shape: Shape;

{% include "batch_norm_partial_gradient_sums.wgsl" %}

{% include "batch_norm_reduced.wgsl" %}

{% include "batch_norm_gradient_apply.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_channel.wgsl" %}
    var all_groups = vec2(0.0);
    for (var group = 0u; group < shape.groups; group += 1u) {
        let chunk = Chunk(channel, group, group * shape.samples, shape.samples << shape.area_bits);
        let stats = statistics[group * shape.channels + channel];
        let pair = reduced(partial_gradient_sums(chunk, stats, local_index), local_index);
        all_groups += pair;
        apply_gradient(chunk, stats, pair, local_index);
    }
    if (local_index == 0u) {
        bias_gradient[channel] = all_groups.x;
        weight_gradient[channel] = all_groups.y;
    }
}
