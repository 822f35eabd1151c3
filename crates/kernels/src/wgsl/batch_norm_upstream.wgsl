/// The gradient before the activation, of four values that lie `at` one place.
fn upstream(at: u32, value: vec4<f32>, stats: vec4<f32>) -> vec4<f32> {
    let g = gradient[at];
    return select({{ activation.slope() }} * g, g, value * stats.z + stats.w > vec4(0.0));
}
