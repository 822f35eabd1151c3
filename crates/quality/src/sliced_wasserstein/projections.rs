//! Projections of a set's patches, and the distance between those of two sets.

use facegan_core::images::CHANNELS;
use multiversion::multiversion;

use crate::patches::{CHANNEL, LENGTH, Patches};
use crate::products::{LANES, products};
use crate::sort::{key, value};

/// Patches that are projected before their projections are put in columns, so that these are still in the cache.
const ROWS: usize = 512;
/// Patches of an image that say what each channel adds to projections. They lie anywhere, as all do.
const PARTS: usize = 16;

/// The vectors of [`LANES`] directions side by side; where there are fewer, zeros.
pub type Block = Vec<[f32; LANES]>;

/// The block of some directions, at most [`LANES`].
pub fn block(directions: &[Vec<f32>]) -> Block {
    let lane = |k: usize, lane: usize| directions.get(lane).map_or(0.0, |direction| direction[k]);
    (0..LENGTH).map(|k| std::array::from_fn(|index| lane(k, index))).collect()
}

/// The keys of the projections of all patches, a column for each of the `count` directions.
pub fn columns(patches: &Patches, block: &Block, count: usize) -> Vec<Vec<u32>> {
    let mut columns = vec![Vec::with_capacity(patches.count()); count];
    let mut output = [[0.0; LANES]; ROWS];
    for rows in patches.values.chunks(ROWS * LENGTH) {
        let output = &mut output[..rows.len() / LENGTH];
        products(rows, LENGTH, 0, block, output);
        for (lane, column) in columns.iter_mut().enumerate() {
            column.extend(output.iter().map(|sums| key(sums[lane])));
        }
    }
    columns
}

/// What each channel adds to the projections of some patches of every image.
pub fn parts(patches: &Patches, per_image: usize, block: &Block) -> Vec<[[f32; LANES]; CHANNELS]> {
    let count = PARTS.min(per_image);
    let mut output = [[[0.0; LANES]; PARTS]; CHANNELS];
    let mut parts = Vec::with_capacity(patches.count() / per_image * count);
    for image in patches.values.chunks_exact(per_image * LENGTH) {
        for (channel, output) in output.iter_mut().enumerate() {
            let vectors = &block[channel * CHANNEL..][..CHANNEL];
            products(&image[..count * LENGTH], LENGTH, channel * CHANNEL, vectors, &mut output[..count]);
        }
        parts.extend((0..count).map(|patch| std::array::from_fn(|channel| output[channel][patch])));
    }
    parts
}

/// The mean of the absolute differences of sorted projections, in [`LANES`] sums that are added at the end.
#[multiversion(targets("x86_64+avx2"))]
pub fn mean_difference(one: &[u32], two: &[u32]) -> f64 {
    let mut sums = [0.0; LANES];
    let mut add = |one: &[u32], two: &[u32]| {
        for ((sum, one), two) in sums.iter_mut().zip(one).zip(two) {
            *sum += f64::from((value(*one) - value(*two)).abs());
        }
    };
    let (ones, twos) = (one.as_chunks::<LANES>(), two.as_chunks::<LANES>());
    ones.0.iter().zip(twos.0).for_each(|(one, two)| add(one, two));
    add(ones.1, twos.1);
    sums.iter().sum::<f64>() / one.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sort::sort;

    #[test]
    fn differences_are_of_sorted_projections() {
        let sorted = |values: &[f32]| {
            let mut keys: Vec<u32> = values.iter().copied().map(key).collect();
            sort(&mut keys, &mut Vec::new());
            keys
        };
        // 1 3 5 and −1 3 9.
        assert_eq!(mean_difference(&sorted(&[5.0, 1.0, 3.0]), &sorted(&[3.0, 9.0, -1.0])), 2.0);
    }

    #[test]
    fn a_projection_is_the_product_with_the_direction_and_the_sum_of_its_channels() {
        let patches = Patches { values: (0..5 * LENGTH).map(|at| (at * 31 % 17) as f32 - 8.0).collect() };
        let directions: Vec<Vec<f32>> =
            (0..3).map(|d| (0..LENGTH).map(|k| ((k + d) * 13 % 7) as f32 - 3.0).collect()).collect();
        let block = block(&directions);
        let columns = columns(&patches, &block, 3);
        let parts = parts(&patches, 5, &block);
        for (patch, row) in patches.values.chunks_exact(LENGTH).enumerate() {
            for (lane, direction) in directions.iter().enumerate() {
                let expected: f32 = row.iter().zip(direction).map(|(value, factor)| value * factor).sum();
                assert_eq!(value(columns[lane][patch]), expected);
                assert_eq!(parts[patch].iter().map(|channel| channel[lane]).sum::<f32>(), expected);
            }
        }
    }
}
