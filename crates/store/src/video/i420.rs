//! Pictures as video encoders take them.

use facegan_core::images::{CHANNELS, Picture};

/// A picture as I420: its luma plane, then blue and red chroma at half the width and height (rounded up), each the mean of
/// up to four pixels.
///
/// With R, G, B from 0 to 1 (ITU-R BT.709, limited range): `Y = 0.2126 R + 0.7152 G + 0.0722 B` becomes `16 + 219 Y`,
/// `(B - Y) / 1.8556` and `(R - Y) / 1.5748` become `128 + 224` times them.
pub fn i420(picture: &Picture) -> Vec<u8> {
    let Picture { width, height, ref rgb } = *picture;
    let colour = |x: usize, y: usize| {
        let pixel = &rgb[CHANNELS * (y * width + x)..][..CHANNELS];
        [pixel[0], pixel[1], pixel[2]].map(|byte| f32::from(byte) / 255.0)
    };
    let luma = |[r, g, b]: [f32; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let mut planes: Vec<u8> = places.map(|(x, y)| byte(16.0 + 219.0 * luma(colour(x, y)))).collect();
    let blocks = || (0..height.div_ceil(2)).flat_map(|y| (0..width.div_ceil(2)).map(move |x| (2 * x, 2 * y)));
    let mean = |(x, y): (usize, usize)| {
        let (right, below) = ((x + 1).min(width - 1), (y + 1).min(height - 1));
        let four = [colour(x, y), colour(right, y), colour(x, below), colour(right, below)];
        [0, 1, 2].map(|channel| four.iter().map(|colour| colour[channel]).sum::<f32>() / 4.0)
    };
    let chroma = |channel: usize, range: f32| {
        move |colour: [f32; 3]| byte(128.0 + 224.0 * (colour[channel] - luma(colour)) / range)
    };
    planes.extend(blocks().map(mean).map(chroma(2, 1.8556)));
    planes.extend(blocks().map(mean).map(chroma(0, 1.5748)));
    planes
}

fn byte(value: f32) -> u8 {
    (value + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(colour: [u8; 3]) -> Vec<u8> {
        i420(&Picture { width: 2, height: 2, rgb: colour.repeat(4) })
    }

    #[test]
    fn colours_are_those_of_bt_709() {
        // Of Rec. ITU-R BT.709-6, rounded.
        for (colour, [y, cb, cr]) in [
            ([255, 255, 255], [235, 128, 128]),
            ([0, 0, 0], [16, 128, 128]),
            ([255, 0, 0], [63, 102, 240]),
            ([0, 255, 0], [173, 42, 26]),
            ([0, 0, 255], [32, 240, 118]),
        ] {
            assert_eq!(plain(colour), [y, y, y, y, cb, cr], "{colour:?}");
        }
    }

    #[test]
    fn chroma_is_a_mean_of_four_and_odd_sizes_end_with_fewer() {
        let rgb = [[255, 0, 0], [0, 0, 255], [0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 0, 255]].concat();
        let planes = i420(&Picture { width: 3, height: 2, rgb });
        assert_eq!(planes.len(), 6 + 2 + 2);
        assert_eq!(planes[..3], [63, 32, 16]);
    }
}
