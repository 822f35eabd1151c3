{# Normalises with the running statistics and applies the activation, four values a thread. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, channels: u32, area_bits: u32, slope: f32 }

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read> running_mean: array<f32>;
@group(0) @binding(4) var<storage, read> running_var: array<f32>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4<{{ precision }}>>;
@group(0) @binding(6) var<uniform> shape: Shape;

{% include "relu.wgsl" %}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "batch_norm_eval_scale.wgsl" %}
    let z = (vec4<f32>(x[thread]) - running_mean[channel]) * scale + bias[channel];
    y[thread] = vec4<{{ precision }}>(relu(z));
}
