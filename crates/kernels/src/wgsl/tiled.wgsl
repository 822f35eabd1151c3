{# A product of matrices, C = A · B, whose factors are gathered from images on their way into workgroup memory: a
   workgroup makes a tile of C, each of its threads {{ tile.rows }}×{{ tile.columns }} values of it, sixteen terms at a time. A block
   of a kernel that extends this one gathers the factors, and another scatters the values. -#}
{% block header %}{% endblock %}
{% block shape -%}
/// Of a sum that takes several dispatches, each makes the steps from `begin` to `end`.
struct Shape { batch: u32, fine: u32, coarse: u32, side_bits: u32, begin: u32, end: u32 }
{%- endblock %}

{% block buffers %}{% endblock %}

/// Sixteen rows each, one for every term; the first is padded so that a column's writes fall on different banks.
var<workgroup> left: array<f32, {{ 16 * tile.pitch() }}>;
var<workgroup> right: array<f32, {{ 16 * tile.width() }}>;
{% block functions %}{% endblock %}

@compute @workgroup_size({{ tile.threads() }})
fn main(
    @builtin(workgroup_id) place: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let unit = place.x + place.y * groups.x;
    let side = 1u << shape.side_bits;
    let area = side * side;
    {% block place %}{% endblock %}
    let lane = local % {{ tile.across }}u * 4u;
    let top = local / {{ tile.across }}u * {{ tile.rows }}u;
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
            let b{{ q }} = term * {{ tile.width() }}u + {{ 4 * q * tile.across }}u + lane;
            let right{{ q }} = vec4(right[b{{ q }}], right[b{{ q }} + 1u], right[b{{ q }} + 2u], right[b{{ q }} + 3u]);
            {%- endfor %}
            let a = term * {{ tile.pitch() }}u + top;
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
        let row = first_row + top + {{ r }}u;
        {%- for q in 0..tile.quads() %}
        {
            let column = first_column + {{ 4 * q * tile.across }}u + lane;
            if (row < rows && column < columns) {
                let sum = sum{{ r }}_{{ q }};
                {% block scatter %}{% endblock %}
            }
        }
        {%- endfor %}
    }
    {%- endfor %}
}
