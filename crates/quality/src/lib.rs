//! How good generated images are, from images alone.
//!
//! [`Evaluation`] computes all numbers, in steps, and [`RunEvaluator`] those of a run, again and again.
//! [`SlicedWasserstein`], [`Neighbourhoods`] and [`Copies`] are the parts, each for itself. What the numbers mean is in
//! `facegan_core::quality`.
//!
//! Everything is plain Rust with one order of every sum, and all that is random comes from a seed: the same images give the
//! same numbers natively and in a browser.

mod copies;
mod draws;
mod error;
mod estimate;
mod evaluation;
mod features;
mod interval;
mod neighbourhoods;
mod neighbours;
mod patches;
mod products;
mod pyramid;
mod run_evaluator;
mod seeded;
mod sliced_wasserstein;
mod sort;

pub use copies::{Copies, Copy, Reduced};
pub use draws::{Draws, LevelDraws, Sampling};
pub use error::QualityError;
pub use estimate::Estimate;
pub use evaluation::{Evaluation, FEWEST, Operations, Options, Stage, Workload};
pub use features::{Features, Network, normalise};
pub use neighbourhoods::{Neighbourhoods, Scores};
pub use patches::PATCH;
pub use run_evaluator::RunEvaluator;
pub use sliced_wasserstein::{Distances, SlicedWasserstein};
