{# Adam with PyTorch's arithmetic on {{ tensors }} parameters at once, where they lie. -#}
struct Shape {
    beta1: f32, rest1: f32, beta2: f32, rest2: f32, epsilon: f32, total: u32, rates: u32,
    {%- for t in 0..tensors %} length{{ t }}: u32, offset{{ t }}: u32,{% endfor %}
}

@group(0) @binding(0) var<storage, read_write> averages: array<f32>;
@group(0) @binding(1) var<storage, read> rates: array<f32>;
{%- for t in 0..tensors %}
@group(0) @binding({{ 2 + 2 * t }}) var<storage, read_write> parameter{{ t }}: array<f32>;
@group(0) @binding({{ 3 + 2 * t }}) var<storage, read> gradient{{ t }}: array<f32>;
{%- endfor %}
@group(0) @binding({{ 2 + 2 * tensors }}) var<uniform> shape: Shape;

/// What is to be taken off a parameter whose averages lie at `first` and `first + total`.
fn delta(first: u32, gradient: f32) -> f32 {
    let second = first + shape.total;
    let mean = averages[first] * shape.beta1 + gradient * shape.rest1;
    let square = averages[second] * shape.beta2 + gradient * gradient * shape.rest2;
    averages[first] = mean;
    averages[second] = square;
    return rates[shape.rates] * (mean / (sqrt(square) / rates[shape.rates + 1u] + shape.epsilon));
}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread.wgsl" %}
    var i = thread;
    {%- for t in 0..tensors %}
    if (i < shape.length{{ t }}) {
        parameter{{ t }}[i] -= delta(shape.offset{{ t }} + i, gradient{{ t }}[i]);
        return;
    }
    i -= shape.length{{ t }};
    {%- endfor %}
}
