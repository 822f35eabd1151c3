{# Adds up a unit's pairs of sums and writes them to `sums`. -#}
    {%- if unit.is_workgroup() %}
    pairs[lane] = vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0)));
    for (var reach = {{ unit.workgroup() / 2 }}u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (lane < reach) {
            pairs[lane] += pairs[lane + reach];
        }
    }
    if (lane == 0u) {
        sums[unit] = pairs[0];
    }
    {%- else %}
    sums[unit] = vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0)));
    {%- endif %}
