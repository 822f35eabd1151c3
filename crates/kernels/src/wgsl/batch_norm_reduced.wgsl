{# The sum of what all threads of a reducer have, in each of them. -#}
{% if reducer.is_workgroup() -%}
var<workgroup> partials: array<vec2<f32>, {{ reducer.workgroup() }}>;

fn reduced(pair: vec2<f32>, local_index: u32) -> vec2<f32> {
    partials[local_index] = pair;
    for (var stride = {{ reducer.workgroup() / 2 }}u; stride > 0u; stride /= 2u) {
        workgroupBarrier();
        if (local_index < stride) {
            partials[local_index] += partials[local_index + stride];
        }
    }
    workgroupBarrier();
    let total = partials[0];
    // The next sum is made in the same memory.
    workgroupBarrier();
    return total;
}
{%- else -%}
fn reduced(pair: vec2<f32>, local_index: u32) -> vec2<f32> {
    return pair;
}
{%- endif %}
