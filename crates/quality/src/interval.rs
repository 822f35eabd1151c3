//! How much a distance would change with other images, from these images alone.
//!
//! The distance of one direction is `W = ∫ |F(x) − H(x)| dx`, `F` and `H` being the distributions of the projections of
//! two sets. The usual bootstrap, which draws images again and measures the distance anew, is no use here: drawing again
//! adds noise of its own to `F − H`, the distance has no sign, and so all distances come out too large. Taking each image's
//! influence on `W` instead is too wide where the sets hardly differ, since there `W` is not smooth.
//!
//! So `F − H` is resampled, not `W`. With `D = F − H` as measured and `G*` a change of each set's distribution by other
//! images ([`Curve`]), a replicate is
//!
//! `W* = ∫ |T(x) + G*(x) − G'*(x)| dx`, one `G*` for either set, `T` being a difference that the truth may have:
//!
//! the multiplier bootstrap (van der Vaart and Wellner 1996, “Weak Convergence and Empirical Processes”, 2.9). Each image
//! has a multiplier `g_i` with mean 0 and variance 1, the same in all directions and levels, as the patches of one image
//! belong together. The standard error is the standard deviation of the mean of `W*` over the directions. What the choice
//! of the directions adds is the variance of `W` over them.
//!
//! `T` is not `D`, which holds noise of the size of `G*` already. It matters because `W` varies the less the nearer the
//! sets are: without a true difference by about half as much as far from there. `D` alone cannot tell a difference from
//! luck. Where luck makes `W` large, it makes `D` large too; where it nearly cancels the true difference, `W` is small, and
//! so is what an image adds to it. With one `T` for both ends, intervals would be wide where `W` is too large and narrow
//! where it is too small: between equal sets nearly all would hold the truth, between somewhat different ones too few. So
//! each end of the interval has the standard error that belongs to truths on its side, as where an interval is all the
//! truths that a test does not refuse:
//!
//! - the lower end asks whether the truth is smaller, and much of `D` luck: `T = s D` with
//!   `s² = max(0, 1 − (m + 2 σ) / ∫ D²)`, `m` and `σ` being mean and standard deviation of `∫ (G* − G'*)²` over all
//!   directions of a level. Noise alone is seldom above `m + 2 σ`, so that `s` is mostly 0 between equal sets, and about 1
//!   between sets that are far apart.
//! - the upper end asks whether the truth is larger, and luck hides some of it. Which difference it hides is not known, so
//!   the variance is the mean over [`TRUTHS`] of them: `T = 2 D + 2 (G* − G'*)`, as if luck hid half of it, and beside that
//!   what luck seldom exceeds, two standard deviations, once each in the directions of some replicates. The standard error
//!   grows with the distance too ([`Estimate::interval`](crate::Estimate::interval)).
//!
//! The multipliers are Mammen's (1993, “Bootstrap and wild bootstrap for high dimensional linear models”): `(1 ∓ √5) / 2`
//! with the probabilities `(√5 ± 1) / (2 √5)`. Their fourth moment is 2. Where few images have most of the detail, how many
//! of them a set has by chance decides much of the distance; normal multipliers, whose fourth moment is 3, exaggerate that.

mod curve;
mod grid;

use rand::RngExt;

use crate::estimate::mean_and_variance;
use crate::seeded::Stream;

pub use curve::{Curve, Moments, Projected};
pub use grid::{EDGES, Grid};

/// Replicates. The standard error of so many has itself a relative error of `1 / √(2 · 128)`, 6 %.
pub const REPLICATES: usize = 128;
/// Directions that are resampled, a multiple of those that are projected together.
pub const DIRECTIONS: usize = 64;

/// Standard deviations above its mean up to which a difference may be noise.
const LUCK: f64 = 2.0;
/// Differences that the truth may have, for the upper end: one along every eighth replicate.
pub const TRUTHS: usize = 16;
/// What each of them has of the measured difference, and of its replicate's.
const HIDDEN: [f32; 2] = [2.0, 2.0];

/// The multipliers of a set's images.
#[derive(Debug, Clone)]
pub struct Multipliers(Vec<[f32; REPLICATES]>);

impl Multipliers {
    /// Those of the `count` images of a set, by the number of its streams.
    pub fn new(seed: u32, stream: usize, count: usize) -> Self {
        let mut rng = Stream::Multipliers.rng(seed, stream);
        let root = 5_f64.sqrt();
        let low = (root + 1.0) / (2.0 * root);
        let mut multiplier = || (if rng.random::<f64>() < low { 1.0 - root } else { 1.0 + root } / 2.0) as f32;
        let mut image = || std::array::from_fn(|_| multiplier());
        Self((0..count).map(|_| image()).collect())
    }
}

/// One direction of a level: the grid, and every set's curve, the photos' first.
#[derive(Debug, Clone)]
pub struct Direction {
    /// Where the distributions are compared.
    pub grid: Grid,
    /// Of each set.
    pub curves: Vec<Curve>,
}

/// What came out of the resampling for one set at one level.
#[derive(Debug, Clone, PartialEq)]
pub struct Resampled {
    /// For the lower end of the interval.
    pub lower: Replicates,
    /// For the upper end: with each of the differences that the truth may have.
    pub upper: Vec<Replicates>,
}

/// A difference that the truth may have.
#[derive(Debug, Clone, Copy)]
enum Truth {
    /// This part of the measured one.
    Part(f32),
    /// One that luck hides, in the direction of this replicate.
    Hidden(usize),
}

/// The distances of the replicates beside one truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// Each replicate's distance, the mean over the directions.
    pub distances: Vec<f64>,
    /// What of their variance is due to the few directions: `σ² / directions`, where `σ²` is the variance of what is left
    /// of `W*` without the mean of its replicate and of its direction. More directions would leave less of it, so it
    /// counts as part of the variance over the directions.
    pub of_directions: f64,
}

impl Resampled {
    /// That of the distance between the photos and set `set`.
    pub fn new(directions: &[Direction], set: usize) -> Self {
        let with = |truth| Replicates::new(directions, set, truth);
        let hidden = (0..REPLICATES).step_by(REPLICATES / TRUTHS).map(Truth::Hidden);
        Self { lower: with(Truth::Part(least_signal(directions, set))), upper: hidden.map(with).collect() }
    }
}

impl Replicates {
    fn new(directions: &[Direction], set: usize, truth: Truth) -> Self {
        let of_directions: Vec<_> = directions.iter().map(|direction| direction.replicates(set, truth)).collect();
        let count = of_directions.len() as f64;
        let mean = |replicate: usize| of_directions.iter().map(|distances| distances[replicate]).sum::<f64>() / count;
        let distances: Vec<f64> = (0..REPLICATES).map(mean).collect();
        let rest = |of_direction: &Vec<f64>| {
            let differences: Vec<f64> = of_direction.iter().zip(&distances).map(|(one, mean)| one - mean).collect();
            mean_and_variance(&differences).1
        };
        let variance = of_directions.iter().map(rest).sum::<f64>() / (count - 1.0).max(1.0);
        Self { distances, of_directions: variance / count }
    }
}

impl Direction {
    /// The distances of the replicates, `W*`.
    fn replicates(&self, set: usize, truth: Truth) -> Vec<f64> {
        let (photos, other) = (&self.curves[0], &self.curves[set]);
        let measured = |edge: usize| other.distribution[edge] - photos.distribution[edge];
        let replicate = |at: usize, edge: usize| other.replicates[at][edge] - photos.replicates[at][edge];
        let [part, beside] = HIDDEN;
        let difference: [f32; EDGES] = std::array::from_fn(|edge| match truth {
            Truth::Part(part) => part * measured(edge),
            Truth::Hidden(at) => part * measured(edge) + beside * replicate(at, edge),
        });
        let distance = |(photos, other): (&[f32; EDGES], &[f32; EDGES])| {
            let gap = |edge: usize| (difference[edge] + other[edge] - photos[edge]).abs() * self.grid.widths[edge];
            f64::from((0..EDGES).map(gap).sum::<f32>())
        };
        photos.replicates.iter().zip(&other.replicates).map(distance).collect()
    }
}

/// `s` of the lower end: what part of the measured difference noise does not explain.
fn least_signal(directions: &[Direction], set: usize) -> f32 {
    let square = |one: &[f32; EDGES], two: &[f32; EDGES], grid: &Grid| -> f64 {
        let gaps = one.iter().zip(two).zip(&grid.widths);
        gaps.map(|((one, two), width)| f64::from((one - two) * (one - two) * width)).sum()
    };
    let (mut measured, mut noise) = (0.0, vec![0.0; REPLICATES]);
    for Direction { grid, curves } in directions {
        let (photos, other) = (&curves[0], &curves[set]);
        measured += square(&photos.distribution, &other.distribution, grid);
        for ((noise, photos), other) in noise.iter_mut().zip(&photos.replicates).zip(&other.replicates) {
            *noise += square(photos, other, grid);
        }
    }
    let (mean, variance) = mean_and_variance(&noise);
    let chance = mean + LUCK * variance.sqrt();
    if measured > chance { (1.0 - chance / measured).sqrt() as f32 } else { 0.0 }
}
