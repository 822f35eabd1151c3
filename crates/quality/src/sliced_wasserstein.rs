//! The sliced Wasserstein distance between sets of images, as Karras et al. 2018 define it
//! (<https://arxiv.org/abs/1710.10196>, section 5, and the code published with it).

mod level;
mod projections;

use facegan_core::images::{CHANNELS, Images};

use crate::draws::{Draws, Sampling};
use crate::error::QualityError;
use crate::estimate::{Estimate, mean_and_variance};
use crate::interval::{self, EDGES, Multipliers, REPLICATES, Replicates, Resampled, TRUTHS};
use crate::patches::LENGTH;
use crate::products::LANES;
use crate::pyramid;
use level::{LevelWork, Measured};

/// The published code multiplies by this.
const SCALE: f64 = 1e3;

/// The distances between photos and other sets of images, in steps.
///
/// For each level of the images' Laplacian pyramid, with the patches of each set brought to mean 0 and standard deviation
/// 1 per channel over that set, and `a`, `b` the sorted projections of both sets' patches on a direction:
///
/// `distance = 10³ · mean over directions and places k of |a_k − b_k|`
///
/// All sets have the same number of images: the distance gets smaller with more images even where the sets are alike, so
/// distances of different numbers cannot be compared.
///
/// `s` sets of `n` images with `l` levels cost, with the published sampling, `s · l · n · 19.3 · 10⁶` multiplications and
/// additions ([`Self::operations`]), and beside the images `s · n · 77 · 10³` bytes, `n · 16 · 10³` bytes and 2 MB a set
/// ([`Self::bytes`]): the patches of one level at a time, and the projections of two sets on 16 directions at a time.
#[derive(Debug)]
pub struct SlicedWasserstein {
    /// The photos, then the others.
    sets: Vec<Images>,
    draws: Draws,
    multipliers: Vec<Multipliers>,
    work: Option<LevelWork>,
    /// Per level and set, the photos left out.
    measured: Vec<Vec<Measured>>,
}

/// The distances of one set from the photos.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances {
    /// The mean over the levels.
    pub mean: Estimate,
    /// Per level its side in pixels and its distance, the finest level first.
    pub levels: Vec<(usize, Estimate)>,
}

impl SlicedWasserstein {
    /// Distances of `others` from `photos`, with what is drawn from a seed.
    ///
    /// # Errors
    /// When the sets differ in size or number, are empty or have no pyramid.
    pub fn new(photos: Images, others: Vec<Images>, sampling: Sampling) -> Result<Self, QualityError> {
        let streams: Vec<usize> = (0..=others.len()).collect();
        let draws = Draws::new(sampling, photos.size, photos.count(), &streams)?;
        Self::with_draws(photos, others, draws, sampling.seed)
    }

    /// The same with patches and directions that are handed in. `seed` is for the intervals alone.
    ///
    /// # Errors
    /// As [`Self::new`], and when the draws do not fit the images.
    pub fn with_draws(photos: Images, others: Vec<Images>, draws: Draws, seed: u32) -> Result<Self, QualityError> {
        let count = check(&photos, &others)?;
        draws.check(photos.size, count, 1 + others.len())?;
        let sets: Vec<Images> = std::iter::once(photos).chain(others).collect();
        let multipliers = draws.streams.iter().map(|stream| Multipliers::new(seed, *stream, count)).collect();
        Ok(Self { sets, draws, multipliers, work: None, measured: Vec::new() })
    }

    /// Does the next piece of work, some `n / 10` milliseconds on one core; returns whether any is left.
    pub fn advance(&mut self) -> bool {
        let index = self.measured.len();
        let Some(draws) = self.draws.levels.get(index) else { return false };
        let work = self.work.get_or_insert_with(|| LevelWork::new(index, self.draws.levels.len(), self.draws.patches));
        if !work.advance(&self.sets, draws, &self.multipliers) {
            self.measured.extend(self.work.take().map(LevelWork::finish));
        }
        self.measured.len() < self.draws.levels.len()
    }

    /// How much of the work is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        let now = self.work.as_ref().map_or(0.0, |work| work.progress(&self.sets, &self.draws));
        (self.measured.len() as f64 + now) / self.draws.levels.len() as f64
    }

    /// The distances of each of the others, in their order; none before the work is done.
    pub fn finish(self) -> Option<Vec<Distances>> {
        let sides = pyramid::sides(self.sets[0].size).ok()?;
        let set = |set: usize| {
            let levels: Vec<&Measured> = self.measured.iter().map(|sets| &sets[set]).collect();
            distances(&sides, &levels, self.sets[0].count())
        };
        (self.measured.len() == sides.len()).then(|| (0..self.sets.len() - 1).map(set).collect())
    }

    /// Multiplications and additions of the projections, which are most of the work: 2 · 147 per set, level, image, patch
    /// and direction.
    pub fn operations(size: usize, count: usize, sets: usize, sampling: Sampling) -> f64 {
        let levels = pyramid::sides(size).map_or(0, |sides| sides.len());
        [sets, levels, count, sampling.patches, sampling.directions, 2 * LENGTH]
            .map(|factor| factor as f64)
            .iter()
            .product()
    }

    /// Bytes of memory at once beside the images themselves: for each patch its values and, over all levels, its corners, and
    /// in two of the sets 16 projections; for each image its multipliers; for each set what the resampling keeps.
    pub fn bytes(size: usize, count: usize, sets: usize, sampling: Sampling) -> usize {
        let levels = pyramid::sides(size).map_or(0, |sides| sides.len());
        let patch = 4 * (LENGTH + levels);
        let projections = 2 * count * sampling.patches * 4 * LANES;
        let resampled = sampling.directions.min(interval::DIRECTIONS) * REPLICATES * EDGES * 4;
        sets * (count * (sampling.patches * patch + 4 * REPLICATES) + resampled) + projections
    }
}

/// Checks that sets can be compared; returns the number of images of each.
fn check(photos: &Images, others: &[Images]) -> Result<usize, QualityError> {
    pyramid::sides(photos.size)?;
    for set in std::iter::once(photos).chain(others) {
        if set.size != photos.size {
            return Err(QualityError::OtherSize { generated: set.size, photos: photos.size });
        }
        if !set.rgb.len().is_multiple_of(set.size * set.size * CHANNELS) {
            return Err(QualityError::Torn);
        }
        if set.count() != photos.count() {
            return Err(QualityError::OtherCount(set.count(), photos.count()));
        }
    }
    if photos.count() == 0 || others.is_empty() { Err(QualityError::Empty) } else { Ok(photos.count()) }
}

fn distances(sides: &[usize], levels: &[&Measured], images: usize) -> Distances {
    let mean = estimate(levels, images);
    Distances {
        mean,
        levels: sides.iter().zip(levels).map(|(side, level)| (*side, estimate(&[level], images))).collect(),
    }
}

/// The mean distance of some levels, of sets of so many images.
fn estimate(levels: &[&Measured], images: usize) -> Estimate {
    let count = levels.len() as f64;
    // What the variance of a sample lacks of the population's.
    let correction = images as f64 / (images as f64 - 1.0).max(1.0);
    let (mut value, mut of_directions) = (0.0, 0.0);
    for Measured { directions, .. } in levels {
        let (mean, variance) = mean_and_variance(directions);
        value += SCALE * mean / count;
        of_directions += variance / directions.len() as f64 / (count * count);
    }
    let variance = |of_level: &dyn Fn(&Resampled) -> &Replicates| {
        let levels: Vec<&Replicates> = levels.iter().map(|level| of_level(&level.resampled)).collect();
        let replicate = |at: usize| levels.iter().map(|level| level.distances[at]).sum::<f64>() / count;
        let replicates: Vec<f64> = (0..REPLICATES).map(replicate).collect();
        let of_these = levels.iter().map(|level| level.of_directions / (count * count)).sum::<f64>();
        (mean_and_variance(&replicates).1 - of_these).max(0.0)
    };
    let below = variance(&|level| &level.lower);
    let above = (0..TRUTHS).map(|truth| variance(&|level| &level.upper[truth])).sum::<f64>() / TRUTHS as f64;
    let error = |variance: f64| SCALE * (variance * correction + of_directions).sqrt();
    Estimate { value, errors: [error(below), error(above)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greys(count: usize, size: usize) -> Images {
        Images { size, rgb: (0..count * size * size * CHANNELS).map(|at| (at * at % 255) as u8).collect() }
    }

    #[test]
    fn sets_that_cannot_be_compared_are_refused() {
        let sampling = Sampling { patches: 2, directions: 3, seed: 1 };
        let refused = |photos, others| SlicedWasserstein::new(photos, others, sampling).unwrap_err();
        assert_eq!(refused(greys(3, 16), vec![greys(4, 16)]), QualityError::OtherCount(4, 3));
        assert_eq!(refused(greys(3, 16), vec![greys(3, 32)]), QualityError::OtherSize { generated: 32, photos: 16 });
        assert_eq!(refused(greys(3, 16), Vec::new()), QualityError::Empty);
        assert_eq!(refused(greys(0, 16), vec![greys(0, 16)]), QualityError::Empty);
        let draws = Draws::new(sampling, 16, 2, &[0, 1]).unwrap();
        let error = SlicedWasserstein::with_draws(greys(3, 16), vec![greys(3, 16)], draws, 1).unwrap_err();
        assert_eq!(error, QualityError::Draws(0));
    }

    #[test]
    fn a_set_with_itself_and_the_same_patches_has_no_distance() {
        let sampling = Sampling { patches: 9, directions: 20, seed: 1 };
        let mut draws = Draws::new(sampling, 32, 4, &[0, 1]).unwrap();
        draws.levels.iter_mut().for_each(|level| level.corners[1] = level.corners[0].clone());
        let mut work = SlicedWasserstein::with_draws(greys(4, 32), vec![greys(4, 32)], draws, 1).unwrap();
        assert!(work.advance() && work.progress() < 1.0);
        while work.advance() {}
        assert_eq!(work.progress(), 1.0);
        let distances = work.finish().unwrap().remove(0);
        assert_eq!(distances.levels.iter().map(|(side, _)| *side).collect::<Vec<_>>(), [32, 16]);
        assert_eq!(distances.mean.value, 0.0);
        assert!(distances.mean.errors.iter().all(|error| *error > 0.0));
    }

    #[test]
    fn work_that_is_not_done_has_no_result() {
        let sampling = Sampling { patches: 2, directions: 3, seed: 1 };
        let mut work = SlicedWasserstein::new(greys(3, 16), vec![greys(3, 16)], sampling).unwrap();
        work.advance();
        assert_eq!(work.finish(), None);
    }

    #[test]
    fn costs_are_those_that_are_documented() {
        let sampling = Sampling::published(1);
        let operations = SlicedWasserstein::operations(64, 1000, 2, sampling);
        assert!((operations / (2.0 * 3.0 * 1000.0 * 19.3e6) - 1.0).abs() < 0.01);
        let bytes = SlicedWasserstein::bytes(64, 1000, 2, sampling);
        assert!((bytes as f64 / (2.0 * 1000.0 * 77e3 + 1000.0 * 16e3 + 2.0 * 2.1e6) - 1.0).abs() < 0.01);
    }
}
