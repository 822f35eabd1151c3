{# The window of a tile of 4×4 low-res pixels: 10×10 high-res values, from one row and column before the tile to one
   behind it. Beyond the image's edge they are zero. #}
{% macro place() %}
    let left = column > 0u;
    let right = column + 4u < shape.low_side;
    let top = row > 0u;
    let bottom = row + 4u < shape.low_side;
    // Counted in vectors of four values, as everything below.
    let width = shape.low_side / 2u;
    let own = column / 2u;
    let before = select(own, own - 1u, left);
    let behind = select(own, own + 2u, right);
    let y0 = select(0u, 2u * row - 1u, top) * width;
    {%- for y in 1..9 %}
    let y{{ y }} = (2u * row + {{ y - 1 }}u) * width;
    {%- endfor %}
    let y9 = select(0u, 2u * row + 8u, bottom) * width;
{% endmacro %}

{# Reads the values f{row}_{column} of a plane that starts at `plane`. #}
{% macro read() %}
    {%- for y in 0..10 %}
        let p{{ y }} = plane + y{{ y }};
        {%- if y == 0 || y == 9 %}
        {%- if y == 0 %}
        let seen{{ y }} = top;
        {%- else %}
        let seen{{ y }} = bottom;
        {%- endif %}
        let a{{ y }} = select(vec4(0.0), high[p{{ y }} + own], seen{{ y }});
        let b{{ y }} = select(vec4(0.0), high[p{{ y }} + own + 1u], seen{{ y }});
        let f{{ y }}_0 = select(0.0, high[p{{ y }} + before].w, left && seen{{ y }});
        let f{{ y }}_9 = select(0.0, high[p{{ y }} + behind].x, right && seen{{ y }});
        {%- else %}
        let a{{ y }} = high[p{{ y }} + own];
        let b{{ y }} = high[p{{ y }} + own + 1u];
        let f{{ y }}_0 = select(0.0, high[p{{ y }} + before].w, left);
        let f{{ y }}_9 = select(0.0, high[p{{ y }} + behind].x, right);
        {%- endif %}
        {%- for x in 0..4 %}
        let f{{ y }}_{{ x + 1 }} = a{{ y }}[{{ x }}];
        let f{{ y }}_{{ x + 5 }} = b{{ y }}[{{ x }}];
        {%- endfor %}
    {%- endfor %}
{% endmacro %}
