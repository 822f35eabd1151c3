/// A thread's part of the sums of a chunk's values and of their squares.
fn partial_sums(chunk: Chunk, local_index: u32) -> vec2<f32> {
    let first_value = origin(chunk.channel, chunk.group);
    var sum = vec4(0.0);
    var square = vec4(0.0);
    for (var i = local_index; i < chunk.length; i += {{ reducer.threads() }}u) {
        let value = vec4<f32>(x[place(chunk, i)]) - first_value;
        sum += value;
        square += value * value;
    }
    return vec2(dot(sum, vec4(1.0)), dot(square, vec4(1.0)));
}
