{# conv_transpose2d 4×4, stride 2, padding 1, which is also conv2d's gradient by its input, as four matrix products: one for
   each parity of a high-res pixel's row and column. Rows are high-res channels, columns are low-res pixels. A high-res
   pixel has four taps: those on its own low-res row and column and on the nearest others. The sixteen terms of a step
   are the taps of four low-res channels. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if precision.is_half() %}enable f16;{% endif %}{% endblock %}

{% block activation %} slope: f32, is_tanh: u32,{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> low: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> high: array<{{ result }}>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
/// Four adjacent low-res pixels of a row and, for each, its neighbour; zeros beyond the edge.
struct Neighbours { own: vec4<f32>, others: vec4<f32> }

/// The pixels from column `x` on, a multiple of four, with their right or their left neighbours. `plane` is where the
/// low-res channel begins, in pixels.
fn neighbours(plane: u32, x: u32, y: u32, right_ones: bool) -> Neighbours {
    let low_side = 1u << shape.low_side_bits;
    var seen = Neighbours();
    // A row above the first has wrapped around and is larger than any side.
    if (y < low_side) {
        let at = (plane + y * low_side + x) / 4u;
        let own = vec4<f32>(low[at]);
        var beside = 0.0;
        if (right_ones) {
            if (x + 4u < low_side) {
                beside = f32(low[at + 1u].x);
            }
            seen = Neighbours(own, vec4(own.yzw, beside));
        } else {
            if (x > 0u) {
                beside = f32(low[at - 1u].w);
            }
            seen = Neighbours(own, vec4(beside, own.xyz));
        }
    }
    return seen;
}
{% include "activation.wgsl" %}
{% endblock %}

{% block sizes -%}
    let rows = shape.high_channels;
    let columns = shape.batch * low_area;
{%- endblock %}

{% block place -%}
    let odd_x = tile_index / row_tiles % 2u;
    let odd_y = tile_index / row_tiles / 2u % 2u;
    let first_column = tile_index / row_tiles / 4u % column_tiles * {{ tile.width() }}u;
    let split = tile_index / row_tiles / 4u / column_tiles;
    // Rows of the kernel: that of the pixel's own low-res row, and that of the neighbour's.
    let own_tap_y = odd_y + 1u;
    let other_tap_y = 3u - 3u * odd_y;
{%- endblock %}

{% block gather_left -%}
            // The taps of four high-res channels, by their kernel's own and other row, and in these own and other column.
            let channel = step * 4u + i / {{ tile.height() / 4 }}u;
            let quad = i % {{ tile.height() / 4 }}u;
            let first_filter = min(channel, shape.low_channels - 1u) * shape.high_channels;
            {%- for j in 0..4 %}
            let filter{{ j }} = (first_filter + min(first_row + quad * 4u + {{ j }}u, rows - 1u)) * 4u;
            let own{{ j }} = weight[filter{{ j }} + own_tap_y];
            let other{{ j }} = weight[filter{{ j }} + other_tap_y];
            {%- endfor %}
            let taps = transpose(mat4x4(
                {%- for j in 0..4 %}
                select(vec4(own{{ j }}.yw, other{{ j }}.yw), vec4(own{{ j }}.zx, other{{ j }}.zx), odd_x == 1u),
                {%- endfor %}
            ));
            let at = i / {{ tile.height() / 4 }}u * {{ tile.height() }}u + quad;
            {%- for k in 0..4 %}
            left[at + {{ k * (tile.height() / 4) }}u] = select(vec4(0.0), taps[{{ k }}], channel < shape.low_channels);
            {%- endfor %}
{%- endblock %}

{% block gather_right -%}
            // Four adjacent pixels and their neighbours, in their own row and in the other one.
            let channel = min(step * 4u + i / {{ tile.width() / 4 }}u, shape.low_channels - 1u);
            let quad = i % {{ tile.width() / 4 }}u;
            let pixel = min(first_column + quad * 4u, columns - 4u);
            let plane = ((pixel >> (2u * shape.low_side_bits)) * shape.low_channels + channel) * low_area;
            let x = pixel & (low_side - 1u);
            let y = (pixel >> shape.low_side_bits) & (low_side - 1u);
            let near = neighbours(plane, x, y, odd_x == 1u);
            let far = neighbours(plane, x, y + 2u * odd_y - 1u, odd_x == 1u);
            let at = i / {{ tile.width() / 4 }}u * {{ tile.width() }}u + quad;
            right[at] = near.own;
            right[at + {{ tile.width() / 4 }}u] = near.others;
            right[at + {{ tile.width() / 2 }}u] = far.own;
            right[at + {{ 3 * (tile.width() / 4) }}u] = far.others;
{%- endblock %}

{% block scatter -%}
                let sample = split * shape.batch + (column >> (2u * shape.low_side_bits));
                let y = 2u * ((column >> shape.low_side_bits) & (low_side - 1u)) + odd_y;
                let x = 2u * (column & (low_side - 1u)) + odd_x;
                let at = (sample * shape.high_channels + row) * 4u * low_area + y * 2u * low_side + x;
                var total = sum;
                if (shape.begin > 0u) {
                    total += vec4<f32>(vec4(high[at], high[at + 2u], high[at + 4u], high[at + 6u]));
                }
                let values = activation(total);
                {%- for k in 0..4 %}
                high[at + {{ 2 * k }}u] = {{ result }}(values[{{ k }}]);
                {%- endfor %}
{%- endblock %}
