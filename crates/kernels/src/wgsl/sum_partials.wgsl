{# Adds up the partial sums of the splits (split-K) and applies the activation. -#}
{% include "sum_partials_bindings.wgsl" %}

{% include "activation.wgsl" %}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    if (thread >= shape.length) {
        return;
    }
    var sum = partials[thread];
    for (var split = 1u; split < shape.splits; split += 1u) {
        sum += partials[split * shape.length + thread];
    }
    total[thread] = vec4<{{ result }}>(activation(sum));
}
