/// The gradients by a thread's part of a chunk's values, from the sums over the whole group.
fn apply_gradient(chunk: Chunk, stats: vec4<f32>, pair: vec2<f32>, local_index: u32) {
    let means = pair / group_size();
    for (var i = local_index; i < chunk.length; i += {{ reducer.threads() }}u) {
        let at = place(chunk, i);
        let value = vec4<f32>(x[at]);
        result[at] = (upstream(at, value, stats) - means.x - (value - stats.x) * stats.y * means.y) * stats.z;
    }
}
