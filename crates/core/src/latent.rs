//! What can be drawn from the latent space.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// One latent, by what it is drawn from: the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LatentSpec {
    /// Seed of the latents.
    pub seed: u32,
    /// Which of the seed's faces, from 0.
    pub index: usize,
    /// Largest magnitude of a latent's component: larger ones are drawn again (the truncation trick of Brock et al.
    /// 2019, <https://arxiv.org/abs/1809.11096>). [`None`] takes them all.
    pub truncation: Option<f32>,
}

impl LatentSpec {
    /// The truncations that the page offers: below, all faces look alike; above, hardly a component is drawn again.
    pub const TRUNCATIONS: RangeInclusive<f32> = 0.3..=3.0;
}

/// The latent of one face, wherever it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Latent {
    /// Drawn from a seed.
    Drawn(LatentSpec),
    /// Found for a photo.
    Found(FoundLatent),
}

impl From<LatentSpec> for Latent {
    fn from(face: LatentSpec) -> Self {
        Self::Drawn(face)
    }
}

/// The latent that a search found for a photo: see [`crate::inversion`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundLatent {
    /// The photo's name.
    pub photo: String,
    /// The latent's components.
    pub values: Vec<f32>,
}

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Scene {
    /// The first `count` faces of a seed, in rows of eight.
    Faces {
        /// Seed of the latents.
        seed: u32,
        /// How many.
        count: usize,
        /// As [`LatentSpec::truncation`].
        truncation: Option<f32>,
    },
    /// One face on the way through `stops`, by spherical interpolation: `at` is 0 at the first stop, 1 at the second
    /// and so on; the way ends at the last.
    Walk {
        /// The latents that the walk leads through.
        stops: Vec<Latent>,
        /// Where on the walk, in stops.
        at: f32,
    },
    /// One face `x` and `y` away from `around`, along two directions that are drawn from the seed `directions`. 1 is a
    /// quarter turn around the origin, about as far as two faces are from each other.
    Pad {
        /// The latent at the centre.
        around: Latent,
        /// Seed of the two directions.
        directions: u32,
        /// Quarter turns along the first direction.
        x: f32,
        /// Quarter turns along the second direction.
        y: f32,
    },
}

/// Whose weights draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum WeightSource {
    /// netG as training left it.
    #[default]
    Trained,
    /// The moving average of its weights, where the run has one.
    Averaged,
    /// The better of both at the moment at which the run was measured best, where that is kept.
    Best,
    /// The better of both, by the last measurement, after so many iterations, where the person pinned that state.
    Pinned(usize),
}
