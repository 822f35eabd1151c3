{# Adds up what the shares of a sum came to. -#}
struct Shape { length: u32, shares: u32 }

@group(0) @binding(0) var<storage, read> shares: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> total: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread.wgsl" %}
    if (thread >= shape.length) {
        return;
    }
    var sum = shares[thread];
    for (var share = 1u; share < shape.shares; share += 1u) {
        sum += shares[share * shape.length + thread];
    }
    total[thread] = sum;
}
