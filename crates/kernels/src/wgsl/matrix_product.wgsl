{# A plain product of matrices, C = A · B: rows are low_channels, columns are high_channels, and a step takes sixteen
   columns of A and rows of B. All three are multiples of every tile's height and width. -#}
{% extends "implicit_gemm.wgsl" %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block sizes -%}
    let rows = shape.low_channels;
    let columns = shape.high_channels;
{%- endblock %}

{% block gather_left -%}
            // Four terms of four rows.
            let quad = i % 4u;
            let row = first_row + i / 4u * 4u;
            let terms = transpose(mat4x4(
                {%- for j in 0..4 %}
                a[((row + {{ j }}u) * shape.end + step) * 4u + quad],
                {%- endfor %}
            ));
            {%- for k in 0..4 %}
            left[(quad * 4u + {{ k }}u) * {{ tile.height() / 4 }}u + i / 4u] = terms[{{ k }}];
            {%- endfor %}
{%- endblock %}

{% block gather_right -%}
            // Four columns of four terms.
            let term = i / {{ tile.width() / 4 }}u * 4u;
            let quad = i % {{ tile.width() / 4 }}u;
            {%- for k in 0..4 %}
            right[(term + {{ k }}u) * {{ tile.width() / 4 }}u + quad] =
                b[((step * 16u + term + {{ k }}u) * columns + first_column) / 4u + quad];
            {%- endfor %}
{%- endblock %}

{% block scatter -%}
                c[(row * columns + column) / 4u] = sum;
{%- endblock %}
