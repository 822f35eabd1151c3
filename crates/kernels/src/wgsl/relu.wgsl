{# The activations with a slope below zero. It is a value, so that layers with different ones share a pipeline. -#}
/// y = x for x > 0, else slope · x: the ReLUs, and with a slope of one x itself.
fn relu(x: vec4<f32>) -> vec4<f32> {
    return select(shape.slope * x, x, x > vec4(0.0));
}
