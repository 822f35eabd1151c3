{# The sizes, the slope of the activation below zero, and the chunks that sums are made over. -#}
struct Shape { samples: u32, channels: u32, groups: u32, chunks: u32, area_bits: u32, slope: f32 }

/// Adjacent samples of a group in one channel: the first one, and how many vectors of four values they have.
struct Chunk { channel: u32, group: u32, first: u32, length: u32 }

/// Where vector `i` of a chunk lies.
fn place(chunk: Chunk, i: u32) -> u32 {
    let sample = chunk.first + (i >> shape.area_bits);
    return ((sample * shape.channels + chunk.channel) << shape.area_bits) + (i & ((1u << shape.area_bits) - 1u));
}

/// Values of a group in one channel.
fn group_size() -> f32 {
    return f32(shape.samples << (shape.area_bits + 2u));
}
