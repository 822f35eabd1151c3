//! How good a run's netG was at one moment.

use serde::{Deserialize, Serialize};

use super::{Metric, Quality, Score};
use crate::latent::WeightSource;
use crate::numbers::{percent, three_digits};
use crate::words::count;

/// How good a run's netG was at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Iterations that were finished.
    pub iterations: usize,
    /// netG in eval mode.
    pub net_g: Quality,
    /// Its moving average, where the run keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average: Option<Quality>,
}

impl Measurement {
    /// The networks by their names.
    pub fn networks(&self) -> impl Iterator<Item = (&'static str, &Quality)> {
        let average = self.average.as_ref().map(|average| ("netG_ema", average));
        [("netG", &self.net_g)].into_iter().chain(average)
    }

    /// Whether its distance to the photos is smaller than that of all others, by the upper ends of their intervals: so a
    /// distance that is small by luck and not well known does not count. Of a netG and its moving average the better one
    /// counts.
    pub fn is_better_than_all(&self, others: &[Self]) -> bool {
        let best = others.iter().filter_map(Self::bound).min_by(f64::total_cmp);
        self.bound().is_some_and(|bound| best.is_none_or(|best| bound < best))
    }

    /// Whose weights were better: netG's or its moving average's, by the same rule.
    pub fn better(&self) -> WeightSource {
        let average = self.average.as_ref().and_then(Quality::bound);
        match (self.net_g.bound(), average) {
            (Some(net_g), Some(average)) if average < net_g => WeightSource::Averaged,
            (None, Some(_)) => WeightSource::Averaged,
            _ => WeightSource::Trained,
        }
    }

    /// The numbers of the [better](Self::better) one.
    pub fn better_quality(&self) -> &Quality {
        match (self.better(), &self.average) {
            (WeightSource::Averaged, Some(average)) => average,
            _ => &self.net_g,
        }
    }

    /// The upper end of the interval of the distance.
    fn bound(&self) -> Option<f64> {
        self.networks().filter_map(|(_, quality)| quality.bound()).min_by(f64::total_cmp)
    }

    /// What it found, in a line.
    pub fn sentence(&self) -> String {
        let of = |(name, quality): (&str, &Quality)| {
            let distance = quality.score(Metric::Distance).map(|score| {
                let [low, high] = score.generated.interval.unwrap_or([score.generated.value; 2]);
                format!(
                    "sliced Wasserstein distance {} ({} to {}; photos {})",
                    three_digits(score.generated.value),
                    three_digits(low),
                    three_digits(high),
                    three_digits(score.real.value)
                )
            });
            let share = |metric: Metric| {
                let score = quality.score(metric)?;
                Some(format!("{} {}", metric.key(), percent(score.generated.value)))
            };
            let parts: Vec<_> =
                [distance, share(Metric::Coverage), share(Metric::Copies)].into_iter().flatten().collect();
            let parts = if parts.is_empty() { "too few photos to measure it".to_owned() } else { parts.join(", ") };
            format!("{name}: {parts}")
        };
        let networks: Vec<_> = self.networks().map(of).collect();
        format!("After {}: {}", count(self.iterations, "iteration"), networks.join("; "))
    }
}

impl Quality {
    /// The score of a metric, where there is one.
    pub fn score(&self, metric: Metric) -> Option<Score> {
        self.figure(metric)?.result.ok()
    }

    fn bound(&self) -> Option<f64> {
        let [_, high] = self.score(Metric::Distance)?.generated.interval?;
        Some(high)
    }
}

/// Measurements as CSV.
pub fn quality_csv(measurements: &[Measurement]) -> String {
    csv_header() + &measurements.iter().map(csv_rows).collect::<String>()
}

/// The header of [`csv_rows`], with a line break.
fn csv_header() -> String {
    let metrics = columns().flat_map(|metric| {
        let key = metric.key();
        let interval = [format!("{key}_low"), format!("{key}_high")];
        let interval = interval.into_iter().filter(move |_| metric.is_distance());
        std::iter::once(key.clone()).chain(interval).chain([format!("{key}_photos")])
    });
    let named = ["iterations", "network", "images", "photos"].map(str::to_owned);
    named.into_iter().chain(metrics).collect::<Vec<_>>().join(",") + "\n"
}

/// A line for each network. What was not measured is empty.
pub fn csv_rows(measurement: &Measurement) -> String {
    measurement.networks().map(|(name, quality)| row(measurement.iterations, name, quality)).collect()
}

fn row(iterations: usize, network: &str, quality: &Quality) -> String {
    let text = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let cells = columns().flat_map(|metric| {
        let score = quality.score(metric);
        let interval = score.and_then(|score| score.generated.interval);
        let ends = [0, 1].map(|end| text(interval.map(|ends| ends[end])));
        let ends = ends.into_iter().filter(move |_| metric.is_distance());
        let value = text(score.map(|score| score.generated.value));
        std::iter::once(value).chain(ends).chain([text(score.map(|score| score.real.value))])
    });
    let named = [iterations.to_string(), network.to_owned(), quality.generated.to_string(), quality.photos.to_string()];
    named.into_iter().chain(cells).collect::<Vec<_>>().join(",") + "\n"
}

/// Every metric of images of any size.
fn columns() -> impl Iterator<Item = Metric> {
    let [distance, others @ ..] = Metric::ALL;
    [distance].into_iter().chain([128, 64, 32, 16].map(Metric::DistanceAt)).chain(others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quality::{Figure, TooFew, Value};

    fn quality(distance: f64, error: f64) -> Quality {
        let of = |value: f64| Value { value, interval: Some([value - error, value + error]) };
        let plain = |value| Value { value, interval: None };
        let figure = |metric, result| Figure { metric, generated: 200, photos: 200, result };
        let figures = vec![
            figure(Metric::Distance, Ok(Score { generated: of(distance), real: of(4.5) })),
            figure(Metric::DistanceAt(32), Ok(Score { generated: of(2.0 * distance), real: of(9.0) })),
            figure(Metric::Recall, Err(TooFew::Photos { have: 1, needed: 200 })),
            figure(Metric::Copies, Ok(Score { generated: plain(0.25), real: plain(0.0) })),
        ];
        Quality { image_size: 32, generated: 250, photos: 1500, held_out: None, seed: 3, figures }
    }

    fn measurement(distance: f64, error: f64) -> Measurement {
        Measurement { iterations: 40, net_g: quality(distance, error), average: None }
    }

    #[test]
    fn the_best_is_the_one_that_is_surely_small() {
        let earlier = [measurement(20.0, 2.0), measurement(30.0, 1.0)];
        assert!(measurement(50.0, 1.0).is_better_than_all(&[]));
        assert!(measurement(21.0, 0.5).is_better_than_all(&earlier));
        assert!(!measurement(19.0, 3.5).is_better_than_all(&earlier));
        let average = Some(quality(10.0, 1.0));
        assert!(Measurement { average, ..measurement(90.0, 1.0) }.is_better_than_all(&earlier));
        let averaged = Measurement { average: Some(quality(10.0, 1.0)), ..measurement(11.0, 0.5) };
        assert_eq!(
            (averaged.better(), measurement(1.0, 0.0).better()),
            (WeightSource::Averaged, WeightSource::Trained)
        );
        let uncertain = Measurement { average: Some(quality(10.0, 2.0)), ..measurement(11.0, 0.5) };
        assert_eq!(uncertain.better(), WeightSource::Trained);
        assert_eq!((averaged.better_quality(), uncertain.better_quality()), (&quality(10.0, 1.0), &uncertain.net_g));
        let mut unknown = measurement(1.0, 0.0);
        unknown.net_g.figures.clear();
        assert!(!unknown.is_better_than_all(&[]));
    }

    #[test]
    fn a_sentence_has_what_was_measured() {
        let said = Measurement { average: Some(quality(10.0, 0.5)), ..measurement(20.0, 1.0) }.sentence();
        let net_g = "netG: sliced Wasserstein distance 20.0 (19.0 to 21.0; photos 4.50), copies 25 %";
        let average = "netG_ema: sliced Wasserstein distance 10.0 (9.50 to 10.5; photos 4.50), copies 25 %";
        assert_eq!(said, format!("After 40 iterations: {net_g}; {average}"));
    }

    #[test]
    fn rows_have_as_many_cells_as_the_header() {
        let rows = csv_rows(&Measurement { average: Some(quality(10.0, 0.5)), ..measurement(20.0, 1.0) });
        let header = csv_header();
        let names: Vec<_> = header.trim_end().split(',').collect();
        let rows: Vec<Vec<_>> = rows.lines().map(|row| row.split(',').collect()).collect();
        let cell = |row: usize, name: &str| rows[row][names.iter().position(|other| *other == name).unwrap()];
        assert!(rows.len() == 2 && rows.iter().all(|row| row.len() == names.len()), "{rows:?}");
        assert_eq!((cell(0, "iterations"), cell(0, "network"), cell(1, "network")), ("40", "netG", "netG_ema"));
        assert_eq!((cell(0, "swd"), cell(0, "swd_low"), cell(0, "swd_photos")), ("20", "19", "4.5"));
        assert_eq!((cell(0, "swd_32"), cell(0, "swd_64"), cell(0, "recall")), ("40", "", ""));
        assert_eq!((cell(1, "copies"), cell(1, "copies_photos"), cell(0, "photos")), ("0.25", "0", "1500"));
    }
}
