//! A hash that nearly equal photos share: bursts, and copies that were saved again.

use facegan_core::images::CHANNELS;

/// Side of the reduced grey picture.
const SIDE: usize = 32;
/// Parts of a grey level to which coefficients are rounded: what is left of their sums in a grey square is less.
const PRECISION: f64 = 256.0;
/// Frequencies along each side that the hash looks at.
const LOWEST: usize = 8;

/// The 64-bit perceptual hash of a square of `side × side × 3` bytes RGB: pHash (Zauner 2010, “Implementation and
/// benchmarking of perceptual image hash functions”).
///
/// The grey square is reduced to 32×32. Bit `8 v + u` says whether the DCT's coefficient
/// `Σ_y Σ_x grey(x, y) cos(π (2x + 1) u / 64) cos(π (2y + 1) v / 64)` exceeds the median of all 64. The mean (`u = v = 0`) counts as 0, and coefficients are rounded, so that a square without
/// structure has the hash 0.
pub fn hash(rgb: &[u8], side: usize) -> u64 {
    let cosines: [[f64; SIDE]; LOWEST] = std::array::from_fn(|frequency| {
        std::array::from_fn(|at| {
            libm::cos(std::f64::consts::PI * ((2 * at + 1) * frequency) as f64 / (2 * SIDE) as f64)
        })
    });
    let grey = grey(rgb, side);
    let rows: Vec<[f64; LOWEST]> = grey
        .iter()
        .map(|row| std::array::from_fn(|u| row.iter().zip(&cosines[u]).map(|(grey, cosine)| grey * cosine).sum()))
        .collect();
    let coefficient = |index: usize| -> f64 {
        let (u, v) = (index % LOWEST, index / LOWEST);
        let sum: f64 = rows.iter().zip(&cosines[v]).map(|(row, cosine)| row[u] * cosine).sum();
        if index == 0 { 0.0 } else { (sum * PRECISION).round() }
    };
    let coefficients: [f64; LOWEST * LOWEST] = std::array::from_fn(coefficient);
    let mut sorted = coefficients;
    sorted.sort_by(f64::total_cmp);
    let median = (sorted[31] + sorted[32]) / 2.0;
    coefficients.iter().enumerate().fold(0, |hash, (bit, value)| hash | u64::from(*value > median) << bit)
}

/// The square's luma (ITU-R BT.601), reduced to `SIDE × SIDE`: of each block the mean, or the nearest pixel of a smaller
/// square.
fn grey(rgb: &[u8], side: usize) -> [[f64; SIDE]; SIDE] {
    let luma = |x: usize, y: usize| {
        let pixel = &rgb[(y * side + x) * CHANNELS..][..CHANNELS];
        0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2])
    };
    let block = |at: usize| at * side / SIDE..((at + 1) * side / SIDE).max(at * side / SIDE + 1);
    std::array::from_fn(|y| {
        std::array::from_fn(|x| {
            let pixels = block(y).flat_map(|y| block(x).map(move |x| (x, y)));
            let count = (block(y).len() * block(x).len()) as f64;
            pixels.map(|(x, y)| luma(x, y)).sum::<f64>() / count
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resize::square;

    fn portrait(index: u32, size: u32) -> image::RgbImage {
        let rgb = facegan_sample_faces::draw(1, index, size as usize);
        image::RgbImage::from_raw(size, size, rgb).unwrap()
    }

    fn hash_of(image: &image::RgbImage) -> u64 {
        hash(&square(image, 64).unwrap(), 64)
    }

    /// Another saving: other pixels of the same picture.
    fn saved_again(image: &image::RgbImage) -> image::RgbImage {
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 60).encode_image(image).unwrap();
        image::load_from_memory(&jpeg).unwrap().to_rgb8()
    }

    #[test]
    fn a_square_without_structure_has_no_bits() {
        assert_eq!([0, 7, 255].map(|grey| hash(&vec![grey; 32 * 32 * 3], 32)), [0; 3]);
    }

    #[test]
    fn copies_that_were_saved_again_or_reduced_are_near_and_other_pictures_are_not() {
        let hashes: Vec<_> = (0..20).map(|index| hash_of(&portrait(index, 200))).collect();
        for (index, hash) in (0..).zip(&hashes) {
            let copies = [saved_again(&portrait(index, 200)), portrait(index, 90)];
            for copy in copies {
                assert!((hash ^ hash_of(&copy)).count_ones() <= 5, "portrait {index}");
            }
        }
        let near = |one: &u64| hashes.iter().filter(|two| (*two ^ one).count_ones() <= 5).count();
        assert!(hashes.iter().all(|hash| near(hash) == 1));
    }
}
