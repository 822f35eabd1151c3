{# Any activation of four sums, before they are written: that of the slope, or tanh. -#}
{% include "relu.wgsl" %}

// WGSL promises no more than an absolute error of 1e-5 for its own tanh ("Floating Point Accuracy"); below a quarter the
// quotient of exponentials loses digits as well, where the Taylor series has more than enough.
fn exact_tanh(x: vec4<f32>) -> vec4<f32> {
    let e = exp(-2.0 * abs(x));
    let square = x * x;
    let series = (((62.0 / 2835.0 * square - 17.0 / 315.0) * square + 2.0 / 15.0) * square - 1.0 / 3.0) * square + 1.0;
    return select(sign(x) * (1.0 - e) / (1.0 + e), x * series, abs(x) < vec4(0.25));
}

fn activation(x: vec4<f32>) -> vec4<f32> {
    if (shape.is_tanh == 1u) {
        return exact_tanh(x);
    }
    return relu(x);
}
