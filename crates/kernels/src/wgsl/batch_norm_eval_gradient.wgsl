{# The gradient of a normalisation with the running statistics and its activation by its input, from its output. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, channels: u32, area_bits: u32, slope: f32 }

@group(0) @binding(0) var<storage, read> y: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> weight: array<f32>;
@group(0) @binding(3) var<storage, read> running_var: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "batch_norm_eval_scale.wgsl" %}
    let g = gradient[thread];
    result[thread] = scale * select(shape.slope * g, g, vec4<f32>(y[thread]) > vec4(0.0));
}
