{%- if reducer.is_workgroup() -%}
@builtin(workgroup_id) workgroup_id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) local_index: u32,
{%- else -%}
@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>
{%- endif -%}
