//! The operations of the network, each with a fixed order of additions.
//!
//! Nothing here is summed in another order on another machine, and nothing is fused: the same photo has the same faces, to
//! the last bit, in a browser and natively.

mod conv2d;
mod depthwise;

pub use conv2d::{Conv1x1, Stem};
pub use depthwise::Depthwise;

use super::feature_map::FeatureMap;

/// The largest of each 2×2 pixels (`MaxPool2d(2)`).
pub fn max_pool(input: &FeatureMap) -> FeatureMap {
    let channels = input.channels;
    let mut output = FeatureMap::zeros(input.height / 2, input.width / 2, channels);
    let width = output.width;
    for (index, pixel) in output.values.chunks_exact_mut(channels).enumerate() {
        let (y, x) = (2 * (index / width), 2 * (index % width));
        let corners = [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)].map(|(y, x)| input.pixel(y, x));
        for (channel, value) in pixel.iter_mut().enumerate() {
            let [a, b, c, d] = corners.map(|corner| corner[channel]);
            *value = larger(larger(a, b), larger(c, d));
        }
    }
    output
}

/// `max(output + skip, 0)`, where `skip` may have fewer channels: those that it lacks are zeros.
pub fn add_skip(output: &mut FeatureMap, skip: &FeatureMap) {
    let pixels = output.values.chunks_exact_mut(output.channels).zip(skip.values.chunks_exact(skip.channels));
    for (pixel, skipped) in pixels {
        pixel.iter_mut().zip(skipped).for_each(|(value, skipped)| *value += skipped);
        pixel.iter_mut().for_each(|value| *value = larger(*value, 0.0));
    }
}

/// Adds a map that is enlarged to twice its size (`interpolate(scale_factor=2, mode="bilinear", align_corners=False)`).
pub fn add_upsampled(output: &mut FeatureMap, small: &FeatureMap) {
    let (width, channels) = (output.width, output.channels);
    for (index, pixel) in output.values.chunks_exact_mut(channels).enumerate() {
        let (y, x) = (index / width, index % width);
        let [(top, from_top), (bottom, from_bottom)] = sources(y, small.height);
        let [(left, from_left), (right, from_right)] = sources(x, small.width);
        let corners = [(top, left), (top, right), (bottom, left), (bottom, right)].map(|(y, x)| small.pixel(y, x));
        for (channel, value) in pixel.iter_mut().enumerate() {
            let [top_left, top_right, bottom_left, bottom_right] = corners.map(|corner| corner[channel]);
            let above = top_left * from_left + top_right * from_right;
            let below = bottom_left * from_left + bottom_right * from_right;
            *value += above * from_top + below * from_bottom;
        }
    }
}

/// The two places that place `at` of an enlarged row lies between, each with its weight.
fn sources(at: usize, length: usize) -> [(usize, f32); 2] {
    let half = at / 2;
    if at.is_multiple_of(2) {
        [(half.saturating_sub(1), 0.25), (half, 0.75)]
    } else {
        [(half, 0.75), ((half + 1).min(length - 1), 0.25)]
    }
}

/// The larger of two numbers. Unlike `f32::max`, which treats NaN as C does, it is one instruction everywhere.
#[inline]
fn larger(one: f32, two: f32) -> f32 {
    if one > two { one } else { two }
}
