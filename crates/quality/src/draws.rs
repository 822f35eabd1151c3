//! What is random in the distance: where patches lie, and the directions that they are projected on.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::error::QualityError;
use crate::patches::{LENGTH, PATCH};
use crate::pyramid;
use crate::seeded::Stream;

/// How much is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Patches of an image and level.
    pub patches: usize,
    /// Directions of a level.
    pub directions: usize,
    /// What all of it is drawn from.
    pub seed: u32,
}

impl Sampling {
    /// As Karras et al. 2018: 128 patches, and 4 times 128 directions. Since each repeat's distance is a mean over its own
    /// directions, the mean over the repeats is the mean over all 512.
    pub fn published(seed: u32) -> Self {
        Self { patches: 128, directions: 4 * 128, seed }
    }
}

/// What was drawn for all levels, the finest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Patches of an image.
    pub patches: usize,
    /// Of each set, the photos first, the number of its random streams: sets of one number have the same patches, and the
    /// same multipliers in the resampling.
    pub streams: Vec<usize>,
    /// Each level's.
    pub levels: Vec<LevelDraws>,
}

/// What was drawn for one level.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelDraws {
    /// For each set, the photos first: columns and rows of the upper left corners of the patches in pixels, image by image.
    pub corners: Vec<Vec<[u16; 2]>>,
    /// Vectors of length 1, [`LENGTH`] values each: channel by channel, row by row.
    pub directions: Vec<Vec<f32>>,
}

impl Draws {
    /// Draws for a set of `count` images of `size` pixels a side for each of the `streams`, below 256. Directions are
    /// normal values divided by their vector's length, corners are even.
    ///
    /// # Errors
    /// When images of this size have no pyramid.
    pub fn new(sampling: Sampling, size: usize, count: usize, streams: &[usize]) -> Result<Self, QualityError> {
        let level = |(level, side): (usize, usize)| LevelDraws {
            corners: streams.iter().map(|stream| corners(sampling, side, count, level * STREAMS + stream)).collect(),
            directions: directions(sampling, level),
        };
        let levels = pyramid::sides(size)?.into_iter().enumerate().map(level).collect();
        Ok(Self { patches: sampling.patches, streams: streams.to_vec(), levels })
    }

    /// Whether they are for `sets` sets of `count` images of `size` pixels a side.
    ///
    /// # Errors
    /// The first level that they do not fit.
    pub fn check(&self, size: usize, count: usize, sets: usize) -> Result<(), QualityError> {
        let sides = pyramid::sides(size)?;
        for (index, side) in sides.iter().enumerate() {
            let level = self.levels.get(index).ok_or(QualityError::Draws(index))?;
            let inside = |corner: &[u16; 2]| corner.iter().all(|at| usize::from(*at) + PATCH <= *side);
            let set = |corners: &Vec<[u16; 2]>| corners.len() == count * self.patches && corners.iter().all(inside);
            let fits = level.corners.len() == sets && self.streams.len() == sets && level.corners.iter().all(set);
            let whole = !level.directions.is_empty() && level.directions.iter().all(|one| one.len() == LENGTH);
            if self.patches == 0 || !fits || !whole {
                return Err(QualityError::Draws(index));
            }
        }
        Ok(())
    }
}

/// Streams of a level.
const STREAMS: usize = 1 << 8;

fn corners(sampling: Sampling, side: usize, count: usize, part: usize) -> Vec<[u16; 2]> {
    let mut rng = Stream::Corners.rng(sampling.seed, part);
    // At most the pyramid's largest side.
    let end = (side - PATCH + 1) as u16;
    (0..count * sampling.patches).map(|_| [rng.random_range(0..end), rng.random_range(0..end)]).collect()
}

fn directions(sampling: Sampling, level: usize) -> Vec<Vec<f32>> {
    let mut rng = Stream::Directions.rng(sampling.seed, level);
    let mut direction = || {
        let values: Vec<f64> = StandardNormal.sample_iter(&mut rng).take(LENGTH).collect();
        let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
        values.iter().map(|value| (value / length) as f32).collect()
    };
    (0..sampling.directions).map(|_| direction()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_fits_and_repeats() {
        let sampling = Sampling { patches: 3, directions: 5, seed: 9 };
        let draws = Draws::new(sampling, 32, 4, &[0, 1]).unwrap();
        assert_eq!(draws, Draws::new(sampling, 32, 4, &[0, 1]).unwrap());
        assert_ne!(draws, Draws::new(Sampling { seed: 8, ..sampling }, 32, 4, &[0, 1]).unwrap());
        assert_ne!(draws.levels[0].corners[0], draws.levels[0].corners[1]);
        let alike = Draws::new(sampling, 32, 4, &[0, 1, 1]).unwrap();
        assert_eq!([&alike.levels[1].corners[1], &alike.levels[1].corners[2]], [&draws.levels[1].corners[1]; 2]);
        draws.check(32, 4, 2).unwrap();
        assert_eq!(draws.check(32, 5, 2), Err(QualityError::Draws(0)));
        assert_eq!(draws.check(64, 4, 2), Err(QualityError::Draws(2)));
        for direction in &draws.levels[1].directions {
            let square: f32 = direction.iter().map(|value| value * value).sum();
            assert!((square - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn patches_reach_every_edge() {
        let sampling = Sampling { patches: 500, directions: 1, seed: 1 };
        let draws = Draws::new(sampling, 16, 4, &[0]).unwrap();
        let columns: Vec<u16> = draws.levels[0].corners[0].iter().map(|corner| corner[0]).collect();
        assert_eq!((columns.iter().min(), columns.iter().max()), (Some(&0), Some(&9)));
    }
}
