{# conv2d 4×4, stride 2, padding 1. A thread computes {{ channels }} channels of a tile of 4×4 low-res pixels. #}
{%- import "conv2d_direct_window.wgsl" as window -%}
struct Shape { batch: u32, high_channels: u32, low_channels: u32, low_side: u32, slope: f32 }

@group(0) @binding(0) var<storage, read> high: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> low: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;

{% include "relu.wgsl" %}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    let tiles = shape.low_side / 4u;
    let channel_groups = (shape.low_channels + {{ channels - 1 }}u) / {{ channels }}u;
    let column = thread % tiles * 4u;
    let row = thread / tiles % tiles * 4u;
    let channel = thread / (tiles * tiles) % channel_groups * {{ channels }}u;
    let sample = thread / (tiles * tiles * channel_groups);
    if (sample >= shape.batch) {
        return;
    }
    {%- for c in 0..channels %}
    let w{{ c }} = min(channel + {{ c }}u, shape.low_channels - 1u) * shape.high_channels;
    {%- endfor %}
    {%- call window::place() %}{% endcall %}
    var sum: array<f32, {{ channels * 16 }}>;
    for (var input = 0u; input < shape.high_channels; input += 1u) {
        let plane = (sample * shape.high_channels + input) * width * width * 4u;
        {%- call window::read() %}{% endcall %}
        {%- for y in 0..10 %}
        {%- for x in 0..4 %}
        let v{{ y }}_{{ x }} = vec4(f{{ y }}_{{ 2 * x }}, f{{ y }}_{{ 2 * x + 1 }}, f{{ y }}_{{ 2 * x + 2 }}, f{{ y }}_{{ 2 * x + 3 }});
        {%- endfor %}
        {%- endfor %}
        {%- for c in 0..channels %}
        {%- for k in 0..4 %}
        let w{{ c }}_{{ k }} = weight[(w{{ c }} + input) * 4u + {{ k }}u];
        {%- endfor %}
        {%- for y in 0..4 %}
        {%- for x in 0..4 %}
        sum[{{ c * 16 + y * 4 + x }}] += dot(w{{ c }}_0, v{{ 2 * y }}_{{ x }}) + dot(w{{ c }}_1, v{{ 2 * y + 1 }}_{{ x }})
            + dot(w{{ c }}_2, v{{ 2 * y + 2 }}_{{ x }}) + dot(w{{ c }}_3, v{{ 2 * y + 3 }}_{{ x }});
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
    }
    {%- for c in 0..channels %}
    if (channel + {{ c }}u < shape.low_channels) {
        let start = ((sample * shape.low_channels + channel + {{ c }}u) * shape.low_side + row) * shape.low_side + column;
        {%- for y in 0..4 %}
        low[(start + {{ y }}u * shape.low_side) / 4u] = relu(vec4(
            sum[{{ c * 16 + y * 4 }}], sum[{{ c * 16 + y * 4 + 1 }}],
            sum[{{ c * 16 + y * 4 + 2 }}], sum[{{ c * 16 + y * 4 + 3 }}],
        ));
        {%- endfor %}
    }
    {%- endfor %}
}
