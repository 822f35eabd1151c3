//! What the measured quality says.

use super::losses::slower;
use super::settings;
use super::topic::{Advice, Run, Topic};
use crate::page::format::count;
use facegan_core::numbers::{percent, three_digits};
use facegan_core::quality::{Measurement, Metric, Score};

/// Measurements after which a run without a better one is not expected to get better.
const PATIENCE: usize = 20;
/// The share of copies, beyond what photos have, from which on netG learns photos by heart.
const COPIES: f64 = 0.05;
/// Coverage by the best of before, below which netG has lost a part of the photos.
const LOST: f64 = 0.6;
/// A best coverage that can be lost.
const COVERED: f64 = 0.3;
/// Shown advice stays up to this much nearer to what is well (hysteresis).
const SLACK: f64 = 0.8;

/// No measurement was better for a long time.
pub fn stalled(run: &Run) -> Option<Advice> {
    let best = run.curves.best_measurement()?;
    let since = run.curves.measurements().iter().rev().take_while(|measurement| *measurement != best).count();
    let score = best.better_quality().score(Metric::Distance)?;
    (since >= PATIENCE).then(|| Advice {
        topic: Topic::Stalled,
        seen: format!(
            "The distance to the photos was {} after {}, and no smaller in the {since} measurements since.",
            three_digits(score.generated.value),
            count(best.iterations, "iteration")
        ),
        means: "netG does not get better any more, or gets worse; its best is kept.".into(),
        remedy: "Stop here and take the best netG, or train on from it with a lower lr.".into(),
        fixes: vec![slower(run.config)],
    })
}

/// More and more images are photos again.
pub fn copies(run: &Run, up: bool) -> Option<Advice> {
    let [.., before, last] = run.curves.measurements() else { return None };
    let more = |measurement: &Measurement| {
        share(measurement, Metric::Copies).map(|score| score.generated.value - score.real.value)
    };
    let least = if up { SLACK * COPIES } else { COPIES };
    let copies = share(last, Metric::Copies)?;
    (more(last)? > least && (up || more(before)? > least)).then(|| Advice {
        topic: Topic::Copies,
        seen: format!(
            "{} of netG’s images are nearly the same as one of the photos; of other photos {} are.",
            percent(copies.generated.value),
            percent(copies.real.value)
        ),
        means: "netG learns photos by heart instead of what faces have in common.".into(),
        remedy: format!("Train with more photos{}.", settings::or_more_variety(run.config, run.photos)),
        fixes: settings::more_variety(run.config, run.photos).into_iter().collect(),
    })
}

/// netG covers less of the photos than it did.
pub fn coverage(run: &Run, up: bool) -> Option<Advice> {
    let [earlier @ .., before, last] = run.curves.measurements() else { return None };
    let covered = |measurement: &Measurement| share(measurement, Metric::Coverage).map(|score| score.generated.value);
    let best = earlier.iter().filter_map(covered).reduce(f64::max).filter(|best| *best >= COVERED)?;
    let most = if up { LOST / SLACK } else { LOST } * best;
    let now = covered(last)?;
    (now < most && (up || covered(before)? < most)).then(|| Advice {
        topic: Topic::Coverage,
        seen: format!(
            "{} of the photos have an image of netG’s close by; before it was {}.",
            percent(now),
            percent(best)
        ),
        means: "netG draws fewer kinds of faces than it did: mode collapse begins.".into(),
        remedy: format!(
            "Stop and take the best netG, or start again with a lower lr{}.",
            settings::or_more_variety(run.config, run.photos)
        ),
        fixes: [slower(run.config)].into_iter().chain(settings::more_variety(run.config, run.photos)).collect(),
    })
}

/// netG's own: the moving average lags behind what it does.
fn share(measurement: &Measurement, metric: Metric) -> Option<Score> {
    measurement.net_g.score(metric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::advice::diversity::GridDiversity;
    use crate::page::features::charts::curves::Curves;
    use crate::page::features::charts::distances::tests::measurement;
    use facegan_core::config::TrainConfig;
    use facegan_core::quality::{Figure, Value};
    use facegan_core::run::RunId;

    fn with_run<T>(measured: Vec<Measurement>, best: usize, look: impl FnOnce(&Run) -> T) -> T {
        let (mut curves, config) = (Curves::default(), TrainConfig::default());
        curves.add_measurements(measured, Some(best));
        let (id, photos, diversity) = (RunId(1), 900, GridDiversity::default());
        look(&Run { id, config: &config, photos, not_finite: None, curves: &curves, diversity })
    }

    /// Measurements with these shares, photos having none.
    fn shares(metric: Metric, values: &[f64]) -> Vec<Measurement> {
        let one = |(index, value): (usize, &f64)| {
            let mut measured = measurement(100 * index, 30.0);
            let plain = |value| Value { value, interval: None };
            let score = Score { generated: plain(*value), real: plain(0.0) };
            measured.net_g.figures.push(Figure { metric, generated: 256, photos: 600, result: Ok(score) });
            measured
        };
        values.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_run_that_gets_no_better_for_long_is_advised_to_end() {
        let measured = |after: usize| {
            let later = (0..after).map(|index| measurement(200 + index, 25.0));
            [measurement(50, 90.0), measurement(100, 20.0)].into_iter().chain(later).collect()
        };
        assert_eq!(with_run(measured(PATIENCE - 1), 100, stalled), None);
        let advice = with_run(measured(PATIENCE), 100, stalled).unwrap();
        assert_eq!(
            advice.seen,
            "The distance to the photos was 20.0 after 100 iterations, and no smaller in the 20 measurements since."
        );
    }

    #[test]
    fn copies_count_where_photos_have_fewer() {
        let advised = |values: &[f64], up| with_run(shares(Metric::Copies, values), 0, |run| copies(run, up).is_some());
        assert!(advised(&[0.0, 0.06, 0.07], false));
        assert!(!advised(&[0.0, 0.01, 0.07], false), "a single one says nothing");
        assert!(!advised(&[0.06, 0.07, 0.01], false));
        assert!(advised(&[0.0, 0.06, 0.045], true) && !advised(&[0.0, 0.06, 0.03], true));
    }

    #[test]
    fn coverage_that_falls_is_a_collapse() {
        let advised =
            |values: &[f64], up| with_run(shares(Metric::Coverage, values), 0, |run| coverage(run, up).is_some());
        assert!(advised(&[0.1, 0.6, 0.3, 0.3], false));
        assert!(!advised(&[0.1, 0.6, 0.5, 0.3], false) && !advised(&[0.1, 0.25, 0.1, 0.1], false));
        assert!(advised(&[0.1, 0.6, 0.3, 0.4], true) && !advised(&[0.1, 0.6, 0.3, 0.5], true));
    }
}
