{# The partial sums of the splits, what they become, and their number. -#}
{% if result.is_half() %}enable f16;
{% endif -%}
struct Shape { length: u32, splits: u32, slope: f32, is_tanh: u32 }

@group(0) @binding(0) var<storage, read> partials: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> total: array<vec4<{{ result }}>>;
@group(0) @binding(2) var<uniform> shape: Shape;
