//! The distribution of a set's projections on one direction, and what each image has to do with it.

use facegan_core::images::CHANNELS;
use multiversion::multiversion;

use super::grid::{EDGES, Grid};
use super::{Multipliers, REPLICATES};
use crate::patches::{CHANNEL, LENGTH, Patches, moments};
use crate::sort::value;

/// How the resampling changes the normalisation of a set: per replicate, what it adds to the mean of each channel and to the
/// logarithm of its standard deviation.
#[derive(Debug, Clone)]
pub struct Moments(Vec<[Moment; CHANNELS]>);

#[derive(Debug, Clone, Copy, Default)]
struct Moment {
    mean: f32,
    log_deviation: f32,
}

impl Moments {
    /// Those of a set's normalised patches, `per_image` an image.
    pub fn new(patches: &Patches, per_image: usize, multipliers: &Multipliers) -> Self {
        let count = multipliers.0.len() as f64;
        let mut sums = vec![[[0.0; 2]; CHANNELS]; REPLICATES];
        for (image, multipliers) in patches.values.chunks_exact(per_image * LENGTH).zip(&multipliers.0) {
            let own = moments(image, &[0.0; CHANNELS]).map(|sums| sums.map(|sum| sum / (per_image * CHANNEL) as f64));
            for (sums, multiplier) in sums.iter_mut().zip(multipliers) {
                for ([sum, squares], [mean, square]) in sums.iter_mut().zip(own) {
                    *sum += f64::from(*multiplier) * mean / count;
                    *squares += f64::from(*multiplier) * (square - 1.0) / count;
                }
            }
        }
        let moment = |[mean, squares]: [f64; 2]| {
            let variance = (1.0 + squares - mean * mean).max(f64::MIN_POSITIVE);
            Moment { mean: mean as f32, log_deviation: (libm::log(variance) / 2.0) as f32 }
        };
        Self(sums.into_iter().map(|channels| channels.map(moment)).collect())
    }
}

/// What a curve is made of, besides the grid.
#[derive(Debug, Clone, Copy)]
pub struct Projected<'a> {
    /// The keys of the projections, image by image.
    pub keys: &'a [u32],
    /// Patches of an image.
    pub per_image: usize,
    /// Of some patches what each channel adds to the projection.
    pub parts: &'a [[f32; CHANNELS]],
    /// The sum of the direction's values in each channel.
    pub sums: [f32; CHANNELS],
    /// Of the set.
    pub moments: &'a Moments,
    /// Of each image.
    pub multipliers: &'a Multipliers,
}

/// A set's distribution at the places of a grid, and how the resampling changes it.
///
/// With `C_i` the distribution of image `i`'s own projections, `F` the set's and `f` its density,
///
/// `G*(x) = Σ_i g_i (C_i(x) − F(x)) / n + f(x) Σ_c s_c m*_c + f(x) Σ_c E[p_c | x] ℓ*_c`:
///
/// the set is normalised for itself, so other images would also move all projections. A channel's mean would be `m*_c`
/// larger and its standard deviation `exp ℓ*_c` times as large ([`Moments`]), which shifts and stretches what the channel
/// adds to a projection, `p_c`; `s_c` is the sum of the direction's values in the channel.
#[derive(Debug, Clone)]
pub struct Curve {
    /// `F`.
    pub distribution: [f32; EDGES],
    /// `G*` of each replicate.
    pub replicates: Vec<[f32; EDGES]>,
}

impl Curve {
    /// The curve of one set on one direction.
    pub fn new(grid: &Grid, projected: Projected) -> Self {
        let images = projected.keys.chunks_exact(projected.per_image);
        let count = images.len() as f32;
        let own: Vec<[f32; EDGES]> = images.map(|keys| distribution(grid, keys)).collect();
        let distribution: [f32; EDGES] =
            std::array::from_fn(|edge| own.iter().map(|own| own[edge]).sum::<f32>() / count);
        let density = grid.density(&distribution);
        let slopes = slopes(grid, &density, projected.parts);
        let moved = |channels: &[Moment; CHANNELS]| {
            let shift: f32 = projected.sums.iter().zip(channels).map(|(sum, moment)| sum * moment.mean).sum();
            std::array::from_fn(|edge| {
                let stretch = slopes[edge].iter().zip(channels).map(|(slope, moment)| slope * moment.log_deviation);
                density[edge] * shift + stretch.sum::<f32>()
            })
        };
        let mut replicates: Vec<[f32; EDGES]> = projected.moments.0.iter().map(moved).collect();
        for (own, multipliers) in own.iter().zip(&projected.multipliers.0) {
            let influence = std::array::from_fn(|edge| (own[edge] - distribution[edge]) / count);
            add(&mut replicates, multipliers, &influence);
        }
        Self { distribution, replicates }
    }
}

/// The part of an image's projections that is not above each place.
#[multiversion(targets("x86_64+avx2"))]
fn distribution(grid: &Grid, keys: &[u32]) -> [f32; EDGES] {
    let mut counts = [0_u32; EDGES];
    for projection in keys.iter().copied().map(value) {
        for (count, edge) in counts.iter_mut().zip(&grid.edges) {
            *count += u32::from(projection <= *edge);
        }
    }
    counts.map(|count| count as f32 / keys.len() as f32)
}

/// `f(x) E[p_c | x]` at each place, the mean from the projections between the places beside it.
fn slopes(grid: &Grid, density: &[f32; EDGES], parts: &[[f32; CHANNELS]]) -> [[f32; CHANNELS]; EDGES] {
    let mut bins = [([0.0_f32; CHANNELS], 0_u32); EDGES + 1];
    for part in parts {
        let (sums, count) = &mut bins[grid.bin(part.iter().sum())];
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        *count += 1;
    }
    std::array::from_fn(|edge| {
        let [(below, fewer), (above, more)] = [bins[edge], bins[edge + 1]];
        let count = (fewer + more).max(1) as f32;
        std::array::from_fn(|channel| density[edge] * (below[channel] + above[channel]) / count)
    })
}

/// Adds an image's influence to every replicate.
#[multiversion(targets("x86_64+avx2"))]
fn add(replicates: &mut [[f32; EDGES]], multipliers: &[f32; REPLICATES], influence: &[f32; EDGES]) {
    for (replicate, multiplier) in replicates.iter_mut().zip(multipliers) {
        replicate.iter_mut().zip(influence).for_each(|(sum, influence)| *sum += multiplier * influence);
    }
}
