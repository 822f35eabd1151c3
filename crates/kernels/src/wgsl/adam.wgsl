{# Adam in PyTorch's order of operations on {{ tensors }} parameters at once, updated in place. -#}
struct Shape {
    beta1: f32, one_minus_beta1: f32, beta2: f32, one_minus_beta2: f32, epsilon: f32, total: u32, scalars: u32,
    {%- for t in 0..tensors %} length{{ t }}: u32, offset{{ t }}: u32,{% endfor %}
}

@group(0) @binding(0) var<storage, read_write> averages: array<f32>;
@group(0) @binding(1) var<storage, read> scalars: array<f32>;
{%- for t in 0..tensors %}
@group(0) @binding({{ 2 + 2 * t }}) var<storage, read_write> parameter{{ t }}: array<f32>;
@group(0) @binding({{ 3 + 2 * t }}) var<storage, read> gradient{{ t }}: array<f32>;
{%- endfor %}
@group(0) @binding({{ 2 + 2 * tensors }}) var<uniform> shape: Shape;

/// The step of a parameter whose running averages lie at `first` and `first + total`.
fn delta(first: u32, gradient: f32) -> f32 {
    let second = first + shape.total;
    let exp_avg = averages[first] * shape.beta1 + gradient * shape.one_minus_beta1;
    let exp_avg_sq = averages[second] * shape.beta2 + gradient * gradient * shape.one_minus_beta2;
    averages[first] = exp_avg;
    averages[second] = exp_avg_sq;
    return scalars[shape.scalars] * (exp_avg / (sqrt(exp_avg_sq) / scalars[shape.scalars + 1u] + shape.epsilon));
}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    var i = thread;
    {%- for t in 0..tensors %}
    if (i < shape.length{{ t }}) {
        parameter{{ t }}[i] -= delta(shape.offset{{ t }} + i, gradient{{ t }}[i]);
        return;
    }
    i -= shape.length{{ t }};
    {%- endfor %}
}
