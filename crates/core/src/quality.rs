//! What is found about generated images, and what the numbers mean. `crates/quality` computes them.

mod measurement;
mod metric;
mod tables;

use serde::{Deserialize, Serialize};

use crate::words::count;

pub use measurement::{Measurement, csv_rows, quality_csv};
pub use metric::Metric;

/// Images that are drawn each time that a run is measured while it trains, and most that a number is computed from then.
pub const IMAGES_WHILE_TRAINING: usize = 256;

/// How good generated images are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// The images' side in pixels.
    pub image_size: usize,
    /// Generated images that there were.
    pub generated: usize,
    /// Photos that there were; of a run those that it trains on, which copies are looked for among.
    pub photos: usize,
    /// Photos that the run holds out of its training. All numbers but copies come from these instead, where it has a
    /// `holdout`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_out: Option<usize>,
    /// The seed of all that was drawn.
    pub seed: u32,
    /// The numbers, in the order in which a person reads them.
    pub figures: Vec<Figure>,
}

impl Quality {
    /// The figure of a metric.
    pub fn figure(&self, metric: Metric) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.metric == metric)
    }
}

/// One number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Which one.
    pub metric: Metric,
    /// Generated images that were compared.
    pub generated: usize,
    /// Photos that they were compared with.
    pub photos: usize,
    /// The number, or why there is none.
    pub result: Result<Score, TooFew>,
}

/// A number, with the one to hold it against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Of the generated images.
    pub generated: Value,
    /// The same of photos that were put in the place of the generated images, as many, against the same photos: what the
    /// best images would have.
    pub real: Value,
}

/// A value, with its interval where that is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The value.
    pub value: f64,
    /// The 95 % interval: of 100 draws of as many other images of the same kind, the mean lies in 95 draws' intervals.
    pub interval: Option<[f64; 2]>,
}

impl Value {
    /// A value to nine digits: more than it is known to, and so few that JSON brings it back as it was.
    pub fn new(value: f64, interval: Option<[f64; 2]>) -> Self {
        let rounded = |value: f64| format!("{value:.8e}").parse().unwrap_or(value);
        Self { value: rounded(value), interval: interval.map(|ends| ends.map(rounded)) }
    }
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum TooFew {
    /// Too few generated images.
    #[error("it takes {}, and there {}", count(*needed, "generated image"), there(*have))]
    Generated {
        /// How many there are.
        have: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Too few photos.
    #[error("it takes {}, and there {}", count(*needed, "photo"), there(*have))]
    Photos {
        /// How many there are.
        have: usize,
        /// How many it takes.
        needed: usize,
    },
}

fn there(have: usize) -> String {
    format!("{} {}", crate::words::be(have), crate::words::grouped(have))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality() -> Quality {
        let value = |value: f64| Value { value, interval: Some([value - 1.0, value + 1.0]) };
        let score = Score { generated: value(12.5), real: Value { value: 7.0, interval: None } };
        let figure = |metric, result| Figure { metric, generated: 500, photos: 500, result };
        let few = TooFew::Photos { have: 1, needed: 200 };
        let figures = vec![figure(Metric::Distance, Ok(score)), figure(Metric::DistanceAt(32), Err(few))];
        Quality { image_size: 64, generated: 1000, photos: 1500, held_out: None, seed: 3, figures }
    }

    #[test]
    fn a_report_is_read_as_it_was_written() {
        let quality = quality();
        for quality in [Quality { held_out: Some(300), ..quality.clone() }, quality] {
            let text = serde_json::to_string(&quality).unwrap();
            assert_eq!(serde_json::from_str::<Quality>(&text).unwrap(), quality);
            assert_eq!(text.contains("held_out"), quality.held_out.is_some());
        }
    }

    #[test]
    fn values_come_back_from_json_as_they_were() {
        for value in [550.2 / 3.0, 1.0 / 3.0, 0.0, 1e-7 / 3.0, 40.0 / 7.0, 0.1 + 0.2, 98765.4 / 7.0] {
            let value = Value::new(value, Some([value / 3.0, 7.0 * value]));
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value, "{text}");
        }
        assert_eq!(Value::new(2.0 / 3.0, None).value, 0.666666667);
    }

    #[test]
    fn a_table_says_which_photos_were_held_out() {
        let quality = quality();
        let caption = |quality: &Quality| quality.table("netG").caption;
        assert_eq!(caption(&quality), "netG in eval mode: 1,000 images beside 1,500 photos of 64 pixels");
        let held_out = Quality { held_out: Some(300), ..quality.clone() };
        let photos = "300 held-out photos of 64 pixels (1,500 are trained on)";
        let expected = format!("netG in eval mode: 1,000 images beside {photos}");
        assert_eq!(caption(&held_out), expected);
        assert_eq!(held_out.remarks().len(), quality.remarks().len() + 1);
    }

    #[test]
    fn figures_are_found_by_their_metric() {
        let quality = quality();
        assert!(quality.figure(Metric::Distance).unwrap().result.is_ok());
        assert_eq!(quality.figure(Metric::DistanceAt(64)), None);
    }

    #[test]
    fn a_reason_says_what_is_missing() {
        assert_eq!(TooFew::Photos { have: 1, needed: 200 }.to_string(), "it takes 200 photos, and there is 1");
        let generated = TooFew::Generated { have: 0, needed: 1000 };
        assert_eq!(generated.to_string(), "it takes 1,000 generated images, and there are 0");
    }
}
