{# The gradient of an activation by its input, computed from its output. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, slope: f32, is_tanh: u32 }

@group(0) @binding(0) var<storage, read> output: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    if (thread >= shape.length) {
        return;
    }
    let y = vec4<f32>(output[thread]);
    let g = gradient[thread];
    if (shape.is_tanh == 1u) {
        result[thread] = g * (1.0 - y * y);
    } else {
        result[thread] = select(shape.slope * g, g, y > vec4(0.0));
    }
}
