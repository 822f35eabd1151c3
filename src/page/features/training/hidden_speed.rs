//! Whether the browser slowed training down while the page was hidden.

use facegan_core::stats::Stats;

/// Seconds of training below which no speed is computed.
const ENOUGH: f64 = 20.0;
/// Fraction of the usual speed below which training counts as slowed down.
const SLOWED: f64 = 0.7;

/// Seconds of training and the images trained on in that time.
#[derive(Debug, Clone, Copy, Default)]
struct Throughput {
    seconds: f64,
    images: usize,
}

impl Throughput {
    fn speed(self) -> Option<f64> {
        (self.seconds >= ENOUGH).then(|| self.images as f64 / self.seconds)
    }
}

/// The training speed while the page was visible, and since it was hidden.
#[derive(Debug, Default)]
pub struct HiddenSpeed {
    hidden: bool,
    visible_speed: Throughput,
    hidden_speed: Throughput,
}

impl HiddenSpeed {
    /// Starts over for a new run.
    pub fn begin(&mut self) {
        (self.visible_speed, self.hidden_speed) = Default::default();
    }

    /// Adds an iteration.
    pub fn add(&mut self, stats: &Stats) {
        let throughput = if self.hidden { &mut self.hidden_speed } else { &mut self.visible_speed };
        throughput.seconds += stats.seconds;
        throughput.images += stats.images;
    }

    /// The page was hidden or is visible again. In the latter case it returns the speed while hidden in percent of the
    /// usual one, if that was clearly lower.
    pub fn hide(&mut self, hidden: bool) -> Option<u32> {
        let hidden_speed = std::mem::take(&mut self.hidden_speed);
        self.hidden = hidden;
        let share = hidden_speed.speed()? / self.visible_speed.speed()?;
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
    fn a_slowed_run_is_reported_once_the_page_is_visible_again() {
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
