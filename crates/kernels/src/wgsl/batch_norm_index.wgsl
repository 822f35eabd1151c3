{# Which invocation this is: of a workgroup on a GPU, of a single thread on a software adapter. -#}
    {%- if reducer.is_workgroup() %}
    let index = workgroup_id.x + workgroup_id.y * groups.x;
    {%- else %}
    let index = id.x + id.y * groups.x * {{ reducer.workgroup() }}u;
    let local_index = 0u;
    {%- endif %}
