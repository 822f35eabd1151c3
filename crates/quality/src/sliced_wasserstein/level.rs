//! The distances at one level of the pyramid.

use facegan_core::images::{CHANNELS, Images};

use super::projections::{Block, block, columns, mean_difference, parts};
use crate::draws::{Draws, LevelDraws};
use crate::interval::{self, Curve, Direction, Grid, Moments, Multipliers, Projected, Resampled};
use crate::patches::{CHANNEL, Patches};
use crate::products::LANES;
use crate::pyramid;
use crate::sort::sort;

/// Images whose patches are cut out in one step.
const IMAGES: usize = 64;
/// A set's distance from the photos at one level.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Of each direction.
    pub directions: Vec<f64>,
    /// From the resampling.
    pub resampled: Resampled,
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
    /// Directions that are done, and sets that are along the next ones.
    done: usize,
    compared: usize,
    /// The photos' sorted projections on the directions under way.
    photos: Vec<Vec<u32>>,
    /// Per set but the photos, each direction's distance.
    distances: Vec<Vec<f64>>,
    curves: Vec<Direction>,
}

impl LevelWork {
    /// The work on level `index` of `levels`.
    pub fn new(index: usize, levels: usize, per_image: usize) -> Self {
        Self {
            index,
            levels,
            per_image,
            patches: Vec::new(),
            moments: Vec::new(),
            done: 0,
            compared: 0,
            photos: Vec::new(),
            distances: Vec::new(),
            curves: Vec::new(),
        }
    }

    /// Cuts out the patches of the next images, or takes the next set along the next directions; returns whether any are
    /// left.
    pub fn advance(&mut self, sets: &[Images], draws: &LevelDraws, multipliers: &[Multipliers]) -> bool {
        if self.moments.len() < sets.len() {
            let set = self.moments.len();
            self.cut_out(&sets[set], &draws.corners[set], &multipliers[set]);
            return true;
        }
        let end = (self.done + LANES).min(draws.directions.len());
        self.compare(&draws.directions[self.done..end], &multipliers[self.compared]);
        self.compared += 1;
        if self.compared == sets.len() {
            (self.done, self.compared) = (end, 0);
            self.photos.clear();
        }
        self.done < draws.directions.len()
    }

    /// How much is done, from 0 to 1.
    pub fn progress(&self, sets: &[Images], draws: &Draws) -> f64 {
        let directions = draws.levels[self.index].directions.len() as f64;
        // Cutting out takes about as long as comparing along a tenth of the directions.
        let cut = self.moments.len() as f64 / sets.len() as f64;
        let part = LANES as f64 * self.compared as f64 / sets.len() as f64;
        0.1 * cut + 0.9 * (self.done as f64 + part).min(directions) / directions
    }

    /// What was measured, of each set but the photos.
    pub fn finish(self) -> Vec<Measured> {
        let set = |(index, directions): (usize, Vec<f64>)| Measured {
            directions,
            resampled: Resampled::new(&self.curves, index + 1),
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

    /// Compares the next set with the photos along some directions, at most [`LANES`]; the first set are the photos.
    fn compare(&mut self, directions: &[Vec<f32>], multipliers: &Multipliers) {
        let block = block(directions);
        let columns = columns(&self.patches[self.compared], &block, directions.len());
        let resampled = self.done < interval::DIRECTIONS;
        match self.compared.checked_sub(1) {
            None => {
                self.photos = sorted(columns.clone());
                let direction = |sorted: &Vec<u32>| Direction { grid: Grid::new(sorted), curves: Vec::new() };
                self.curves.extend(self.photos.iter().filter(|_| resampled).map(direction));
                if resampled {
                    self.add_curves(directions, &columns, &block, multipliers);
                }
            }
            Some(other) => {
                if resampled {
                    self.add_curves(directions, &columns, &block, multipliers);
                }
                let sorted = sorted(columns);
                let differences = self.photos.iter().zip(&sorted).map(|(photos, other)| mean_difference(photos, other));
                self.distances.resize(self.patches.len() - 1, Vec::new());
                self.distances[other].extend(differences);
            }
        }
    }

    /// The curves of the next set on some directions, on which it has these projections.
    fn add_curves(&mut self, directions: &[Vec<f32>], columns: &[Vec<u32>], block: &Block, multipliers: &Multipliers) {
        let set = self.compared;
        let parts = parts(&self.patches[set], self.per_image, block);
        let along = directions.iter().zip(columns).zip(&mut self.curves[self.done..]);
        for (lane, ((direction, keys), curves)) in along.enumerate() {
            let projected = Projected {
                keys,
                per_image: self.per_image,
                parts: &parts.iter().map(|part| part.map(|channel| channel[lane])).collect::<Vec<_>>(),
                sums: std::array::from_fn(|channel| direction[channel * CHANNEL..][..CHANNEL].iter().sum()),
                moments: &self.moments[set],
                multipliers,
            };
            curves.curves.push(Curve::new(&curves.grid, projected));
        }
    }
}

fn sorted(mut columns: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut spare = Vec::new();
    columns.iter_mut().for_each(|keys| sort(keys, &mut spare));
    columns
}
