{# conv2d 4×4, stride 2, padding 1, as a matrix product: rows are low-res channels, columns are low-res pixels, and the
   sixteen terms of a step are the taps of one high-res channel. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if precision.is_half() %}enable f16;{% endif %}{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> high: array<{{ precision }}>;
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> low: array<vec4<{{ precision }}>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block functions %}
{% include "activation.wgsl" %}
{% endblock %}

{% block place -%}
    let rows = shape.low_channels;
    let columns = shape.batch * low_area;
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let first_row = tile_index % row_tiles * {{ tile.height() }}u;
    let first_column = tile_index / row_tiles * {{ tile.width() }}u;
    let width = i32(2u * low_side);
    {%- for p in 0..tile.gathered() %}
    let pixel{{ p }} = min(first_column + {{ p * tile.threads() }}u + local_index, columns - 1u);
    let corner{{ p }} = vec2<i32>(vec2(pixel{{ p }} & (low_side - 1u), (pixel{{ p }} >> shape.low_side_bits) & (low_side - 1u))) * 2 - 1;
    let plane{{ p }} = i32((pixel{{ p }} >> (2u * shape.low_side_bits)) * shape.high_channels * 4u * low_area);
    {%- endfor %}
{%- endblock %}

{% block gather -%}
        {%- for l in 0..tile.loads() %}
        {%- if !tile.loads_evenly() %}
        if (local_index < {{ 4 * tile.height() - l * tile.threads() }}u)
        {%- endif %}
        {
            let i = local_index + {{ l * tile.threads() }}u;
            let taps = weight[(min(first_row + i / 4u, rows - 1u) * shape.high_channels + step) * 4u + i % 4u];
            let at = i % 4u * {{ 4 * tile.pitch() }}u + i / 4u;
            {%- for k in 0..4 %}
            left[at + {{ k * tile.pitch() }}u] = taps[{{ k }}];
            {%- endfor %}
        }
        {%- endfor %}
        {%- for p in 0..tile.gathered() %}
        {
            let at = plane{{ p }} + i32(step * 4u * low_area);
            {%- for k in 0..16 %}
            let y{{ k }} = corner{{ p }}.y + {{ k / 4 }};
            let x{{ k }} = corner{{ p }}.x + {{ k % 4 }};
            {%- if k / 4 == 0 || k / 4 == 3 || k % 4 == 0 || k % 4 == 3 %}
            let inside{{ k }} = min(y{{ k }}, x{{ k }}) >= 0 && max(y{{ k }}, x{{ k }}) < width;
            right[{{ k * tile.width() + p * tile.threads() }}u + local_index] = select(0.0, f32(high[select(0, at + y{{ k }} * width + x{{ k }}, inside{{ k }})]), inside{{ k }});
            {%- else %}
            right[{{ k * tile.width() + p * tile.threads() }}u + local_index] = f32(high[at + y{{ k }} * width + x{{ k }}]);
            {%- endif %}
            {%- endfor %}
        }
        {%- endfor %}
{%- endblock %}

{% block scatter -%}
                let sample = column >> (2u * shape.low_side_bits);
                let at = (sample * shape.low_channels + row) * low_area + (column & (low_area - 1u));
                var total = sum;
                if (shape.begin > 0u) {
                    total += vec4<f32>(low[at / 4u]);
                }
                low[at / 4u] = vec4<{{ precision }}>(
                    vec4(activation(total.x), activation(total.y), activation(total.z), activation(total.w)),
                );
{%- endblock %}
