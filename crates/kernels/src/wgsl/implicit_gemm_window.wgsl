{# What four adjacent low-res pixels see of the high-res image through one row of the kernel. -#}
/// Ten adjacent pixels of a row of the high-res image; zeros beyond its edge.
struct Window { before: f32, first: vec4<f32>, second: vec4<f32>, behind: f32 }

/// The window of the low-res pixels from column `x` on, a multiple of four, in row `y`. `plane` is where the high-res
/// channel begins, in pixels.
fn window(plane: u32, x: u32, y: u32, kernel_row: u32) -> Window {
    let low_side = 1u << shape.low_side_bits;
    let width = 2u * low_side;
    // 0 - 1 wraps around and is larger than any side.
    let row = 2u * y + kernel_row - 1u;
    var seen = Window();
    if (row < width) {
        let at = (plane + row * width + 2u * x) / 4u;
        seen.first = vec4<f32>(high[at]);
        seen.second = vec4<f32>(high[at + 1u]);
        if (x > 0u) {
            seen.before = f32(high[at - 1u].w);
        }
        if (x + 4u < low_side) {
            seen.behind = f32(high[at + 2u].x);
        }
    }
    return seen;
}
