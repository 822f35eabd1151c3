{# Batch normalisation with the batch's own statistics, followed by the activation: a reducer sums up and normalises all
   values of a channel. The running statistics take one step for each group, in turn. -#}
{% if precision.is_half() || result.is_half() %}enable f16;
{% endif -%}
{% include "batch_norm_chunk.wgsl" %}

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(4) var<storage, read_write> running_var: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4<{{ result }}>>;
@group(0) @binding(6) var<storage, read_write> statistics: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> shape: Shape;

{% include "batch_norm_origin.wgsl" %}

{% include "batch_norm_partial_sums.wgsl" %}

{% include "batch_norm_reduced.wgsl" %}

{% include "batch_norm_apply.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_channel.wgsl" %}
    var running = vec2(running_mean[channel], running_var[channel]);
    for (var group = 0u; group < shape.groups; group += 1u) {
        let chunk = Chunk(channel, group, group * shape.samples, shape.samples << shape.area_bits);
        let batch = moments(reduced(partial_sums(chunk, local_index), local_index), channel, group);
        let stats = statistics_of(channel, batch);
        running = moved(running, batch);
        normalize(chunk, stats, local_index);
        if (local_index == 0u) {
            statistics[group * shape.channels + channel] = stats;
        }
    }
    if (local_index == 0u) {
        running_mean[channel] = running.x;
        running_var[channel] = running.y;
    }
}
