{# conv_transpose2d 4×4, stride 2, padding 1, which is also conv2d's gradient by its input. A thread computes
   {{ channels }} channels of 8×8 high-res pixels, from a tile of 4×4 low-res pixels and those around it. -#}
struct Shape { batch: u32, high_channels: u32, low_channels: u32, low_side: u32, slope: f32, is_tanh: u32 }

@group(0) @binding(0) var<storage, read> low: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> high: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;

{% include "activation.wgsl" %}

@compute @workgroup_size({{ workgroup }})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
{% include "thread_index.wgsl" %}
    let tiles = shape.low_side / 4u;
    let channel_groups = (shape.high_channels + {{ channels - 1 }}u) / {{ channels }}u;
    let column = thread % tiles * 4u;
    let row = thread / tiles % tiles * 4u;
    let channel = thread / (tiles * tiles) % channel_groups * {{ channels }}u;
    let sample = thread / (tiles * tiles * channel_groups);
    if (sample >= shape.batch) {
        return;
    }
    let left = column > 0u;
    let right = column + 4u < shape.low_side;
    let top = row > 0u;
    let bottom = row + 4u < shape.low_side;
    // Counted in vectors of four values, as rows and planes below.
    let own = column / 4u;
    let before = select(own, own - 1u, left);
    let behind = select(own, own + 1u, right);
    let y0 = select(0u, row - 1u, top) * tiles;
    {%- for i in 1..5 %}
    let y{{ i }} = (row + {{ i - 1 }}u) * tiles;
    {%- endfor %}
    let y5 = select(0u, row + 4u, bottom) * tiles;
    {%- for c in 0..channels %}
    let w{{ c }} = min(channel + {{ c }}u, shape.high_channels - 1u) * 4u;
    {%- endfor %}
    var sum: array<f32, {{ channels * 64 }}>;
    for (var input = 0u; input < shape.low_channels; input += 1u) {
        let plane = (sample * shape.low_channels + input) * shape.low_side * tiles;
        {%- for y in 0..6 %}
        let p{{ y }} = plane + y{{ y }};
        {%- if y == 0 || y == 5 %}
        {%- if y == 0 %}
        let seen{{ y }} = top;
        {%- else %}
        let seen{{ y }} = bottom;
        {%- endif %}
        let a{{ y }} = select(vec4(0.0), low[p{{ y }} + own], seen{{ y }});
        let c{{ y }}_0 = select(0.0, low[p{{ y }} + before].w, left && seen{{ y }});
        let c{{ y }}_5 = select(0.0, low[p{{ y }} + behind].x, right && seen{{ y }});
        {%- else %}
        let a{{ y }} = low[p{{ y }} + own];
        let c{{ y }}_0 = select(0.0, low[p{{ y }} + before].w, left);
        let c{{ y }}_5 = select(0.0, low[p{{ y }} + behind].x, right);
        {%- endif %}
        {%- for x in 0..4 %}
        let c{{ y }}_{{ x + 1 }} = a{{ y }}[{{ x }}];
        {%- endfor %}
        {%- endfor %}
        {#- Two low-res rows and columns reach each high-res pixel: its own, and the one before (0) or behind (1). #}
        {%- for y in 1..5 %}
        {%- for x in 1..5 %}
        {%- for a in 0..2 %}
        {%- for b in 0..2 %}
        let v{{ y }}_{{ x }}_{{ a }}{{ b }} = vec4(c{{ y }}_{{ x }}, c{{ y }}_{{ x + 2 * b - 1 }}, c{{ y + 2 * a - 1 }}_{{ x }}, c{{ y + 2 * a - 1 }}_{{ x + 2 * b - 1 }});
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        let taps = input * shape.high_channels * 4u;
        {%- for c in 0..channels %}
        {%- for k in 0..4 %}
        let t{{ c }}_{{ k }} = weight[taps + w{{ c }} + {{ k }}u];
        {%- endfor %}
        {%- for a in 0..2 %}
        {%- for b in 0..2 %}
        {%- let near = a + 1 %}
        {%- let far = 3 - 3 * a %}
        {%- let x = b + 1 %}
        {%- let z = 3 - 3 * b %}
        let w{{ c }}_{{ a }}{{ b }} = vec4(t{{ c }}_{{ near }}[{{ x }}], t{{ c }}_{{ near }}[{{ z }}], t{{ c }}_{{ far }}[{{ x }}], t{{ c }}_{{ far }}[{{ z }}]);
        {%- for y in 0..4 %}
        {%- for x in 0..4 %}
        sum[{{ c * 64 + (2 * y + a) * 8 + 2 * x + b }}] += dot(w{{ c }}_{{ a }}{{ b }}, v{{ y + 1 }}_{{ x + 1 }}_{{ a }}{{ b }});
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
        {%- endfor %}
    }
    let width = 2u * shape.low_side;
    {%- for c in 0..channels %}
    if (channel + {{ c }}u < shape.high_channels) {
        let start = ((sample * shape.high_channels + channel + {{ c }}u) * width + 2u * row) * width + 2u * column;
        {%- for y in 0..8 %}
        {%- for q in 0..2 %}
        high[(start + {{ y }}u * width) / 4u + {{ q }}u] = relu(vec4(
            sum[{{ c * 64 + y * 8 + q * 4 }}], sum[{{ c * 64 + y * 8 + q * 4 + 1 }}],
            sum[{{ c * 64 + y * 8 + q * 4 + 2 }}], sum[{{ c * 64 + y * 8 + q * 4 + 3 }}],
        ));
        {%- endfor %}
        {%- endfor %}
    }
    {%- endfor %}
    // In a loop of its own: SwiftShader compiles a tanh of every sum, written out, for as long as all the rest.
    if (shape.is_tanh == 1u) {
        for (var c = channel; c < min(channel + {{ channels }}u, shape.high_channels); c += 1u) {
            for (var y = 0u; y < 8u; y += 1u) {
                let at = (((sample * shape.high_channels + c) * width + 2u * row + y) * width + 2u * column) / 4u;
                high[at] = exact_tanh(high[at]);
                high[at + 1u] = exact_tanh(high[at + 1u]);
            }
        }
    }
}
