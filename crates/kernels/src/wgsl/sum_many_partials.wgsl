{# Adds up the partial sums of many splits (split-K). A workgroup makes {{ vectors }} adjacent vectors of four values: {{ parts }}
   threads add up a part of the splits for each, and then theirs in pairs. The activation is
   applied to the sums. -#}
{% include "sum_partials_bindings.wgsl" %}

/// By part, and in a part by vector.
var<workgroup> sums: array<vec4<f32>, {{ vectors * parts }}>;

{% include "activation.wgsl" %}

@compute @workgroup_size({{ vectors * parts }})
fn main(
    @builtin(workgroup_id) workgroup_id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) local_index: u32,
) {
    let vector = (workgroup_id.x + workgroup_id.y * groups.x) * {{ vectors }}u + local_index % {{ vectors }}u;
    let part = local_index / {{ vectors }}u;
    var sum = vec4(0.0);
    if (vector < shape.length) {
        for (var split = part; split < shape.splits; split += {{ parts }}u) {
            sum += partials[split * shape.length + vector];
        }
    }
    sums[local_index] = sum;
    for (var stride = {{ parts / 2 }}u; stride > 0u; stride /= 2u) {
        workgroupBarrier();
        if (part < stride) {
            sums[local_index] += sums[local_index + stride * {{ vectors }}u];
        }
    }
    if (part == 0u && vector < shape.length) {
        sum = sums[local_index];
        total[vector] = vec4<{{ result }}>(activation(sum));
    }
}
