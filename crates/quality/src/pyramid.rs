//! The Laplacian pyramid of an image (Burt and Adelson 1983, “The Laplacian pyramid as a compact image code”), as Karras
//! et al. 2018 (<https://arxiv.org/abs/1710.10196>) use it.

use facegan_core::images::CHANNELS;

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
        let mut values = vec![0.0; CHANNELS * side * side];
        for (channel, plane) in values.chunks_exact_mut(side * side).enumerate() {
            let bytes = rgb[channel..].iter().step_by(CHANNELS);
            plane.iter_mut().zip(bytes).for_each(|(value, byte)| *value = f32::from(*byte));
        }
        Self { side, values }
    }

    /// Half the side: the image under the binomial filter `(1 4 6 4 1) / 16` along each axis, every second pixel. At the
    /// edges it is mirrored about the outermost pixel.
    fn down(&self) -> Self {
        let (side, half) = (self.side, self.side / 2);
        let mut rows = Vec::with_capacity(self.values.len() / 2);
        for row in self.values.chunks_exact(side) {
            halve(row, &mut rows);
        }
        let mut values = Vec::with_capacity(self.values.len() / 4);
        for plane in rows.chunks_exact(side * half) {
            for y in 0..half {
                let line = |offset: isize| &plane[mirrored(2 * y, offset, side) * half..][..half];
                let [a, b, c, d, e] = [-2, -1, 0, 1, 2].map(line);
                values.extend((0..half).map(|x| binomial([a[x], b[x], c[x], d[x], e[x]])));
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
            rows.extend((0..side).flat_map(|x| {
                let [left, right] = beside(x, side);
                between(row[left], row[x], row[right])
            }));
        }
        let mut values = Vec::with_capacity(4 * self.values.len());
        for plane in rows.chunks_exact(side * twice) {
            for y in 0..side {
                let [left, right] = beside(y, side);
                let [left, here, right] = [left, y, right].map(|y| &plane[y * twice..][..twice]);
                for place in [0, 1] {
                    values.extend((0..twice).map(|x| between(left[x], here[x], right[x])[place]));
                }
            }
        }
        Self { side: twice, values }
    }
}

/// Adds every second place of a line under the binomial filter.
fn halve(line: &[f32], halved: &mut Vec<f32>) {
    let length = line.len();
    let mirrored = |x: usize| binomial([-2, -1, 0, 1, 2].map(|offset| line[mirrored(x, offset, length)]));
    halved.push(mirrored(0));
    // What lies far enough from both ends is not mirrored.
    let inner = line.windows(5).step_by(2);
    halved.extend(inner.map(|five| binomial([five[0], five[1], five[2], five[3], five[4]])));
    halved.push(mirrored(length - 2));
}

/// The place `offset` from `at` on a line of `length`, mirrored about its ends.
fn mirrored(at: usize, offset: isize, length: usize) -> usize {
    let place = (at as isize + offset).unsigned_abs();
    if place < length { place } else { 2 * (length - 1) - place }
}

/// `(1 4 6 4 1) / 16` of five values.
fn binomial([a, b, c, d, e]: [f32; 5]) -> f32 {
    ((a + e) + 4.0 * (b + d) + 6.0 * c) / 16.0
}

/// The places beside `at` on a line of `length` that is enlarged. The enlarged line is mirrored about its outermost places:
/// about a value on the left, about a zero on the right.
fn beside(at: usize, length: usize) -> [usize; 2] {
    [if at == 0 { 1 } else { at - 1 }, (at + 1).min(length - 1)]
}

/// What two places of an enlarged line have: `(1 6 1) / 8` where the value `here` is, `(4 4) / 8` between it and the next.
fn between(left: f32, here: f32, right: f32) -> [f32; 2] {
    [((left + right) + 6.0 * here) / 8.0, (here + right) / 2.0]
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
        let mut halved = Vec::new();
        halve(&line, &mut halved);
        // 4 2 1 2 4 and 1 2 4 8 4: mirrored about the first and the last.
        let expected = [4.0 + 8.0 + 6.0 + 8.0 + 4.0, 1.0 + 8.0 + 24.0 + 32.0 + 4.0].map(|sum| sum / 16.0);
        assert_eq!(halved, expected);
    }

    #[test]
    fn a_line_is_doubled_as_by_hand() {
        let line = [8.0, 16.0, 40.0];
        let doubled: Vec<f32> = (0..3)
            .flat_map(|at| {
                let [left, right] = beside(at, 3);
                between(line[left], line[at], line[right])
            })
            .collect();
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
