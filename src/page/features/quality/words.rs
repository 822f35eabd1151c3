//! What the page says of netG's quality, in sentences.

use facegan_core::latent::WeightSource;
use facegan_core::numbers::three_digits;
use facegan_core::quality::{Measurement, Metric, Value};
use facegan_core::words::count;

const SOON: &str = "The first numbers come soon after training has begun.";

/// How many photos a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunPhotos {
    /// It trains on.
    pub trained: usize,
    /// It holds out, where it has a `holdout`.
    pub held_out: Option<usize>,
}

/// Why there are no numbers, if it is known.
pub fn missing(photos: Option<RunPhotos>, on: bool) -> String {
    if !on {
        return "Quality is not measured.".into();
    }
    // What is measured while a run trains draws more images than any number takes.
    let few = |metric: Metric, photos: usize| metric.too_few(usize::MAX, photos);
    let Some(RunPhotos { trained, held_out }) = photos else { return SOON.into() };
    match (few(Metric::Copies, trained), few(Metric::Distance, held_out.unwrap_or(trained))) {
        (Some(few), _) => {
            let kept = if held_out > Some(0) { " beside those that holdout keeps" } else { "" };
            format!("How good netG is cannot be measured: {few}{kept}.")
        }
        (None, Some(few)) if held_out.is_some() => {
            format!("holdout keeps so few photos that only copies can be told. For the distance, {few}.")
        }
        (None, Some(few)) => format!("With so few photos, only copies of them can be told. For the distance, {few}."),
        (None, None) => SOON.into(),
    }
}

/// The best measurement beside what photos have.
pub fn best(measurement: &Measurement) -> Option<String> {
    let who = match measurement.better() {
        WeightSource::Averaged => "averaged netG",
        WeightSource::Trained | WeightSource::Best | WeightSource::Pinned(_) => "netG",
    };
    let score = measurement.better_quality().score(Metric::Distance)?;
    let Value { value, interval } = score.generated;
    let interval = interval.map(|[low, high]| format!(" ({} to {})", three_digits(low), three_digits(high)));
    Some(format!(
        "Best after {}: the images of {who} are {}{} away from the photos, other photos {}.",
        count(measurement.iterations, "iteration"),
        three_digits(value),
        interval.unwrap_or_default(),
        three_digits(score.real.value)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::features::charts::distances::tests::measurement;

    #[test]
    fn numbers_that_are_missing_say_why() {
        let missing = |trained, held_out, on| missing(Some(RunPhotos { trained, held_out }), on);
        assert_eq!(missing(900, None, false), "Quality is not measured.");
        assert_eq!(
            missing(20, None, true),
            "How good netG is cannot be measured: it takes 50 photos, and there are 20."
        );
        let kept = "and there are 30 beside those that holdout keeps.";
        assert!(missing(30, Some(30), true).ends_with(kept));
        let few = "With so few photos, only copies of them can be told. For the distance, it takes 200 photos, and there are \
                   199.";
        assert_eq!(missing(199, None, true), few);
        let few = "holdout keeps so few photos that only copies can be told. For the distance, it takes 200 photos, and there \
                   are 100.";
        assert_eq!(missing(900, Some(100), true), few);
        assert_eq!([missing(200, None, true), missing(50, Some(200), true)], [SOON, SOON]);
        assert_eq!(super::missing(None, true), SOON);
    }

    #[test]
    fn the_best_is_said_beside_what_photos_have() {
        let said = best(&measurement(1574, 31.52)).unwrap();
        let expected = "Best after 1,574 iterations: the images of netG are 31.5 (30.5 to 32.5) away from the photos, other \
                        photos 5.00.";
        assert_eq!(said, expected);
        let mut averaged = measurement(90, 31.52);
        averaged.average = Some(measurement(90, 12.0).net_g);
        assert!(best(&averaged).unwrap().contains("the images of averaged netG are 12.0 (11.0 to 13.0)"));
        averaged.net_g.figures.clear();
        averaged.average = None;
        assert_eq!(best(&averaged), None);
    }
}
