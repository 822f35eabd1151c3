{% include "relu.wgsl" %}

/// Mean and biased variance of a channel in a group, from the sums of its values and of their squares.
fn moments(pair: vec2<f32>, channel: u32, group: u32) -> vec2<f32> {
    let means = pair / group_size();
    return vec2(origin(channel, group) + means.x, max(means.y - means.x * means.x, 0.0));
}

/// Running mean and variance after a group with these moments.
fn moved(running: vec2<f32>, batch: vec2<f32>) -> vec2<f32> {
    let count = group_size();
    let unbiased = vec2(batch.x, batch.y * (count / (count - 1.0)));
    return running * (1.0 - {{ MOMENTUM }}) + unbiased * {{ MOMENTUM }};
}

/// Mean, 1 / √(variance + ε), and scale and shift of y = scale · x + shift.
fn statistics_of(channel: u32, batch: vec2<f32>) -> vec4<f32> {
    let inverse = 1.0 / sqrt(batch.y + {{ EPSILON }});
    let scale = weight[channel] * inverse;
    return vec4(batch.x, inverse, scale, bias[channel] - batch.x * scale);
}

/// Normalises a thread's part of a chunk.
fn normalize(chunk: Chunk, stats: vec4<f32>, local_index: u32) {
    for (var i = local_index; i < chunk.length; i += {{ reducer.threads() }}u) {
        let at = place(chunk, i);
        let z = vec4<f32>(x[at]) * stats.z + stats.w;
        y[at] = vec4<{{ result }}>(relu(z));
    }
}
