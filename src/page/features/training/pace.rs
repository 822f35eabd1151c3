//! The training speed, smoothed over the last iterations.

use std::collections::VecDeque;

use facegan_core::stats::Stats;

/// Iterations that the speed is averaged over.
const WINDOW: usize = 20;

/// The wall time and the images of the last iterations.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    recent: VecDeque<(f64, usize)>,
    warm: bool,
}

impl Pace {
    /// Adds one iteration. The first one in an engine is left out: it compiles shaders.
    pub fn add(&mut self, stats: &Stats) {
        if !std::mem::replace(&mut self.warm, true) {
            return;
        }
        if self.recent.len() == WINDOW {
            self.recent.pop_front();
        }
        self.recent.push_back((stats.seconds, stats.images));
    }

    /// Images a second.
    pub fn images_per_second(&self) -> Option<f64> {
        let images: usize = self.recent.iter().map(|(_, images)| images).sum();
        Some(images as f64 / self.seconds()?)
    }

    /// Seconds that `iterations` more iterations will take.
    pub fn seconds_for(&self, iterations: usize) -> Option<f64> {
        Some(self.seconds()? / self.recent.len() as f64 * iterations as f64)
    }

    fn seconds(&self) -> Option<f64> {
        let seconds: f64 = self.recent.iter().map(|(seconds, _)| seconds).sum();
        (seconds > 0.0).then_some(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(iteration: usize, seconds: f64) -> Stats {
        let zero = 0.0;
        Stats {
            iteration,
            epoch: 0,
            batch: iteration,
            images: 8,
            loss_d: zero,
            loss_g: zero,
            d_x: zero,
            d_g_z1: zero,
            d_g_z2: zero,
            seconds,
        }
    }

    #[test]
    fn nothing_is_known_before_the_second_iteration() {
        let mut pace = Pace::default();
        pace.add(&stats(0, 30.0));
        assert_eq!((pace.images_per_second(), pace.seconds_for(10)), (None, None));
    }

    #[test]
    fn the_first_iteration_of_a_continued_run_does_not_count_either() {
        let mut pace = Pace::default();
        pace.add(&stats(700, 30.0));
        assert_eq!(pace.seconds_for(10), None);
        pace.add(&stats(701, 0.5));
        assert_eq!(pace.seconds_for(10), Some(5.0));
    }

    #[test]
    fn only_the_last_iterations_count() {
        let mut pace = Pace::default();
        (1..=50).for_each(|iteration| pace.add(&stats(iteration, 100.0)));
        (51..=70).for_each(|iteration| pace.add(&stats(iteration, 0.5)));
        assert_eq!((pace.images_per_second(), pace.seconds_for(10)), (Some(16.0), Some(5.0)));
    }
}
