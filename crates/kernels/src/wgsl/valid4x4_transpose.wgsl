{# conv_transpose2d from a single pixel to 4×4, which is also the valid conv2d's gradient by its input. A thread computes
   four values of {{ samples }} samples. -#}
struct Shape { batch: u32, length: u32, inputs: u32 }

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> images: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    let i = thread % shape.length;
    let first = thread / shape.length * {{ samples }}u;
    if (first >= shape.batch) {
        return;
    }
    {%- for s in 0..samples %}
    var sum{{ s }} = vec4(0.0);
    let s{{ s }} = min(first + {{ s }}u, shape.batch - 1u) * shape.inputs;
    {%- endfor %}
    for (var k = 0u; k < shape.inputs; k += 1u) {
        let w = weight[k * shape.length + i];
        {%- for s in 0..samples %}
        sum{{ s }} += input[s{{ s }} + k] * w;
        {%- endfor %}
    }
    {%- for s in 0..samples %}
    if (first + {{ s }}u < shape.batch) {
        images[(first + {{ s }}u) * shape.length + i] = sum{{ s }};
    }
    {%- endfor %}
}
