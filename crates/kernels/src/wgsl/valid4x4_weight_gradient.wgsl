{# The weight gradient of the valid 4×4 conv2d and of its transpose. A thread computes four values of {{ channels }}
   kernels. -#}
{% if images.is_half() %}enable f16;
{% endif -%}
struct Shape { batch: u32, length: u32, outputs: u32 }

@group(0) @binding(0) var<storage, read> images: array<vec4<{{ images }}>>;
@group(0) @binding(1) var<storage, read> output: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    let i = thread % shape.length;
    let first = thread / shape.length * {{ channels }}u;
    if (first >= shape.outputs) {
        return;
    }
    {%- for c in 0..channels %}
    var sum{{ c }} = vec4(0.0);
    let c{{ c }} = min(first + {{ c }}u, shape.outputs - 1u);
    {%- endfor %}
    for (var sample = 0u; sample < shape.batch; sample += 1u) {
        let image = vec4<f32>(images[sample * shape.length + i]);
        {%- for c in 0..channels %}
        sum{{ c }} += output[sample * shape.outputs + c{{ c }}] * image;
        {%- endfor %}
    }
    {%- for c in 0..channels %}
    if (first + {{ c }}u < shape.outputs) {
        gradient[(first + {{ c }}u) * shape.length + i] = sum{{ c }};
    }
    {%- endfor %}
}
