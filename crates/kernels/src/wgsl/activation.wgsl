{# The activation that is applied to a sum before it is written. -#}
{%- match activation %}
{%- when Activation::Linear -%}
fn activation(x: f32) -> f32 {
    return x;
}
{%- when Activation::Relu | Activation::LeakyRelu -%}
fn activation(x: f32) -> f32 {
    return select({{ activation.slope() }} * x, x, x > 0.0);
}
{%- when Activation::Tanh -%}
// WGSL promises no more than an absolute error of 1e-5 for its own tanh ("Floating Point Accuracy"); below a quarter the
// quotient of exponentials loses digits as well, where the Taylor series has more than enough.
fn activation(x: f32) -> f32 {
    let e = exp(-2.0 * abs(x));
    let square = x * x;
    let series = (((62.0 / 2835.0 * square - 17.0 / 315.0) * square + 2.0 / 15.0) * square - 1.0 / 3.0) * square + 1.0;
    return select(sign(x) * (1.0 - e) / (1.0 + e), x * series, abs(x) < 0.25);
}
{%- endmatch %}
