//! How fast a GPU trains: what is measured, and what that means for other settings.

use serde::{Deserialize, Serialize};

use crate::config::{KernelChoice, Policy, TrainConfig};
use crate::flops::of_iteration;

/// Sides of images, widths and batches that are measured, one after the other.
const PROBES: [(usize, usize, usize); 4] = [(32, 8, 8), (32, 16, 16), (32, 32, 32), (64, 32, 64)];
/// Longest seconds that an iteration of the second probe may be expected to take; without it, nothing tells how much of
/// the first one's time does not depend on its size.
const LONGEST_SECOND: f64 = 4.0;
/// The same of further ones.
const LONGEST_FURTHER: f64 = 0.25;
/// What seconds are held to be at least and at most, so that no measurement leads beyond what settings can have.
const SECONDS: std::ops::RangeInclusive<f64> = 1e-5..=1e5;

/// What a speed was measured with, since it changes an iteration's time beside the sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// Whose kernels computed.
    pub kernels: KernelChoice,
    /// How netD saw the images.
    pub diffaugment: Policy,
}

/// The measured time of an iteration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Its useful floating-point operations.
    pub flops: u64,
    /// Seconds that it took.
    pub seconds: f64,
}

/// How fast a GPU trains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    /// Useful floating-point operations a second, beyond what every iteration takes.
    flops_per_second: f64,
    /// Seconds that an iteration takes whatever its size: launching kernels and reading its numbers.
    overhead: f64,
}

impl Speed {
    /// A laptop's, where nothing could be measured.
    pub const ASSUMED: Self = Self { flops_per_second: 2e11, overhead: 0.01 };

    /// From the smallest and the largest iteration that were measured: seconds = overhead + flops / flops_per_second.
    pub fn fit(smallest: Sample, largest: Sample) -> Self {
        let held = |seconds: f64| {
            if seconds.is_nan() { *SECONDS.end() } else { seconds.clamp(*SECONDS.start(), *SECONDS.end()) }
        };
        let (small, large) = (held(smallest.seconds), held(largest.seconds));
        let (more_flops, more_seconds) = (largest.flops.saturating_sub(smallest.flops) as f64, large - small);
        if more_flops > 0.0 && more_seconds > 0.0 {
            let flops_per_second = more_flops / more_seconds;
            // Below 0 where the larger one was less efficient.
            let overhead = (small - smallest.flops as f64 / flops_per_second).max(0.0);
            return Self { flops_per_second, overhead };
        }
        // Too alike to tell the two parts of the time apart: the operations are counted as if they took all of it.
        Self { flops_per_second: largest.flops.max(1) as f64 / large, overhead: 0.0 }
    }

    /// Seconds that an iteration with these settings takes.
    pub fn seconds_per_iteration(self, config: &TrainConfig) -> f64 {
        let seconds = self.overhead + of_iteration(config) as f64 / self.flops_per_second;
        seconds.clamp(*SECONDS.start(), *SECONDS.end())
    }
}

/// The settings of the iterations that are measured, smallest first. Their runs go on for long and draw few sample grids.
pub fn probes(diffaugment: Policy) -> [TrainConfig; PROBES.len()] {
    PROBES.map(|(image_size, width, batch_size)| TrainConfig {
        image_size,
        ngf: width,
        ndf: width,
        batch_size,
        diffaugment,
        ema_decay: 0.9,
        num_epochs: 100_000,
        sample_every: 100_000,
        ..TrainConfig::default()
    })
}

/// Whether the next probe can be measured without a long wait, after those that were measured.
pub fn is_worth_measuring(next: &TrainConfig, measured: &[Sample]) -> bool {
    let Some(last) = measured.last() else { return true };
    let longest = if measured.len() == 1 { LONGEST_SECOND } else { LONGEST_FURTHER };
    // At most: what does not depend on the size is scaled too.
    last.seconds * of_iteration(next) as f64 / last.flops as f64 <= longest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is measured of a GPU of this speed, and what follows from that.
    fn measured(flops_per_second: f64, overhead: f64) -> (usize, f64, Speed) {
        let gpu = Speed { flops_per_second, overhead };
        let mut samples = Vec::new();
        for probe in probes(Policy::default()) {
            if !is_worth_measuring(&probe, &samples) {
                break;
            }
            samples.push(Sample { flops: of_iteration(&probe), seconds: gpu.seconds_per_iteration(&probe) });
        }
        let seconds = samples.iter().map(|sample| sample.seconds).sum();
        (samples.len(), seconds, Speed::fit(samples[0], samples[samples.len() - 1]))
    }

    #[test]
    fn a_speed_is_found_again_from_two_sizes_within_bounded_time() {
        for (flops_per_second, overhead, count) in [(5e12, 0.003, 4), (2e11, 0.01, 3), (1.4e9, 0.08, 2)] {
            let (measured, seconds, speed) = measured(flops_per_second, overhead);
            assert_eq!(measured, count, "{flops_per_second}");
            assert!(seconds < 1.0, "{seconds} s at {flops_per_second}");
            assert!((speed.flops_per_second / flops_per_second - 1.0).abs() < 1e-6, "{speed:?}");
            assert!((speed.overhead / overhead - 1.0).abs() < 1e-3, "{speed:?}");
        }
    }

    #[test]
    fn a_very_slow_gpu_is_judged_by_its_first_iteration() {
        let (count, _, speed) = measured(1e7, 0.0);
        assert_eq!(count, 1);
        assert!((speed.flops_per_second / 1e7 - 1.0).abs() < 1e-6, "{speed:?}");
    }

    #[test]
    fn measurements_that_make_no_sense_give_a_speed_all_the_same() {
        let sample = |flops, seconds| Sample { flops, seconds };
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 1.0] {
            for (small, large) in [(1, 1_000_000), (1_000_000, 1), (0, 0)] {
                let speed = Speed::fit(sample(small, 1.0), sample(large, seconds));
                let expected = speed.seconds_per_iteration(&TrainConfig::default());
                assert!(SECONDS.contains(&expected), "{speed:?}");
            }
        }
    }
}
