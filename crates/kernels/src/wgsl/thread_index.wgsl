{# The thread's index in the whole dispatch. Workgroups come in rows, since WebGPU allows no more than 65,535 in one. -#}
    let thread = id.x + id.y * groups.x * {{ workgroup }}u;
