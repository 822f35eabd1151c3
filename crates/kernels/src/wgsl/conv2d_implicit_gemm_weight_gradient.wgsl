{# The weight gradient of conv2d and conv_transpose2d as a matrix product: rows are low-res channels, columns are the taps
   of high-res channels. The sum over the batch's low-res pixels is split (split-K); a step takes sixteen of them. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if high.is_half() || low.is_half() %}enable f16;{% endif %}{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> high: array<vec4<{{ high }}>>;
@group(0) @binding(1) var<storage, read> low: array<vec4<{{ low }}>>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
{% include "implicit_gemm_window.wgsl" %}
{% endblock %}

{% block sizes -%}
    let rows = shape.low_channels;
    let columns = shape.high_channels * 16u;
{%- endblock %}

{% block step -%}
        let first_pixel = (step * 16u) & (low_area - 1u);
        let sample = (step * 16u) >> (2u * shape.low_side_bits);
{%- endblock %}

{% block gather_left -%}
            // Four adjacent pixels of four channels.
            let quad = i % 4u;
            {%- for j in 0..4 %}
            let channel{{ j }} = sample * shape.low_channels + min(first_row + i / 4u * 4u + {{ j }}u, rows - 1u);
            {%- endfor %}
            let pixels = transpose(mat4x4(
                {%- for j in 0..4 %}
                vec4<f32>(low[(channel{{ j }} * low_area + first_pixel) / 4u + quad]),
                {%- endfor %}
            ));
            {%- for k in 0..4 %}
            left[(quad * 4u + {{ k }}u) * {{ tile.height() / 4 }}u + i / 4u] = pixels[{{ k }}];
            {%- endfor %}
{%- endblock %}

{% block gather_right -%}
            // What each of four adjacent pixels sees through the taps in a row of the kernel.
            let quad = i % 4u;
            let kernel_row = min(first_column / 4u + i / 4u, shape.high_channels * 4u - 1u);
            let plane = (sample * shape.high_channels + kernel_row / 4u) * 4u * low_area;
            let pixel = first_pixel + quad * 4u;
            let seen = window(plane, pixel & (low_side - 1u), pixel >> shape.low_side_bits, kernel_row % 4u);
            let at = quad * {{ tile.width() }}u + i / 4u;
            right[at] = vec4(seen.before, seen.first.xyz);
            right[at + {{ tile.width() / 4 }}u] = vec4(seen.first.yzw, seen.second.x);
            right[at + {{ tile.width() / 2 }}u] = vec4(seen.first.w, seen.second.xyz);
            right[at + {{ 3 * (tile.width() / 4) }}u] = vec4(seen.second.yzw, seen.behind);
{%- endblock %}

{% block scatter -%}
                gradient[((split * rows + row) * columns + column) / 4u] = sum;
{%- endblock %}
