{# Batch normalisation with the batch's own statistics, from the sums of all chunks, followed by the activation. The
   running statistics take one step for each group, in turn. -#}
{% if precision.is_half() || result.is_half() %}enable f16;
{% endif -%}
{% include "batch_norm_chunk.wgsl" %}

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> sums: array<vec2<f32>>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> running_mean: array<f32>;
@group(0) @binding(5) var<storage, read_write> running_var: array<f32>;
@group(0) @binding(6) var<storage, read_write> y: array<vec4<{{ result }}>>;
@group(0) @binding(7) var<storage, read_write> statistics: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> shape: Shape;

{% include "batch_norm_total.wgsl" %}

{% include "batch_norm_origin.wgsl" %}

{% include "batch_norm_apply.wgsl" %}

@compute @workgroup_size({{ reducer.workgroup() }})
fn main({% include "batch_norm_arguments.wgsl" %}) {
{%- include "batch_norm_own_chunk.wgsl" %}
    let stats = statistics_of(channel, moments(total(channel, group), channel, group));
    if (part == 0u && local_index == 0u) {
        statistics[group * shape.channels + channel] = stats;
        if (group == 0u) {
            var running = vec2(running_mean[channel], running_var[channel]);
            for (var other_group = 0u; other_group < shape.groups; other_group += 1u) {
                running = moved(running, moments(total(channel, other_group), channel, other_group));
            }
            running_mean[channel] = running.x;
            running_var[channel] = running.y;
        }
    }
    normalize(chunk, stats, local_index);
}
