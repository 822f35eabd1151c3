{# The gradient of the weights, of both kinds of convolution. A thread sums the 16 taps of {{ channels }} coarse channels
   and one fine channel over its share of the batch's tiles of 4×4 pixels. -#}
{%- import "window.wgsl" as window -%}
struct Shape { batch: u32, fine: u32, coarse: u32, side: u32, shares: u32 }

@group(0) @binding(0) var<storage, read> fine: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> coarse: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<uniform> shape: Shape;

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread.wgsl" %}
    let channel_groups = (shape.coarse + {{ channels - 1 }}u) / {{ channels }}u;
    let input = thread % shape.fine;
    let channel = thread / shape.fine % channel_groups * {{ channels }}u;
    let share = thread / (shape.fine * channel_groups);
    if (share >= shape.shares) {
        return;
    }
    {%- for c in 0..channels %}
    let c{{ c }} = min(channel + {{ c }}u, shape.coarse - 1u);
    {%- endfor %}
    let tiles = shape.side / 4u;
    let all = shape.batch * tiles * tiles;
    let each = (all + shape.shares - 1u) / shape.shares;
    var sum: array<f32, {{ channels * 16 }}>;
    for (var tile = share * each; tile < min((share + 1u) * each, all); tile += 1u) {
        let column = tile % tiles * 4u;
        let row = tile / tiles % tiles * 4u;
        let sample = tile / (tiles * tiles);
        {%- call window::place() %}{% endcall %}
        let plane = (sample * shape.fine + input) * width * width * 4u;
        {%- call window::read() %}{% endcall %}
        {%- for y in 0..10 %}
        {%- for x in 0..4 %}
        let v{{ y }}_{{ x }} = vec4(f{{ y }}_{{ x }}, f{{ y }}_{{ x + 2 }}, f{{ y }}_{{ x + 4 }}, f{{ y }}_{{ x + 6 }});
        {%- endfor %}
        {%- endfor %}
        {%- for c in 0..channels %}
        {%- for y in 0..4 %}
        let g{{ c }}_{{ y }} = coarse[(((sample * shape.coarse + c{{ c }}) * shape.side + row + {{ y }}u) * shape.side + column) / 4u];
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
    if (channel + {{ c }}u < shape.coarse) {
        let start = ((share * shape.coarse + channel + {{ c }}u) * shape.fine + input) * 16u;
        {%- for k in 0..16 %}
        gradient[start + {{ k }}u] = sum[{{ c * 16 + k }}];
        {%- endfor %}
    }
    {%- endfor %}
}
