{# A unit is a chunk of the samples of a group, in one channel: the work of a workgroup on a real GPU, and of a single
   thread on a software adapter. -#}
    {%- if unit.is_workgroup() %}
    let unit = place.x + place.y * groups.x;
    {%- else %}
    let unit = id.x + id.y * groups.x * {{ unit.workgroup() }}u;
    let lane = 0u;
    {%- endif %}
    let channel = unit % shape.channels;
    let group = unit / shape.channels % shape.groups;
    let chunk = unit / (shape.channels * shape.groups);
    if (chunk >= shape.chunks) {
        return;
    }
    let each = (shape.samples + shape.chunks - 1u) / shape.chunks;
    let first = group * shape.samples + min(chunk * each, shape.samples);
    let last = group * shape.samples + min((chunk + 1u) * each, shape.samples);
    let area = 1u << shape.area_bits;
    let end = (last - first) << shape.area_bits;
