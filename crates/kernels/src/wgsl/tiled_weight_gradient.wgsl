{# The gradient of the weights, of both kinds of convolution: coarse channels by the taps of fine ones, summed over a share
   of the batch's pixels, sixteen at a time. -#}
{% extends "tiled.wgsl" %}

{% block header %}{% if fine.is_half() || coarse.is_half() %}enable f16;{% endif %}{% endblock %}

{% block shape -%}
struct Shape { batch: u32, fine: u32, coarse: u32, side_bits: u32, shares: u32 }
{%- endblock %}

{% block begin %}begin{% endblock %}

{% block end %}end{% endblock %}

{% block buffers -%}
@group(0) @binding(0) var<storage, read> fine: array<{{ fine }}>;
@group(0) @binding(1) var<storage, read> coarse: array<vec4<{{ coarse }}>>;
@group(0) @binding(2) var<storage, read_write> gradient: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> shape: Shape;
{%- endblock %}

{% block place -%}
    let rows = shape.coarse;
    let columns = shape.fine * 16u;
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let column_tiles = (columns + {{ tile.width() - 1 }}u) / {{ tile.width() }}u;
    let first_row = unit % row_tiles * {{ tile.height() }}u;
    let first_column = unit / row_tiles % column_tiles * {{ tile.width() }}u;
    let share = unit / (row_tiles * column_tiles);
    if (share >= shape.shares) {
        return;
    }
    let steps = shape.batch * area / 16u;
    let each = (steps + shape.shares - 1u) / shape.shares;
    let begin = min(share * each, steps);
    let end = min((share + 1u) * each, steps);
    let width = i32(2u * side);
    {%- for p in 0..tile.gathered() %}
    let tap{{ p }} = min(first_column + {{ p * tile.threads() }}u + local, columns - 1u);
    let plane{{ p }} = i32(tap{{ p }} / 16u * 4u * area);
    let offset{{ p }} = vec2<i32>(vec2(tap{{ p }} % 4u, tap{{ p }} / 4u % 4u)) - 1;
    {%- endfor %}
{%- endblock %}

{% block gather -%}
        let pixel = (step * 16u) & (area - 1u);
        let sample = (step * 16u) >> (2u * shape.side_bits);
        {%- for l in 0..tile.loads() %}
        {%- if !tile.loads_evenly() %}
        if (local < {{ 4 * tile.height() - l * tile.threads() }}u)
        {%- endif %}
        {
            let i = local + {{ l * tile.threads() }}u;
            let channel = min(first_row + i / 4u, rows - 1u);
            let values = vec4<f32>(coarse[((sample * shape.coarse + channel) * area + pixel) / 4u + i % 4u]);
            let at = i % 4u * {{ 4 * tile.pitch() }}u + i / 4u;
            {%- for k in 0..4 %}
            left[at + {{ k * tile.pitch() }}u] = values[{{ k }}];
            {%- endfor %}
        }
        {%- endfor %}
        let images = i32(sample * shape.fine * 4u * area);
        for (var k = 0u; k < 16u; k += 4u) {
            {%- for j in 0..4 %}
            {%- for p in 0..tile.gathered() %}
            {
                let corner = 2 * vec2<i32>(vec2((pixel + k + {{ j }}u) & (side - 1u), (pixel + k + {{ j }}u) >> shape.side_bits));
                let seen = corner + offset{{ p }};
                let inside = all(seen >= vec2(0)) && all(seen < vec2(width));
                let at = images + plane{{ p }} + seen.y * width + seen.x;
                right[(k + {{ j }}u) * {{ tile.width() }}u + {{ p * tile.threads() }}u + local] = select(0.0, f32(fine[select(0, at, inside)]), inside);
            }
            {%- endfor %}
            {%- endfor %}
        }
{%- endblock %}

{% block scatter -%}
                gradient[((share * rows + row) * columns + column) / 4u] = sum;
{%- endblock %}
