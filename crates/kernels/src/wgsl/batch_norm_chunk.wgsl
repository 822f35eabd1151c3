{# Which chunk this invocation works on: a chunk is a part of a group's samples, in one channel. A workgroup reduces it
   on a GPU, a single thread on a software adapter. -#}
    {%- if reducer.is_workgroup() %}
    let index = workgroup_id.x + workgroup_id.y * groups.x;
    {%- else %}
    let index = id.x + id.y * groups.x * {{ reducer.workgroup() }}u;
    let local_index = 0u;
    {%- endif %}
    let channel = index % shape.channels;
    let group = index / shape.channels % shape.groups;
    let chunk = index / (shape.channels * shape.groups);
    if (chunk >= shape.chunks) {
        return;
    }
    let each = (shape.samples + shape.chunks - 1u) / shape.chunks;
    let first = group * shape.samples + min(chunk * each, shape.samples);
    let last = group * shape.samples + min((chunk + 1u) * each, shape.samples);
    let area = 1u << shape.area_bits;
    let end = (last - first) << shape.area_bits;
