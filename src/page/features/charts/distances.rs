//! The sliced Wasserstein distances of a run as points of a chart.

use facegan_core::quality::{Measurement, Metric, Quality, Value};

/// Whose images are compared with photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// netG's.
    NetG,
    /// Those of its moving average.
    Average,
    /// Other photos, which the best images would be like.
    Photos,
}

/// A distance at one iteration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    pub iteration: usize,
    pub value: f32,
    /// Its 95 % interval.
    pub interval: Option<[f32; 2]>,
}

/// The distances in the order in which they were measured.
pub fn distances(measurements: &[Measurement], of: Measured) -> Vec<Distance> {
    measurements.iter().filter_map(|measurement| distance(measurement, of)).collect()
}

/// The distance that was known at an iteration.
pub fn known_at(measurements: &[Measurement], of: Measured, iteration: usize) -> Option<f32> {
    let earlier = measurements.iter().rev().filter(|measurement| last_iteration(measurement) <= iteration);
    earlier.filter_map(|measurement| distance(measurement, of)).map(|distance| distance.value).next()
}

/// The last iteration before a measurement, counted from 0 as on the charts; 0 where there was none.
pub fn last_iteration(measurement: &Measurement) -> usize {
    measurement.iterations.saturating_sub(1)
}

fn distance(measurement: &Measurement, of: Measured) -> Option<Distance> {
    let score = |quality: &Quality| quality.score(Metric::Distance);
    let Value { value, interval } = match of {
        Measured::NetG => score(&measurement.net_g)?.generated,
        Measured::Average => score(measurement.average.as_ref()?)?.generated,
        Measured::Photos => score(&measurement.net_g)?.real,
    };
    let interval = interval.map(|ends| ends.map(|end| end as f32));
    Some(Distance { iteration: last_iteration(measurement), value: value as f32, interval })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use facegan_core::quality::{Figure, Score, TooFew};

    /// A measurement of netG alone, with an interval of ± 1.
    pub fn measurement(iterations: usize, distance: f64) -> Measurement {
        let value = |value| Value { value, interval: Some([value - 1.0, value + 1.0]) };
        let score = Score { generated: value(distance), real: value(5.0) };
        let figure = Figure { metric: Metric::Distance, generated: 256, photos: 256, result: Ok(score) };
        let net_g =
            Quality { image_size: 64, generated: 256, photos: 600, held_out: None, seed: 1, figures: vec![figure] };
        Measurement { iterations, net_g, average: None }
    }

    #[test]
    fn a_distance_lies_at_the_last_iteration_before_it() {
        let measured = [measurement(0, 90.0), measurement(40, 30.0)];
        let points = distances(&measured, Measured::NetG);
        assert_eq!(points[0], Distance { iteration: 0, value: 90.0, interval: Some([89.0, 91.0]) });
        assert_eq!((points[1].iteration, points[1].value), (39, 30.0));
        assert_eq!(distances(&measured, Measured::Average), []);
        assert_eq!(distances(&measured, Measured::Photos).len(), 2);
    }

    #[test]
    fn between_two_measurements_the_earlier_one_is_known() {
        let measured = [measurement(10, 90.0), measurement(40, 30.0)];
        let at = |iteration| known_at(&measured, Measured::NetG, iteration);
        assert_eq!([8, 9, 38, 39, 99].map(at), [None, Some(90.0), Some(90.0), Some(30.0), Some(30.0)]);
    }

    #[test]
    fn too_few_photos_have_no_distance() {
        let mut few = measurement(10, 90.0);
        few.net_g.figures[0].result = Err(TooFew::Photos { have: 99, needed: 200 });
        assert_eq!(distances(&[few], Measured::NetG), []);
    }
}
