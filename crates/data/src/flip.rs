//! Random horizontal flip.

use rand::{Rng, RngExt};

use facegan_core::images::{CHANNELS, Images};

/// Mirrors each image left to right with probability 1/2, as torchvision's `RandomHorizontalFlip`.
pub fn flip(images: &mut Images, rng: &mut impl Rng) {
    let Images { size, rgb } = images;
    for image in rgb.chunks_exact_mut(*size * *size * CHANNELS) {
        if rng.random_bool(0.5) {
            image.chunks_exact_mut(*size * CHANNELS).for_each(mirror);
        }
    }
}

/// Reverses the order of a row's pixels.
fn mirror(row: &mut [u8]) {
    // Reverses all bytes, then the three bytes of each pixel again.
    row.reverse();
    row.chunks_exact_mut(CHANNELS).for_each(<[u8]>::reverse);
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn a_flipped_row_has_its_pixels_backwards_and_each_as_it_was() {
        let mut row = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        mirror(&mut row);
        assert_eq!(row, [7, 8, 9, 4, 5, 6, 1, 2, 3]);
    }

    #[test]
    fn about_half_of_the_images_are_mirrored_and_the_rest_left_alone() {
        let image = |i: u16| [i.to_le_bytes()[0], i.to_le_bytes()[1], 0, 10, 20, 30, 1, 2, 3, 40, 50, 60];
        let mirrored = |i: u16| {
            let [a, b, c, d, e, f, g, h, j, k, l, m] = image(i);
            [d, e, f, a, b, c, k, l, m, g, h, j]
        };
        let count = 1000;
        let mut images = Images { size: 2, rgb: (0..count).flat_map(image).collect() };
        flip(&mut images, &mut ChaCha8Rng::seed_from_u64(1));
        let is_mirrored = |(i, found): (u16, &[u8])| {
            assert!(found == image(i) || found == mirrored(i), "image {i} became {found:?}");
            found == mirrored(i)
        };
        let flipped = (0..count).zip(images.rgb.chunks_exact(12)).map(is_mirrored).filter(|mirrored| *mirrored).count();
        // Four standard deviations of a fair coin.
        assert!(flipped.abs_diff(500) <= 64, "{flipped} of {count}");
    }
}
