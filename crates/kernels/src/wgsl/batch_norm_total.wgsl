/// The sums of all chunks of a group in one channel.
fn total(channel: u32, group: u32) -> vec2<f32> {
    var pair = vec2(0.0);
    for (var chunk = 0u; chunk < shape.chunks; chunk += 1u) {
        pair += sums[(chunk * shape.groups + group) * shape.channels + channel];
    }
    return pair;
}
