//! Whether the browser slowed training down while the page was hidden.

use facegan_core::stats::Stats;

/// Seconds of training below which nothing is said of a speed.
const ENOUGH: f64 = 20.0;
/// The share of the usual speed below which training counts as slowed down.
const SLOWED: f64 = 0.7;

/// Seconds of training and images within them.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    seconds: f64,
    images: usize,
}

impl Tally {
    fn speed(self) -> Option<f64> {
        (self.seconds >= ENOUGH).then(|| self.images as f64 / self.seconds)
    }
}

/// How fast training went while the page was seen, and since it was hidden.
#[derive(Debug, Default)]
pub struct HiddenSpeed {
    hidden: bool,
    seen: Tally,
    unseen: Tally,
}

impl HiddenSpeed {
    /// A run begins.
    pub fn begin(&mut self) {
        (self.seen, self.unseen) = Default::default();
    }

    /// Takes in an iteration.
    pub fn add(&mut self, stats: &Stats) {
        let tally = if self.hidden { &mut self.unseen } else { &mut self.seen };
        tally.seconds += stats.seconds;
        tally.images += stats.images;
    }

    /// The page was hidden, or is seen again: then tells how many percent of its speed training had meanwhile, if that was
    /// clearly less.
    pub fn hide(&mut self, hidden: bool) -> Option<u32> {
        let unseen = std::mem::take(&mut self.unseen);
        self.hidden = hidden;
        let share = unseen.speed()? / self.seen.speed()?;
        (!hidden && share < SLOWED).then_some((100.0 * share).round() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn train(hidden_speed: &mut HiddenSpeed, iterations: usize, seconds: f64) {
        let [loss_d, loss_g, d_x, d_g_z1, d_g_z2] = [0.5; 5];
        for iteration in 0..iterations {
            let (epoch, batch, images) = (0, iteration, 8);
            hidden_speed.add(&Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds });
        }
    }

    #[test]
    fn a_slowed_run_is_told_of_once_the_page_is_seen_again() {
        let mut hidden_speed = HiddenSpeed::default();
        train(&mut hidden_speed, 100, 0.5);
        assert_eq!(hidden_speed.hide(true), None);
        train(&mut hidden_speed, 30, 2.0);
        assert_eq!(hidden_speed.hide(false), Some(25));
        assert_eq!(hidden_speed.hide(true), None);
        train(&mut hidden_speed, 100, 0.6);
        assert_eq!(hidden_speed.hide(false), None, "nearly as fast is not slow");
    }

    #[test]
    fn a_glance_away_says_nothing() {
        let mut hidden_speed = HiddenSpeed::default();
        train(&mut hidden_speed, 100, 0.5);
        hidden_speed.hide(true);
        train(&mut hidden_speed, 3, 5.0);
        assert_eq!(hidden_speed.hide(false), None);
        hidden_speed.begin();
        hidden_speed.hide(true);
        train(&mut hidden_speed, 100, 5.0);
        assert_eq!(hidden_speed.hide(false), None, "without a speed to compare with");
    }
}
