{# Transposed convolution 4×4, stride 2, padding 1, which is also the convolution's gradient by its input: fine channels
   by every other pixel in both directions, four times over. A pixel has four taps: its own coarse row and column and
   the nearest others. Sixteen terms are those of four coarse channels. -#}
{% extends "tiled.wgsl" %}

{% block header %}{% if precision.is_half() %}enable f16;{% endif %}{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> coarse: array<{{ precision }}>;
@group(0) @binding(1) var<storage, read> weight: array<f32>;
@group(0) @binding(2) var<storage, read_write> fine: array<{{ precision }}>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
{% include "activation.wgsl" %}
{% endblock %}

{% block place -%}
    let rows = shape.fine;
    let columns = shape.batch * area;
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let first_row = unit % row_tiles * {{ tile.height() }}u;
    let odd_x = unit / row_tiles % 2u;
    let odd_y = unit / row_tiles / 2u % 2u;
    let first_column = unit / row_tiles / 4u * {{ tile.width() }}u;
    // Rows and columns of the kernel: of a pixel's own coarse pixel, and of the other.
    let tap_y = vec2(odd_y + 1u, 3u - 3u * odd_y) * 4u;
    let tap_x = vec2(odd_x + 1u, 3u - 3u * odd_x);
    let taps = vec4(tap_y.xx + tap_x, tap_y.yy + tap_x);
    {%- for p in 0..tile.gathered() %}
    let pixel{{ p }} = min(first_column + {{ p * tile.threads() }}u + local, columns - 1u);
    let x{{ p }} = pixel{{ p }} & (side - 1u);
    let y{{ p }} = (pixel{{ p }} >> shape.side_bits) & (side - 1u);
    let other_x{{ p }} = x{{ p }} + 2u * odd_x - 1u;
    let other_y{{ p }} = y{{ p }} + 2u * odd_y - 1u;
    // One less than nothing is more than any side.
    let has_x{{ p }} = other_x{{ p }} < side;
    let has_y{{ p }} = other_y{{ p }} < side;
    let seen_x{{ p }} = select(x{{ p }}, other_x{{ p }}, has_x{{ p }});
    let seen_y{{ p }} = select(y{{ p }}, other_y{{ p }}, has_y{{ p }});
    let near{{ p }} = (pixel{{ p }} >> (2u * shape.side_bits)) * shape.coarse * area + vec4(
        y{{ p }} * side + x{{ p }}, y{{ p }} * side + seen_x{{ p }}, seen_y{{ p }} * side + x{{ p }}, seen_y{{ p }} * side + seen_x{{ p }},
    );
    let has{{ p }} = vec4(true, has_x{{ p }}, has_y{{ p }}, has_x{{ p }} && has_y{{ p }});
    {%- endfor %}
{%- endblock %}

{% block gather -%}
        {%- for l in 0..tile.loads() %}
        {%- if !tile.loads_evenly() %}
        if (local < {{ 4 * tile.height() - l * tile.threads() }}u)
        {%- endif %}
        {
            let i = local + {{ l * tile.threads() }}u;
            let channel = step * 4u + i / {{ tile.height() }}u;
            let row = i % {{ tile.height() }}u;
            let start = (min(channel, shape.coarse - 1u) * shape.fine + min(first_row + row, rows - 1u)) * 16u;
            let at = i / {{ tile.height() }}u * {{ 4 * tile.pitch() }}u + row;
            {%- for k in 0..4 %}
            left[at + {{ k * tile.pitch() }}u] = select(0.0, weight[start + taps[{{ k }}]], channel < shape.coarse);
            {%- endfor %}
        }
        {%- endfor %}
        {%- for p in 0..tile.gathered() %}
        {%- for c in 0..4 %}
        {
            let values = min(step * 4u + {{ c }}u, shape.coarse - 1u) * area + near{{ p }};
            {%- for k in 0..4 %}
            right[{{ (4 * c + k) * tile.width() + p * tile.threads() }}u + local] = select(0.0, f32(coarse[values[{{ k }}]]), has{{ p }}[{{ k }}]);
            {%- endfor %}
        }
        {%- endfor %}
        {%- endfor %}
{%- endblock %}

{% block scatter -%}
                let sample = column >> (2u * shape.side_bits);
                let y = 2u * ((column >> shape.side_bits) & (side - 1u)) + odd_y;
                let x = 2u * (column & (side - 1u)) + odd_x;
                let at = (sample * shape.fine + row) * 4u * area + y * 2u * side + x;
                var total = sum;
                if (shape.begin > 0u) {
                    total += vec4<f32>(vec4(fine[at], fine[at + 2u], fine[at + 4u], fine[at + 6u]));
                }
                {%- for k in 0..4 %}
                fine[at + {{ 2 * k }}u] = {{ precision }}(activation(total[{{ k }}]));
                {%- endfor %}
{%- endblock %}
