//! What was found about one set.

use facegan_core::quality::{Metric, Value};

use crate::estimate::Estimate;
use crate::neighbourhoods::Scores;
use crate::sliced_wasserstein::Distances;

/// What was found about one set; nothing where it was not computed.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// The share of copies.
    pub copies: Option<f64>,
    /// Precision, recall, density and coverage.
    pub scores: Option<Scores>,
    /// The distances from the photos.
    pub distances: Option<Distances>,
}

impl Results {
    /// The value of a metric.
    pub fn value(&self, metric: Metric) -> Option<Value> {
        match metric {
            Metric::Distance => self.distances.as_ref().map(|distances| estimated(distances.mean)),
            Metric::DistanceAt(side) => {
                let levels = &self.distances.as_ref()?.levels;
                levels.iter().find(|(of, _)| *of == side).map(|(_, estimate)| estimated(*estimate))
            }
            Metric::Copies => self.copies.map(plain),
            Metric::Precision => self.scores.map(|scores| plain(scores.precision)),
            Metric::Recall => self.scores.map(|scores| plain(scores.recall)),
            Metric::Density => self.scores.map(|scores| plain(scores.density)),
            Metric::Coverage => self.scores.map(|scores| plain(scores.coverage)),
        }
    }
}

fn estimated(estimate: Estimate) -> Value {
    Value::new(estimate.value, Some(estimate.interval()))
}

fn plain(value: f64) -> Value {
    Value::new(value, None)
}
