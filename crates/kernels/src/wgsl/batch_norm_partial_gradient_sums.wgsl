/// A thread's part of the sums of a chunk's output gradients and of their products with the normalised values.
fn partial_gradient_sums(chunk: Chunk, stats: vec4<f32>, local_index: u32) -> vec2<f32> {
    var sum = vec4(0.0);
    var product = vec4(0.0);
    for (var i = local_index; i < chunk.length; i += {{ reducer.threads() }}u) {
        let at = place(chunk, i);
        let value = vec4<f32>(x[at]);
        let g = upstream(at, value, stats);
        sum += g;
        product += g * ((value - stats.x) * stats.y);
    }
    return vec2(dot(sum, vec4(1.0)), dot(product, vec4(1.0)));
}
