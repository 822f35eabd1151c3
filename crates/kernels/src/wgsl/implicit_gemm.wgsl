{# A matrix product C = A · B (GEMM) whose factors are gathered from images into workgroup memory: a workgroup computes a
   tile of C, each of its threads {{ tile.rows }}×{{ tile.columns }} values of it, sixteen terms a step. The templates that extend
   this one gather the factors and scatter the results. -#}
{% block header %}{% endblock %}
{% block shape -%}
/// A sum may take several dispatches: this one makes the steps from `begin` to `end`.
struct Shape { batch: u32, high_channels: u32, low_channels: u32, low_side_bits: u32, begin: u32, end: u32 }
{%- endblock %}

{% block buffers %}{% endblock %}

/// Sixteen rows each, one for every term; `left` is padded so that a column's writes fall on different banks.
var<workgroup> left: array<f32, {{ 16 * tile.pitch() }}>;
var<workgroup> right: array<f32, {{ 16 * tile.width() }}>;
{% block functions %}{% endblock %}

@compute @workgroup_size({{ tile.threads() }})
fn main(
    @builtin(workgroup_id) workgroup_id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) local_index: u32,
) {
    let tile_index = workgroup_id.x + workgroup_id.y * groups.x;
    let low_side = 1u << shape.low_side_bits;
    let low_area = low_side * low_side;
    {% block place %}{% endblock %}
    let tile_column = local_index % {{ tile.threads_x }}u * 4u;
    let tile_row = local_index / {{ tile.threads_x }}u * {{ tile.rows }}u;
    {%- for r in 0..tile.rows %}
    {%- for q in 0..tile.quads() %}
    var sum{{ r }}_{{ q }} = vec4(0.0);
    {%- endfor %}
    {%- endfor %}
    for (var step = {% block begin %}shape.begin{% endblock %}; step < {% block end %}shape.end{% endblock %}; step += 1u) {
        {% block gather %}{% endblock %}
        workgroupBarrier();
        for (var term = 0u; term < 16u; term += 1u) {
            {%- for q in 0..tile.quads() %}
            let b{{ q }} = term * {{ tile.width() }}u + {{ 4 * q * tile.threads_x }}u + tile_column;
            let right{{ q }} = vec4(right[b{{ q }}], right[b{{ q }} + 1u], right[b{{ q }} + 2u], right[b{{ q }} + 3u]);
            {%- endfor %}
            let a = term * {{ tile.pitch() }}u + tile_row;
            {%- for r in 0..tile.rows %}
            let left{{ r }} = left[a + {{ r }}u];
            {%- for q in 0..tile.quads() %}
            sum{{ r }}_{{ q }} += left{{ r }} * right{{ q }};
            {%- endfor %}
            {%- endfor %}
        }
        workgroupBarrier();
    }
    {%- for r in 0..tile.rows %}
    {
        let row = first_row + tile_row + {{ r }}u;
        {%- for q in 0..tile.quads() %}
        {
            let column = first_column + {{ 4 * q * tile.threads_x }}u + tile_column;
            if (row < rows && column < columns) {
                let sum = sum{{ r }}_{{ q }};
                {% block scatter %}{% endblock %}
            }
        }
        {%- endfor %}
    }
    {%- endfor %}
}
