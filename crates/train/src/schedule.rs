//! When a run's state is saved.

use web_time::{Duration, Instant};

/// The least time between the first two saves; it doubles with each until it is [`INTERVAL`]. Early on, a reload is
/// likely and an iteration lost is a large part of what there is.
const FIRST_INTERVAL: Duration = Duration::from_secs(1);
/// The least time between two saves of a run that has been saved a few times.
const INTERVAL: Duration = Duration::from_secs(10);
/// Training time between two saves, in times of the last save's duration: saving takes at most a fortieth of the time.
const SHARE: u32 = 40;
/// The same for a save that something asks for, as a page that is about to be hidden does.
const SHARE_ON_DEMAND: u32 = 4;

/// When a run's state was saved last, and how long that took.
#[derive(Debug, Clone, Copy, Default)]
pub enum Schedule {
    /// Not saved yet.
    #[default]
    AtOnce,
    /// Saved before.
    After {
        /// When the save ended.
        ended: Instant,
        /// How long it took.
        took: Duration,
        /// The least time until the next.
        least: Duration,
    },
    /// It cannot be saved, because there is no space or for another reason.
    Never,
}

impl Schedule {
    /// Whether it is time for the next save; the first is due at once.
    pub fn is_due(&self, now: Instant) -> bool {
        let least = if let Self::After { least, .. } = self { *least } else { Duration::ZERO };
        self.rested(now, least, SHARE)
    }

    /// Whether a save that something asks for is worth its time.
    pub fn allows(&self, now: Instant) -> bool {
        self.rested(now, Duration::ZERO, SHARE_ON_DEMAND)
    }

    /// Notes a save, whether or not it succeeded.
    pub fn note(&mut self, began: Instant, ended: Instant) {
        let least = match self {
            Self::After { least, .. } => INTERVAL.min(*least * 2),
            Self::AtOnce | Self::Never => FIRST_INTERVAL,
        };
        *self = Self::After { ended, took: ended.duration_since(began), least };
    }

    fn rested(&self, now: Instant, least: Duration, share: u32) -> bool {
        match self {
            Self::AtOnce => true,
            Self::After { ended, took, .. } => now.duration_since(*ended) >= least.max(took.saturating_mul(share)),
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saves_take_less_than_three_hundredths_of_the_time() {
        for took in [1, 200, 900, 30_000].map(Duration::from_millis) {
            let mut schedule = Schedule::default();
            let begin = Instant::now();
            let (mut now, mut saving) = (begin, Duration::ZERO);
            while now.duration_since(begin) < 100 * INTERVAL.max(40 * took) {
                if schedule.is_due(now) {
                    schedule.note(now, now + took);
                    (now, saving) = (now + took, saving + took);
                }
                now += Duration::from_millis(50);
            }
            let share = saving.as_secs_f64() / now.duration_since(begin).as_secs_f64();
            assert!(share > 0.0 && share < 0.03, "{took:?}: {share}");
        }
    }

    #[test]
    fn the_first_saves_are_close_together() {
        let mut schedule = Schedule::default();
        let mut now = Instant::now();
        let mut waits = Vec::new();
        for _ in 0..6 {
            schedule.note(now, now);
            let saved = now;
            while !schedule.is_due(now) {
                now += Duration::from_millis(500);
            }
            waits.push(now.duration_since(saved).as_secs());
        }
        assert_eq!(waits, [1, 2, 4, 8, 10, 10]);
    }

    #[test]
    fn the_first_save_is_due_at_once_and_demands_are_answered_sooner() {
        let mut schedule = Schedule::default();
        let now = Instant::now();
        assert!(schedule.is_due(now) && schedule.allows(now));
        let second = Duration::from_secs(1);
        schedule.note(now, now + second);
        let after = |seconds| now + second + seconds * second;
        assert_eq!([3, 4].map(|seconds| schedule.allows(after(seconds))), [false, true]);
        assert_eq!([39, 40].map(|seconds| schedule.is_due(after(seconds))), [false, true]);
    }
}
