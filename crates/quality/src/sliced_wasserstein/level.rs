//! The distances at one level of the pyramid.

use facegan_core::config::CHANNELS;
use facegan_core::images::Images;

use crate::draws::{Draws, LevelDraws};
use crate::interval::{self, Curve, Direction, Grid, Moments, Multipliers, Projected, Replicates};
use crate::patches::{CHANNEL, LENGTH, Patches};
use crate::products::{LANES, products};
use crate::pyramid;
use crate::sort::{key, sort, value};

/// Images whose patches are cut out in one step.
const IMAGES: usize = 64;
/// Patches that are projected before their projections are put in columns, so that these are still in the cache.
const ROWS: usize = 512;
/// Patches of an image that say what each channel adds to projections. They lie anywhere, as all do.
const PARTS: usize = 16;

/// The vectors of [`LANES`] directions side by side; where there are fewer, zeros.
type Block = Vec<[f32; LANES]>;

/// A set's distance from the photos at one level.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Of each direction.
    pub directions: Vec<f64>,
    /// From the resampling.
    pub replicates: Replicates,
}

/// The work on one level.
#[derive(Debug)]
pub struct LevelWork {
    index: usize,
    levels: usize,
    /// Patches of an image.
    per_image: usize,
    /// Each set's, the photos first.
    patches: Vec<Patches>,
    moments: Vec<Moments>,
    /// Directions that are done.
    done: usize,
    /// Per set but the photos, each direction's distance.
    distances: Vec<Vec<f64>>,
    curves: Vec<Direction>,
}

impl LevelWork {
    /// The work on level `index` of `levels`.
    pub fn new(index: usize, levels: usize, per_image: usize) -> Self {
        let (patches, moments) = (Vec::new(), Vec::new());
        Self { index, levels, per_image, patches, moments, done: 0, distances: Vec::new(), curves: Vec::new() }
    }

    /// Cuts out the patches of the next images, or compares the sets along the next directions; returns whether any are
    /// left.
    pub fn advance(&mut self, sets: &[Images], draws: &LevelDraws, multipliers: &[Multipliers]) -> bool {
        if self.moments.len() < sets.len() {
            let set = self.moments.len();
            self.cut_out(&sets[set], &draws.corners[set], &multipliers[set]);
            return true;
        }
        let end = (self.done + LANES).min(draws.directions.len());
        self.compare(&draws.directions[self.done..end], multipliers);
        self.done = end;
        end < draws.directions.len()
    }

    /// How much is done, from 0 to 1.
    pub fn progress(&self, sets: &[Images], draws: &Draws) -> f64 {
        let directions = draws.levels[self.index].directions.len() as f64;
        // Cutting out takes about as long as comparing along a tenth of the directions.
        let cut = self.moments.len() as f64 / sets.len() as f64;
        0.1 * cut + 0.9 * self.done as f64 / directions
    }

    /// What was measured, of each set but the photos.
    pub fn finish(self) -> Vec<Measured> {
        let set = |(index, directions): (usize, Vec<f64>)| Measured {
            directions,
            replicates: Replicates::new(&self.curves, index + 1),
        };
        self.distances.into_iter().enumerate().map(set).collect()
    }

    /// Cuts out the patches of the next images of the set that is on; after the last, normalises them.
    fn cut_out(&mut self, images: &Images, corners: &[[u16; 2]], multipliers: &Multipliers) {
        let set = self.moments.len();
        if self.patches.len() == set {
            self.patches.push(Patches::with_capacity(corners.len()));
        }
        let patches = &mut self.patches[set];
        let start = patches.count() / self.per_image;
        let length = images.size * images.size * CHANNELS;
        let of_images = images.rgb.chunks_exact(length).zip(corners.chunks_exact(self.per_image));
        for (rgb, corners) in of_images.skip(start).take(IMAGES) {
            patches.push(&pyramid::level(rgb, images.size, self.index, self.levels), corners);
        }
        if patches.count() == corners.len() {
            patches.normalise();
            self.moments.push(Moments::new(patches, self.per_image, multipliers));
        }
    }

    /// Compares the sets along some directions, at most [`LANES`].
    fn compare(&mut self, directions: &[Vec<f32>], multipliers: &[Multipliers]) {
        self.distances.resize(self.patches.len() - 1, Vec::new());
        let block = block(directions);
        let columns: Vec<_> = self.patches.iter().map(|patches| columns(patches, &block, directions.len())).collect();
        let resampled = self.done < interval::DIRECTIONS;
        let parts: Vec<_> =
            self.patches.iter().filter(|_| resampled).map(|patches| parts(patches, self.per_image, &block)).collect();
        let (mut photos, mut other, mut spare) = (Vec::new(), Vec::new(), Vec::new());
        for (lane, direction) in directions.iter().enumerate() {
            photos.clone_from(&columns[0][lane]);
            sort(&mut photos, &mut spare);
            for (columns, distances) in columns[1..].iter().zip(&mut self.distances) {
                other.clone_from(&columns[lane]);
                sort(&mut other, &mut spare);
                distances.push(mean_difference(&photos, &other));
            }
            if resampled {
                let grid = Grid::new(&photos);
                let curve = |set: usize| {
                    let projected = Projected {
                        keys: &columns[set][lane],
                        per_image: self.per_image,
                        parts: &parts[set].iter().map(|part| part.map(|channel| channel[lane])).collect::<Vec<_>>(),
                        sums: std::array::from_fn(|channel| direction[channel * CHANNEL..][..CHANNEL].iter().sum()),
                        moments: &self.moments[set],
                        multipliers: &multipliers[set],
                    };
                    Curve::new(&grid, projected)
                };
                self.curves.push(Direction { curves: (0..columns.len()).map(curve).collect(), grid: grid.clone() });
            }
        }
    }
}

fn block(directions: &[Vec<f32>]) -> Block {
    let lane = |k: usize, lane: usize| directions.get(lane).map_or(0.0, |direction| direction[k]);
    (0..LENGTH).map(|k| std::array::from_fn(|index| lane(k, index))).collect()
}

/// The keys of the projections of all patches, a column for each of the `count` directions.
fn columns(patches: &Patches, block: &Block, count: usize) -> Vec<Vec<u32>> {
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
fn parts(patches: &Patches, per_image: usize, block: &Block) -> Vec<[[f32; LANES]; CHANNELS]> {
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

/// The mean of the absolute differences of sorted projections.
fn mean_difference(one: &[u32], two: &[u32]) -> f64 {
    let differences = one.iter().zip(two).map(|(one, two)| f64::from((value(*one) - value(*two)).abs()));
    differences.sum::<f64>() / one.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

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
