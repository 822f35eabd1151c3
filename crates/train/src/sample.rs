//! Pictures of many images side by side.

use facegan_core::images::{CHANNELS, Picture};

/// Pixels between the images of a grid of fakes, as in the tutorial.
pub(super) const FAKE_PADDING: usize = 2;

/// Images in a row of a grid.
const ROW: usize = 8;

/// torchvision's `make_grid(images, padding, normalize=True)`, as bytes: all images are scaled together so that the
/// darkest value becomes black and the brightest white. A single channel is shown as grey.
///
/// # Shapes
/// - `values`: `[images, nc, size, size]` in row-major order
pub fn grid(values: &[f32], nc: usize, size: usize, padding: usize) -> Picture {
    arrange(values, nc, size, padding, scale(values))
}

/// An image of netG by itself, with -1 as black and 1 as white.
///
/// Unlike in a [`grid`], its own darkest and brightest values do not matter: pictures that follow each other would
/// flicker.
///
/// # Shapes
/// - `values`: `[nc, size, size]` in row-major order
pub fn single(values: &[f32], nc: usize, size: usize) -> Picture {
    arrange(values, nc, size, 0, |value| ((value + 1.0) / 2.0 * 255.0 + 0.5) as u8)
}

/// Puts images in rows between black lines.
fn arrange(values: &[f32], nc: usize, size: usize, padding: usize, to_byte: impl Fn(f32) -> u8) -> Picture {
    let pixels = size * size;
    let count = values.len() / (nc * pixels);
    let columns = ROW.min(count);
    let cell = size + padding;
    let (width, height) = (columns * cell + padding, count.div_ceil(columns.max(1)) * cell + padding);
    let mut rgb = vec![0; width * height * CHANNELS];
    for (i, image) in values.chunks_exact(nc * pixels).enumerate() {
        let (left, top) = (i % columns * cell + padding, i / columns * cell + padding);
        // A grey image's only channel is all three.
        for (channel, plane) in image.chunks_exact(pixels).cycle().take(CHANNELS).enumerate() {
            for (y, row) in plane.chunks_exact(size).enumerate() {
                let start = ((top + y) * width + left) * CHANNELS + channel;
                for (byte, &value) in rgb[start..].iter_mut().step_by(CHANNELS).zip(row) {
                    *byte = to_byte(value);
                }
            }
        }
    }
    Picture { width, height, rgb }
}

/// The map from the values' range to a byte's, with torchvision's guard against an empty range.
fn scale(values: &[f32]) -> impl Fn(f32) -> u8 {
    let low = values.iter().copied().fold(f32::INFINITY, f32::min);
    let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let range = (high - low).max(1e-5);
    move |value| ((value - low) / range * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_stand_in_rows_of_eight_between_black_lines() {
        let image = |value: f32| vec![value; CHANNELS * 4];
        let values: Vec<f32> = (0..9).flat_map(|i| image(i as f32 / 4.0 - 1.0)).collect();
        let picture = grid(&values, CHANNELS, 2, 1);
        assert_eq!((picture.width, picture.height), (8 * 3 + 1, 2 * 3 + 1));
        let at = |x: usize, y: usize| picture.rgb[(y * picture.width + x) * 3..][..3].to_vec();
        assert_eq!(at(0, 0), [0; 3]);
        assert_eq!((at(1, 1), at(4, 1), at(22, 2)), (vec![0; 3], vec![32; 3], vec![223; 3]));
        assert_eq!((at(3, 1), at(1, 4), at(2, 5), at(4, 4)), (vec![0; 3], vec![255; 3], vec![255; 3], vec![0; 3]));
    }

    #[test]
    fn a_single_image_keeps_its_own_range() {
        let values = [-1.0, -0.5, 0.0, 1.0].repeat(CHANNELS);
        let picture = single(&values, CHANNELS, 2);
        let grey = |value: u8| [value; 3];
        assert_eq!((picture.width, picture.height), (2, 2));
        assert_eq!(picture.rgb, [grey(0), grey(64), grey(128), grey(255)].concat());
    }

    #[test]
    fn one_channel_is_all_three() {
        let grey: Vec<f32> = (0..8).map(|i| i as f32 / 4.0 - 1.0).collect();
        let all: Vec<f32> = grey.chunks_exact(4).flat_map(|plane| plane.repeat(CHANNELS)).collect();
        assert_eq!(grid(&grey, 1, 2, 1), grid(&all, CHANNELS, 2, 1));
        assert_eq!(single(&grey[..4], 1, 2), single(&all[..12], CHANNELS, 2));
    }

    #[test]
    fn a_constant_image_is_not_divided_by_nothing() {
        assert_eq!(grid(&[0.5; 12], CHANNELS, 2, 0).rgb, vec![0; 12]);
    }
}
