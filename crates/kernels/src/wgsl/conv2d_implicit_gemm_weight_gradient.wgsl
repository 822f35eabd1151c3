{# The weight gradient of conv2d and conv_transpose2d as a matrix product: rows are low-res channels, columns are the taps
   of high-res channels. The sum over the batch's low-res pixels is split (split-K); a step takes sixteen of them. -#}
{% extends "implicit_gemm.wgsl" %}

{% block header %}{% if high.is_half() || low.is_half() %}enable f16;{% endif %}{% endblock %}

{% block shape -%}
struct Shape { batch: u32, high_channels: u32, low_channels: u32, low_side_bits: u32, splits: u32 }
{%- endblock %}

{% block begin %}begin{% endblock %}

{% block end %}end{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> high: array<{{ high }}>;
@group(0) @binding(1) var<storage, read> low: array<vec4<{{ low }}>>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block place -%}
    let rows = shape.low_channels;
    let columns = shape.high_channels * 16u;
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let column_tiles = (columns + {{ tile.width() - 1 }}u) / {{ tile.width() }}u;
    let first_row = tile_index % row_tiles * {{ tile.height() }}u;
    let first_column = tile_index / row_tiles % column_tiles * {{ tile.width() }}u;
    let split = tile_index / (row_tiles * column_tiles);
    if (split >= shape.splits) {
        return;
    }
    let steps = shape.batch * low_area / 16u;
    let each = (steps + shape.splits - 1u) / shape.splits;
    let begin = min(split * each, steps);
    let end = min((split + 1u) * each, steps);
    let width = i32(2u * low_side);
    {%- for p in 0..tile.gathered() %}
    let tap{{ p }} = min(first_column + {{ p * tile.threads() }}u + local_index, columns - 1u);
    let plane{{ p }} = i32(tap{{ p }} / 16u * 4u * low_area);
    let offset{{ p }} = vec2<i32>(vec2(tap{{ p }} % 4u, tap{{ p }} / 4u % 4u)) - 1;
    {%- endfor %}
{%- endblock %}

{% block gather -%}
        let pixel = (step * 16u) & (low_area - 1u);
        let sample = (step * 16u) >> (2u * shape.low_side_bits);
        {%- for l in 0..tile.loads() %}
        {%- if !tile.loads_evenly() %}
        if (local_index < {{ 4 * tile.height() - l * tile.threads() }}u)
        {%- endif %}
        {
            let i = local_index + {{ l * tile.threads() }}u;
            let channel = min(first_row + i / 4u, rows - 1u);
            let values = vec4<f32>(low[((sample * shape.low_channels + channel) * low_area + pixel) / 4u + i % 4u]);
            let at = i % 4u * {{ 4 * tile.pitch() }}u + i / 4u;
            {%- for k in 0..4 %}
            left[at + {{ k * tile.pitch() }}u] = values[{{ k }}];
            {%- endfor %}
        }
        {%- endfor %}
        let images = i32(sample * shape.high_channels * 4u * low_area);
        for (var k = 0u; k < 16u; k += 4u) {
            {%- for j in 0..4 %}
            {%- for p in 0..tile.gathered() %}
            {
                let corner = 2 * vec2<i32>(vec2((pixel + k + {{ j }}u) & (low_side - 1u), (pixel + k + {{ j }}u) >> shape.low_side_bits));
                let seen = corner + offset{{ p }};
                let inside = all(seen >= vec2(0)) && all(seen < vec2(width));
                let at = images + plane{{ p }} + seen.y * width + seen.x;
                right[(k + {{ j }}u) * {{ tile.width() }}u + {{ p * tile.threads() }}u + local_index] = select(0.0, f32(high[select(0, at, inside)]), inside);
            }
            {%- endfor %}
            {%- endfor %}
        }
{%- endblock %}

{% block scatter -%}
                gradient[((split * rows + row) * columns + column) / 4u] = sum;
{%- endblock %}
