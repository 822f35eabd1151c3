{# Reduces the partial sums of a chunk's threads and writes them to `sums`. -#}
    {%- if reducer.is_workgroup() %}
    partials[local_index] = vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0)));
    for (var stride = {{ reducer.workgroup() / 2 }}u; stride > 0u; stride /= 2u) {
        workgroupBarrier();
        if (local_index < stride) {
            partials[local_index] += partials[local_index + stride];
        }
    }
    if (local_index == 0u) {
        sums[index] = partials[0];
    }
    {%- else %}
    sums[index] = vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0)));
    {%- endif %}
