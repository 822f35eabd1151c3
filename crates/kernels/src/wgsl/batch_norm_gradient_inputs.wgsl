{# What every kernel of the gradients reads, and the gradient before the activation. -#}
{% if precision.is_half() %}enable f16;
{% endif -%}
{% include "batch_norm_chunk.wgsl" %}

@group(0) @binding(0) var<storage, read> x: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> gradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> statistics: array<vec4<f32>>;

/// The gradient before the activation, of four values that lie `at` one place.
fn upstream(at: u32, value: vec4<f32>, stats: vec4<f32>) -> vec4<f32> {
    let g = gradient[at];
    return select(shape.slope * g, g, value * stats.z + stats.w > vec4(0.0));
}
