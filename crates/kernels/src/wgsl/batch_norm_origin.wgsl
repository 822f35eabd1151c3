/// A channel's first value in a group, which is subtracted from all, so that the squares lose no digits where the mean is
/// far from zero.
fn origin(channel: u32, group: u32) -> f32 {
    return f32(x[(group * shape.samples * shape.channels + channel) << shape.area_bits].x);
}
