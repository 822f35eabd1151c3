//! The Laplacian pyramid of an image (Burt and Adelson 1983, “The Laplacian pyramid as a compact image code”), as Karras
//! et al. 2018 (<https://arxiv.org/abs/1710.10196>) use it.

use facegan_core::config::CHANNELS;

use crate::error::QualityError;

/// The side of the coarsest level in pixels, at least.
pub const COARSEST: usize = 16;
/// The largest side in pixels.
const LARGEST: usize = 1024;

/// One level of the pyramid of an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// In pixels.
    pub side: usize,
    /// `3 × side × side` values, channel by channel. A byte of the image is 1 a grey level.
    pub values: Vec<f32>,
}

/// The sides of the levels of images of `size` pixels a side: `size`, then half as many each, down to 16 or to the last
/// that is not below it.
///
/// # Errors
/// When images of this size have no pyramid: below 16 pixels, odd, or above 1024.
pub fn sides(size: usize) -> Result<Vec<usize>, QualityError> {
    if !(COARSEST..=LARGEST).contains(&size) || !size.is_multiple_of(2) {
        return Err(QualityError::Size(size));
    }
    let mut sides = vec![size];
    let mut side = size;
    while side.is_multiple_of(2) && side / 2 >= COARSEST {
        side /= 2;
        sides.push(side);
    }
    Ok(sides)
}

/// Level `index` of `levels` of an image's pyramid, `rgb` being `size × size × 3` bytes.
///
/// With `G₀` the image, `G_{l+1} = down(G_l)` and `L_l = G_l − up(G_{l+1})`: every level is `L_l`, but for the last, which
/// is `G_l` itself.
pub fn level(rgb: &[u8], size: usize, index: usize, levels: usize) -> Level {
    let mut level = Level::from_bytes(rgb, size);
    for _ in 0..index {
        level = level.down();
    }
    if index + 1 < levels {
        let coarse = level.down().up();
        level.values.iter_mut().zip(coarse.values).for_each(|(value, coarse)| *value -= coarse);
    }
    level
}

impl Level {
    fn from_bytes(rgb: &[u8], side: usize) -> Self {
        let channel = |channel: usize| rgb.iter().skip(channel).step_by(CHANNELS).map(|byte| f32::from(*byte));
        Self { side, values: (0..CHANNELS).flat_map(channel).collect() }
    }

    /// Half the side: the image under the binomial filter `(1 4 6 4 1) / 16` along each axis, every second pixel. At the
    /// edges it is mirrored about the outermost pixel.
    fn down(&self) -> Self {
        let (side, half) = (self.side, self.side / 2);
        let mut rows = Vec::with_capacity(self.values.len() / 2);
        for row in self.values.chunks_exact(side) {
            rows.extend((0..half).map(|x| binomial(|offset| row[mirrored(2 * x, offset, side)])));
        }
        let mut values = Vec::with_capacity(self.values.len() / 4);
        for plane in rows.chunks_exact(side * half) {
            for y in 0..half {
                let lines = [-2, -1, 0, 1, 2].map(|offset| &plane[mirrored(2 * y, offset, side) * half..][..half]);
                values.extend((0..half).map(|x| binomial(|offset| lines[(offset + 2) as usize][x])));
            }
        }
        Self { side: half, values }
    }

    /// Twice the side: zeros between the pixels, then the binomial filter times 2 along each axis, mirrored as in
    /// [`Self::down`].
    fn up(&self) -> Self {
        let (side, twice) = (self.side, 2 * self.side);
        let mut rows = Vec::with_capacity(2 * self.values.len());
        for row in self.values.chunks_exact(side) {
            rows.extend((0..twice).map(|x| between(x, side, |at| row[at])));
        }
        let mut values = Vec::with_capacity(4 * self.values.len());
        for plane in rows.chunks_exact(side * twice) {
            for y in 0..twice {
                values.extend((0..twice).map(|x| between(y, side, |at| plane[at * twice + x])));
            }
        }
        Self { side: twice, values }
    }
}

/// The place `offset` from `at` on a line of `length`, mirrored about its ends.
fn mirrored(at: usize, offset: isize, length: usize) -> usize {
    let place = (at as isize + offset).unsigned_abs();
    if place < length { place } else { 2 * (length - 1) - place }
}

/// `(1 4 6 4 1) / 16` of the values at the offsets from −2 to 2.
fn binomial(value: impl Fn(isize) -> f32) -> f32 {
    ((value(-2) + value(2)) + 4.0 * (value(-1) + value(1)) + 6.0 * value(0)) / 16.0
}

/// Place `at` of a line that is enlarged to twice its `length`: `(1 6 1) / 8` where there is a value, `(4 4) / 8` between
/// two.
fn between(at: usize, length: usize, value: impl Fn(usize) -> f32) -> f32 {
    let half = at / 2;
    // The enlarged line is mirrored about its outermost places: about a value on the left, about a zero on the right.
    let right = (half + 1).min(length - 1);
    if at.is_multiple_of(2) {
        let left = if half == 0 { 1 } else { half - 1 };
        ((value(left) + value(right)) + 6.0 * value(half)) / 8.0
    } else {
        (value(half) + value(right)) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_halve_down_to_sixteen() {
        assert_eq!(sides(128).unwrap(), [128, 64, 32, 16]);
        assert_eq!(sides(96).unwrap(), [96, 48, 24]);
        assert_eq!(sides(16).unwrap(), [16]);
        assert_eq!([15, 33, 2048].map(|size| sides(size).unwrap_err()), [15, 33, 2048].map(QualityError::Size));
    }

    #[test]
    fn a_line_is_halved_as_by_hand() {
        let line = [1.0, 2.0, 4.0, 8.0];
        let halved = |x: usize| binomial(|offset| line[mirrored(2 * x, offset, 4)]);
        // 4 2 1 2 4 and 1 2 4 8 4: mirrored about the first and the last.
        assert_eq!(halved(0), (4.0 + 8.0 + 6.0 + 8.0 + 4.0) / 16.0);
        assert_eq!(halved(1), (1.0 + 8.0 + 24.0 + 32.0 + 4.0) / 16.0);
    }

    #[test]
    fn a_line_is_doubled_as_by_hand() {
        let line = [8.0, 16.0, 40.0];
        let doubled: Vec<f32> = (0..6).map(|at| between(at, 3, |at| line[at])).collect();
        // 8 0 16 0 40 0 with 16 0 before and 40 0 behind, under (1 4 6 4 1) / 8.
        assert_eq!(doubled, [10.0, 12.0, 18.0, 28.0, 37.0, 40.0]);
    }

    #[test]
    fn levels_of_an_even_grey_are_zero_but_for_the_last() {
        let rgb = vec![77; 32 * 32 * CHANNELS];
        assert!(level(&rgb, 32, 0, 2).values.iter().all(|value| *value == 0.0));
        let last = level(&rgb, 32, 1, 2);
        assert_eq!((last.side, last.values.len()), (16, CHANNELS * 16 * 16));
        assert!(last.values.iter().all(|value| *value == 77.0));
    }

    #[test]
    fn channels_are_apart() {
        let rgb: Vec<u8> = [10, 20, 30].repeat(16 * 16);
        let values = level(&rgb, 16, 0, 1).values;
        assert_eq!([values[0], values[256], values[512]], [10.0, 20.0, 30.0]);
    }

    #[test]
    fn a_pyramid_adds_up_to_its_image() {
        let rgb: Vec<u8> = (0..32 * 32 * CHANNELS).map(|at| (at * at % 251) as u8).collect();
        let coarse = level(&rgb, 32, 1, 2).up();
        let fine = level(&rgb, 32, 0, 2);
        let image = Level::from_bytes(&rgb, 32);
        for ((fine, coarse), value) in fine.values.iter().zip(coarse.values).zip(image.values) {
            assert!((fine + coarse - value).abs() < 1e-4);
        }
    }
}
