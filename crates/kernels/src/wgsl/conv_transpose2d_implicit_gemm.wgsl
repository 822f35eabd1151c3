{# conv_transpose2d 4×4, stride 2, padding 1, which is also conv2d's gradient by its input, as four matrix products: one for
   each parity of a high-res pixel's row and column. Rows are high-res channels, columns are low-res pixels. A high-res
   pixel has four taps: those on its own low-res row and column and on the nearest others. The sixteen terms of a step
   are the taps of four low-res channels. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if precision.is_half() %}enable f16;{% endif %}{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> low: array<{{ precision }}>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> high: array<{{ precision }}>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
{% include "activation.wgsl" %}
{% endblock %}

{% block place -%}
    let rows = shape.high_channels;
    let columns = shape.batch * low_area;
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let first_row = tile_index % row_tiles * {{ tile.height() }}u;
    let odd_x = tile_index / row_tiles % 2u;
    let odd_y = tile_index / row_tiles / 2u % 2u;
    let first_column = tile_index / row_tiles / 4u * {{ tile.width() }}u;
    // Rows and columns of the kernel: those of the pixel's own low-res pixel, and of the neighbour.
    let tap_y = vec2(odd_y + 1u, 3u - 3u * odd_y) * 4u;
    let tap_x = vec2(odd_x + 1u, 3u - 3u * odd_x);
    let taps = vec4(tap_y.xx + tap_x, tap_y.yy + tap_x);
    {%- for p in 0..tile.gathered() %}
    let pixel{{ p }} = min(first_column + {{ p * tile.threads() }}u + local_index, columns - 1u);
    let x{{ p }} = pixel{{ p }} & (low_side - 1u);
    let y{{ p }} = (pixel{{ p }} >> shape.low_side_bits) & (low_side - 1u);
    let other_x{{ p }} = x{{ p }} + 2u * odd_x - 1u;
    let other_y{{ p }} = y{{ p }} + 2u * odd_y - 1u;
    // 0 - 1 wraps around and is larger than any side.
    let has_x{{ p }} = other_x{{ p }} < low_side;
    let has_y{{ p }} = other_y{{ p }} < low_side;
    let seen_x{{ p }} = select(x{{ p }}, other_x{{ p }}, has_x{{ p }});
    let seen_y{{ p }} = select(y{{ p }}, other_y{{ p }}, has_y{{ p }});
    let near{{ p }} = (pixel{{ p }} >> (2u * shape.low_side_bits)) * shape.low_channels * low_area + vec4(
        y{{ p }} * low_side + x{{ p }}, y{{ p }} * low_side + seen_x{{ p }}, seen_y{{ p }} * low_side + x{{ p }}, seen_y{{ p }} * low_side + seen_x{{ p }},
    );
    let has{{ p }} = vec4(true, has_x{{ p }}, has_y{{ p }}, has_x{{ p }} && has_y{{ p }});
    {%- endfor %}
{%- endblock %}

{% block gather -%}
        {%- for l in 0..tile.loads() %}
        {%- if !tile.loads_evenly() %}
        if (local_index < {{ 4 * tile.height() - l * tile.threads() }}u)
        {%- endif %}
        {
            let i = local_index + {{ l * tile.threads() }}u;
            let channel = step * 4u + i / {{ tile.height() }}u;
            let row = i % {{ tile.height() }}u;
            let start = (min(channel, shape.low_channels - 1u) * shape.high_channels + min(first_row + row, rows - 1u)) * 16u;
            let at = i / {{ tile.height() }}u * {{ 4 * tile.pitch() }}u + row;
            {%- for k in 0..4 %}
            left[at + {{ k * tile.pitch() }}u] = select(0.0, weight[start + taps[{{ k }}]], channel < shape.low_channels);
            {%- endfor %}
        }
        {%- endfor %}
        {%- for p in 0..tile.gathered() %}
        {%- for c in 0..4 %}
        {
            let values = min(step * 4u + {{ c }}u, shape.low_channels - 1u) * low_area + near{{ p }};
            {%- for k in 0..4 %}
            right[{{ (4 * c + k) * tile.width() + p * tile.threads() }}u + local_index] = select(0.0, f32(low[values[{{ k }}]]), has{{ p }}[{{ k }}]);
            {%- endfor %}
        }
        {%- endfor %}
        {%- endfor %}
{%- endblock %}

{% block scatter -%}
                let sample = column >> (2u * shape.low_side_bits);
                let y = 2u * ((column >> shape.low_side_bits) & (low_side - 1u)) + odd_y;
                let x = 2u * (column & (low_side - 1u)) + odd_x;
                let at = (sample * shape.high_channels + row) * 4u * low_area + y * 2u * low_side + x;
                var total = sum;
                if (shape.begin > 0u) {
                    total += vec4<f32>(vec4(high[at], high[at + 2u], high[at + 4u], high[at + 6u]));
                }
                {%- for k in 0..4 %}
                high[at + {{ 2 * k }}u] = {{ precision }}(activation(total[{{ k }}]));
                {%- endfor %}
{%- endblock %}
