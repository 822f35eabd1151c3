//! Chooses a run's settings from the photos, the GPU's speed and the time that the person has.

mod outcome;
mod reason;
mod rounding;
mod rung;
mod speed;
mod time;

pub use outcome::{FACES, Outcome, SHAPES, SOFT_FACES};
pub use reason::{Bound, Reason};
pub use speed::{Conditions, Sample, Speed, is_worth_measuring, probes};
pub use time::TimeWanted;

use crate::config::{Crop, KernelChoice, MOST_ITERATIONS, Policy, TrainConfig, Transform};
use crate::memory::{self, Limits};
use rounding::{round, two_digits};
use rung::{RUNGS, Rung};

/// Photos from which on a set is large enough to do without augmentation; from 2,000 images down, differentiable
/// augmentation helps most (Zhao et al. 2020, <https://arxiv.org/abs/2006.10738>, whose low-shot sets have 100 to 400).
pub const ENOUGH_PHOTOS: usize = 2000;
/// Photos below which mirroring is turned on as well: it doubles them.
const FEW_PHOTOS: usize = 500;

/// The part of a run's time that its iterations get; sample grids, saved states and the page take the rest.
const TRAINING_SHARE: f64 = 0.8;
/// Sample grids over a run whose length is known.
const GRIDS: u64 = 40;
/// Seconds between two sample grids of a run without an end.
const GRID_SECONDS: f64 = 15.0;
/// Seconds between two sample grids at least.
const LEAST_GRID_SECONDS: f64 = 1.0;
/// Seconds that a run without an end can go on: two days.
const ENDLESS: f64 = 2.0 * 86_400.0;
/// The moving average covers this part of a run's iterations, and these many at least and at most.
const AVERAGED_PART: u64 = 20;
const LEAST_AVERAGED: u64 = 10;
const MOST_AVERAGED: u64 = 1000;

/// What a plan is made for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// Photos in the data set.
    pub photos: usize,
    /// The only side in pixels that the photos can have, where they are stored at one size.
    pub image_size: Option<usize>,
    /// How fast the GPU trains.
    pub speed: Speed,
    /// How long the run may take.
    pub time: TimeWanted,
    /// The GPU memory that there is.
    pub limits: Limits,
    /// Whose kernels compute the run.
    pub kernels: KernelChoice,
}

/// Settings of a run, why they were chosen and what will come of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The settings; always valid.
    pub config: TrainConfig,
    /// How long the run may take.
    pub time: TimeWanted,
    /// Iterations of the whole run.
    pub iterations: u64,
    /// Seconds that an iteration takes with its share of grids and saved states.
    pub seconds_per_iteration: f64,
    /// Why each setting was chosen.
    pub reasons: Vec<Reason>,
    /// What the run ends in.
    pub outcome: Outcome,
}

impl Plan {
    /// Seconds until so many iterations are done.
    pub fn seconds_until(&self, iterations: u64) -> f64 {
        iterations as f64 * self.seconds_per_iteration
    }

    /// Whether the run is over before it draws faces.
    pub fn is_too_short(&self) -> bool {
        self.outcome < Outcome::SoftFaces
    }
}

/// How netD sees a set of so many photos.
pub fn diffaugment(photos: usize) -> Policy {
    if photos < ENOUGH_PHOTOS { Transform::ALL.into_iter().collect() } else { Policy::default() }
}

/// Chooses the settings of a run: of the networks that the time is enough for, the largest.
pub fn plan(given: &Given) -> Plan {
    let (rung, bound) = choose(given);
    let sized = given.sized(rung);
    let seconds_per_iteration = given.seconds_per_iteration(&sized);
    let iterations = given.iterations(seconds_per_iteration);
    let per_epoch = sized.iterations_per_epoch(given.photos).max(1);
    let averaged = (iterations / AVERAGED_PART).clamp(LEAST_AVERAGED, MOST_AVERAGED);
    let config = TrainConfig {
        num_epochs: (iterations as usize).div_ceil(per_epoch),
        max_iterations: Some(iterations as usize),
        sample_every: given.grid_spacing(iterations, seconds_per_iteration),
        ema_decay: (1000.0 - 1000.0 / averaged as f64).round() / 1000.0,
        ..sized
    };
    Plan {
        time: given.time,
        iterations,
        seconds_per_iteration,
        reasons: reason::all(given, &config, bound, seconds_per_iteration),
        outcome: Outcome::after(iterations),
        config,
    }
}

/// The largest networks that reach the best outcome for which the time is enough, and what keeps larger ones away.
fn choose(given: &Given) -> (Rung, Bound) {
    let fits = |rung: &&Rung| given.limits.hold(memory::need(&given.sized(**rung), given.kernels));
    let reached = |rung: &Rung| (given.time.seconds() / given.seconds_per_iteration(&given.sized(*rung))) as u64;
    let possible: Vec<_> = RUNGS.iter().take_while(fits).collect();
    let goals = [FACES, SOFT_FACES, SHAPES].into_iter().filter(|goal| *goal <= given.time.enough());
    let chosen =
        goals.filter_map(|goal| possible.iter().rposition(|rung| reached(rung) >= goal)).next().unwrap_or_default();
    let bound = match chosen + 1 {
        next if next >= RUNGS.len() => Bound::Largest,
        next if next >= possible.len() => Bound::Memory,
        _ => Bound::Time,
    };
    (RUNGS[chosen], bound)
}

impl Given {
    /// The settings that decide what an iteration costs, and the tutorial's for all others.
    fn sized(&self, rung: Rung) -> TrainConfig {
        TrainConfig {
            image_size: self.image_size.unwrap_or(rung.image_size),
            crop: Crop::Auto,
            ngf: rung.width,
            ndf: rung.width,
            batch_size: rung.batch_size.min(self.photos / 2).max(1),
            flip: self.photos < FEW_PHOTOS,
            diffaugment: diffaugment(self.photos),
            ema_decay: 0.999,
            ..TrainConfig::default()
        }
    }

    fn seconds_per_iteration(&self, config: &TrainConfig) -> f64 {
        self.speed.seconds_per_iteration(config) / TRAINING_SHARE
    }

    fn iterations(&self, seconds_per_iteration: f64) -> u64 {
        let seconds = if self.time.ends() { self.time.seconds() } else { ENDLESS };
        two_digits((seconds / seconds_per_iteration) as u64).clamp(1, MOST_ITERATIONS as u64)
    }

    /// Iterations between two sample grids.
    fn grid_spacing(&self, iterations: u64, seconds_per_iteration: f64) -> usize {
        let in_seconds = |seconds: f64| (seconds / seconds_per_iteration) as u64;
        let spacing = if self.time.ends() {
            (iterations / GRIDS).max(in_seconds(LEAST_GRID_SECONDS))
        } else {
            in_seconds(GRID_SECONDS)
        };
        round(spacing).clamp(1, 1_000_000) as usize
    }
}

#[cfg(test)]
mod tests;
