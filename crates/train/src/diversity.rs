//! The diversity of a batch: how far apart its images are. It is small where netG draws one face again and again.

/// Side that images are averaged down to: faces still differ there, and all pairs of 64 images cost a millisecond.
const SIDE: usize = 16;

/// The mean over all pairs of images of the root of their pixels' mean squared difference, on images averaged down to
/// at most 16×16; `None` for fewer than two images.
///
/// # Shapes
/// - `values`: `[images, nc, size, size]` in row-major order, a power of two a side
pub fn diversity(values: &[f32], nc: usize, size: usize) -> Option<f32> {
    let side = size.min(SIDE);
    let small: Vec<f32> = values.chunks_exact(size * size).flat_map(|plane| averaged(plane, size, side)).collect();
    let length = nc * side * side;
    let images: Vec<&[f32]> = small.chunks_exact(length).collect();
    let pairs = images.len() * images.len().saturating_sub(1) / 2;
    let distance = |a: &[f32], b: &[f32]| {
        let squares: f32 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
        f64::from(squares / length as f32).sqrt()
    };
    let others = |i: usize| images[i + 1..].iter().map(move |other| (i, other));
    let total: f64 = (0..images.len()).flat_map(others).map(|(i, other)| distance(images[i], other)).sum();
    (pairs > 0).then(|| (total / pairs as f64) as f32)
}

/// One channel with the means of square blocks for pixels.
fn averaged(plane: &[f32], size: usize, side: usize) -> Vec<f32> {
    let block = size / side;
    let mut small = vec![0.0; side * side];
    for (y, row) in plane.chunks_exact(size).enumerate() {
        for (x, pixels) in row.chunks_exact(block).enumerate() {
            small[y / block * side + x] += pixels.iter().sum::<f32>() / (block * block) as f32;
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;
    use facegan_core::images::CHANNELS;

    fn flat(value: f32, size: usize) -> Vec<f32> {
        vec![value; CHANNELS * size * size]
    }

    #[test]
    fn diversity_is_the_mean_distance_of_all_pairs() {
        let values = [flat(-1.0, 32), flat(0.0, 32), flat(1.0, 32)].concat();
        let found = diversity(&values, CHANNELS, 32).unwrap();
        assert!((found - (1.0 + 1.0 + 2.0) / 3.0).abs() < 1e-5, "{found}");
    }

    #[test]
    fn equal_faces_have_no_diversity_and_one_face_no_pair() {
        assert_eq!(diversity(&[flat(0.3, 16), flat(0.3, 16)].concat(), CHANNELS, 16), Some(0.0));
        assert_eq!((diversity(&flat(0.3, 64), CHANNELS, 64), diversity(&[], CHANNELS, 64)), (None, None));
    }

    #[test]
    fn differences_within_a_block_do_not_count() {
        let checks =
            |first: f32| (0..CHANNELS * 64 * 64).map(move |i| if (i + i / 64) % 2 == 0 { first } else { -first });
        let found = diversity(&checks(1.0).chain(checks(-1.0)).collect::<Vec<_>>(), CHANNELS, 64).unwrap();
        assert!(found < 1e-6, "{found}");
    }

    #[test]
    fn an_image_is_small_where_it_is_averaged_down() {
        // The left half of the second image is white, the right half and all of the first black.
        let half = (0..CHANNELS * 128 * 128).map(|i| if i % 128 < 64 { 1.0 } else { -1.0 });
        let found = diversity(&flat(-1.0, 128).into_iter().chain(half).collect::<Vec<_>>(), CHANNELS, 128).unwrap();
        assert!((found - 2.0f32.sqrt()).abs() < 1e-5, "{found}");
    }
}
