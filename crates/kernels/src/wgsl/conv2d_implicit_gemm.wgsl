{# conv2d 4×4, stride 2, padding 1, as a matrix product: rows are low-res channels, columns are low-res pixels, and the
   sixteen terms of a step are the taps of one high-res channel. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if precision.is_half() %}enable f16;{% endif %}{% endblock %}

{% block activation %} slope: f32, is_tanh: u32,{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> high: array<vec4<{{ precision }}>>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> low: array<vec4<{{ result }}>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
{% include "implicit_gemm_window.wgsl" %}
{% include "activation.wgsl" %}
{% endblock %}

{% block sizes -%}
    let rows = shape.low_channels;
    let columns = shape.batch * low_area;
{%- endblock %}

{% block gather_left -%}
            // Four filters' taps in a row of the kernel.
            let kernel_row = i % 4u;
            {%- for j in 0..4 %}
            let filter{{ j }} = min(first_row + i / 4u * 4u + {{ j }}u, rows - 1u) * shape.high_channels + step;
            {%- endfor %}
            let taps = transpose(mat4x4(
                {%- for j in 0..4 %}
                weight[filter{{ j }} * 4u + kernel_row],
                {%- endfor %}
            ));
            {%- for k in 0..4 %}
            left[(kernel_row * 4u + {{ k }}u) * {{ tile.height() / 4 }}u + i / 4u] = taps[{{ k }}];
            {%- endfor %}
{%- endblock %}

{% block gather_right -%}
            // What four adjacent pixels see through each tap in a row of the kernel.
            let kernel_row = i / {{ tile.width() / 4 }}u;
            let quad = i % {{ tile.width() / 4 }}u;
            let pixel = min(first_column + quad * 4u, columns - 4u);
            let plane = ((pixel >> (2u * shape.low_side_bits)) * shape.high_channels + step) * 4u * low_area;
            let y = (pixel >> shape.low_side_bits) & (low_side - 1u);
            let seen = window(plane, pixel & (low_side - 1u), y, kernel_row);
            let at = kernel_row * {{ tile.width() }}u + quad;
            right[at] = vec4(seen.before, seen.first.yw, seen.second.y);
            right[at + {{ tile.width() / 4 }}u] = vec4(seen.first.xz, seen.second.xz);
            right[at + {{ tile.width() / 2 }}u] = vec4(seen.first.yw, seen.second.yw);
            right[at + {{ 3 * (tile.width() / 4) }}u] = vec4(seen.first.z, seen.second.xz, seen.behind);
{%- endblock %}

{% block scatter -%}
                let sample = split * shape.batch + (column >> (2u * shape.low_side_bits));
                let at = (sample * shape.low_channels + row) * low_area + (column & (low_area - 1u));
                var total = sum;
                if (shape.begin > 0u) {
                    total += vec4<f32>(low[at / 4u]);
                }
                low[at / 4u] = vec4<{{ result }}>(activation(total));
{%- endblock %}
