{# A matrix product C = A · B (GEMM) whose factors are gathered from images into workgroup memory: a workgroup computes a
   tile of C, each of its threads {{ tile.rows() }}×{{ tile.columns() }} values of it, sixteen terms a step. The templates that
   extend this one gather the factors and scatter the results.

   Each value adds its terms in their order with one rounding a term (fma), so that it is the same with every tile. -#}
{% block header %}{% endblock %}
/// A sum may take several dispatches: this one makes the steps from `begin` to `end`, in so many splits.
struct Shape {
    batch: u32, high_channels: u32, low_channels: u32, low_side_bits: u32, begin: u32, end: u32, splits: u32,
    {%- block activation %}{% endblock %}
}

{% block buffers %}{% endblock %}

/// The factors' parts, term by term: of A four adjacent rows in a vector, of B four adjacent columns.
var<workgroup> left: array<vec4<f32>, {{ 4 * tile.height() }}>;
var<workgroup> right: array<vec4<f32>, {{ 4 * tile.width() }}>;
{% block functions %}{% endblock %}

@compute @workgroup_size({{ tile.threads() }})
fn main(
    @builtin(workgroup_id) workgroup_id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) local_index: u32,
) {
    let tile_index = workgroup_id.x + workgroup_id.y * groups.x;
    let low_side = 1u << shape.low_side_bits;
    let low_area = low_side * low_side;
    {% block sizes %}{% endblock %}
    let row_tiles = (rows + {{ tile.height() - 1 }}u) / {{ tile.height() }}u;
    let column_tiles = (columns + {{ tile.width() - 1 }}u) / {{ tile.width() }}u;
    let first_row = tile_index % row_tiles * {{ tile.height() }}u;
    {% block place -%}
    let first_column = tile_index / row_tiles % column_tiles * {{ tile.width() }}u;
    let split = tile_index / (row_tiles * column_tiles);
    {%- endblock %}
    if (split >= shape.splits) {
        return;
    }
    let each = (shape.end - shape.begin + shape.splits - 1u) / shape.splits;
    let begin = min(shape.begin + split * each, shape.end);
    let end = min(begin + each, shape.end);
    let tile_column = local_index % {{ tile.threads_x() }}u;
    let tile_row = local_index / {{ tile.threads_x() }}u * {{ tile.rows() / 4 }}u;
    {%- for r in 0..tile.rows() %}
    {%- for q in 0..tile.columns() / 4 %}
    var sum{{ r }}_{{ q }} = vec4(0.0);
    {%- endfor %}
    {%- endfor %}
    for (var step = begin; step < end; step += 1u) {
        {% block step %}{% endblock %}
        for (var i = local_index; i < {{ tile.height() }}u; i += {{ tile.threads() }}u) {
            {% block gather_left %}{% endblock %}
        }
        // From the last thread on, so that all have something to do where the tile is not square.
        for (var i = {{ tile.threads() - 1 }}u - local_index; i < {{ tile.width() }}u; i += {{ tile.threads() }}u) {
            {% block gather_right %}{% endblock %}
        }
        workgroupBarrier();
        for (var term = 0u; term < 16u; term += 1u) {
            {%- for i in 0..tile.rows() / 4 %}
            let left{{ i }} = left[term * {{ tile.height() / 4 }}u + tile_row + {{ i }}u];
            {%- endfor %}
            {%- for q in 0..tile.columns() / 4 %}
            let right{{ q }} = right[term * {{ tile.width() / 4 }}u + tile_column + {{ q * tile.threads_x() }}u];
            {%- endfor %}
            {%- for r in 0..tile.rows() %}
            {%- for q in 0..tile.columns() / 4 %}
            sum{{ r }}_{{ q }} = fma(vec4(left{{ r / 4 }}[{{ r % 4 }}]), right{{ q }}, sum{{ r }}_{{ q }});
            {%- endfor %}
            {%- endfor %}
        }
        workgroupBarrier();
    }
    {%- for r in 0..tile.rows() %}
    {
        let row = first_row + 4u * tile_row + {{ r }}u;
        {%- for q in 0..tile.columns() / 4 %}
        {
            let column = first_column + 4u * (tile_column + {{ q * tile.threads_x() }}u);
            if (row < rows && column < columns) {
                let sum = sum{{ r }}_{{ q }};
                {% block scatter %}{% endblock %}
            }
        }
        {%- endfor %}
    }
    {%- endfor %}
}
