{# The weight gradient of conv2d and conv_transpose2d. A thread sums the 16 taps of {{ channels }} low-res channels and one
   high-res channel over its split of the batch's tiles of 4×4 low-res pixels. -#}
{%- import "conv2d_direct_window.wgsl" as window -%}
struct Shape { batch: u32, high_channels: u32, low_channels: u32, low_side: u32, splits: u32 }

@group(0) @binding(0) var<storage, read> high: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> low: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    let channel_groups = (shape.low_channels + {{ channels - 1 }}u) / {{ channels }}u;
    let input = thread % shape.high_channels;
    let channel = thread / shape.high_channels % channel_groups * {{ channels }}u;
    let split = thread / (shape.high_channels * channel_groups);
    if (split >= shape.splits) {
        return;
    }
    {%- for c in 0..channels %}
    let c{{ c }} = min(channel + {{ c }}u, shape.low_channels - 1u);
    {%- endfor %}
    let tiles = shape.low_side / 4u;
    let all = shape.batch * tiles * tiles;
    let each = (all + shape.splits - 1u) / shape.splits;
    var sum: array<f32, {{ channels * 16 }}>;
    for (var tile = split * each; tile < min((split + 1u) * each, all); tile += 1u) {
        let column = tile % tiles * 4u;
        let row = tile / tiles % tiles * 4u;
        let sample = tile / (tiles * tiles);
        {%- call window::place() %}{% endcall %}
        let plane = (sample * shape.high_channels + input) * width * width * 4u;
        {%- call window::read() %}{% endcall %}
        {%- for y in 0..10 %}
        {%- for x in 0..4 %}
        let v{{ y }}_{{ x }} = vec4(f{{ y }}_{{ x }}, f{{ y }}_{{ x + 2 }}, f{{ y }}_{{ x + 4 }}, f{{ y }}_{{ x + 6 }});
        {%- endfor %}
        {%- endfor %}
        {%- for c in 0..channels %}
        {%- for y in 0..4 %}
        let g{{ c }}_{{ y }} = low[(((sample * shape.low_channels + c{{ c }}) * shape.low_side + row + {{ y }}u) * shape.low_side + column) / 4u];
        {%- endfor %}
        {%- for y in 0..4 %}
        {%- for x in 0..4 %}
        sum[{{ c * 16 + y * 4 + x }}] += dot(g{{ c }}_0, v{{ y }}_{{ x }}) + dot(g{{ c }}_1, v{{ y + 2 }}_{{ x }})
            + dot(g{{ c }}_2, v{{ y + 4 }}_{{ x }}) + dot(g{{ c }}_3, v{{ y + 6 }}_{{ x }});
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
    }
    {%- for c in 0..channels %}
    if (channel + {{ c }}u < shape.low_channels) {
        let start = ((split * shape.low_channels + channel + {{ c }}u) * shape.high_channels + input) * 16u;
        {%- for k in 0..16 %}
        gradient[start + {{ k }}u] = sum[{{ c * 16 + k }}];
        {%- endfor %}
    }
    {%- endfor %}
}
