//! The measurements of one implementation at one size, over all rounds.

use crate::record::{Calls, Iteration, Record, steady};
use crate::table::count;

/// A number of an iteration's calls, by name.
type Count = (&'static str, fn(&Calls) -> f64);

/// What an iteration does a fixed number of times, if nothing is wrong.
const COUNTS: [Count; 7] = [
    ("dispatches", |calls| calls.dispatches),
    ("submits", |calls| calls.submits),
    ("writes", |calls| calls.writes),
    ("new buffers", |calls| calls.new_buffers),
    ("bind groups", |calls| calls.bind_groups),
    ("maps", |calls| calls.maps),
    ("pipelines", |calls| calls.pipelines + calls.shaders),
];

/// The steady iterations of every visit together.
#[derive(Debug, Default)]
pub struct Measured {
    pub iterations: Vec<Iteration>,
    /// Most live bytes ever, the start of a run included.
    pub peak_bytes: f64,
}

impl Measured {
    /// Takes in one more visit.
    pub fn add(&mut self, records: &[Record]) {
        self.iterations.extend(steady(records));
        self.peak_bytes = records.iter().map(|record| record.peak_bytes).fold(self.peak_bytes, f64::max);
    }

    /// Median milliseconds of an iteration; `None` while nothing was measured.
    pub fn ms(&self) -> Option<f64> {
        median(self.iterations.iter().map(|one| one.ms))
    }

    /// Median milliseconds of the host's for what an iteration dispatches.
    pub fn encode_ms(&self) -> Option<f64> {
        median(self.iterations.iter().map(|one| one.calls.encode_ms))
    }

    /// One number of an iteration's calls: the least, since between some iterations a run does something else as well.
    pub fn calls(&self, number: impl Fn(&Calls) -> f64) -> Option<f64> {
        self.iterations.iter().map(|one| number(&one.calls)).reduce(f64::min)
    }

    /// What not every iteration did as often as every other, with the least and the most.
    pub fn varying(&self) -> Vec<String> {
        let range = |(name, number): &Count| {
            let counts = || self.iterations.iter().map(|one| number(&one.calls));
            let (least, most) = (counts().fold(f64::INFINITY, f64::min), counts().fold(0.0, f64::max));
            (least < most).then(|| format!("{} to {} {name}", count(Some(least)), count(Some(most))))
        };
        COUNTS.iter().filter_map(range).collect()
    }
}

/// The middle value, or the mean of the middle two.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle() {
        assert_eq!(median([]), None);
        assert_eq!(median([4.0]), Some(4.0));
        assert_eq!(median([9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([9.0, 1.0, 2.0, 4.0]), Some(3.0));
    }

    fn visit(ms: f64, dispatches: f64, peak_bytes: f64) -> [Record; 3] {
        let calls = |dispatches| Calls { dispatches, ..Calls::default() };
        let record = |at_ms, calls| Record { at_ms, calls, live_bytes: 0.0, peak_bytes };
        [record(0.0, calls(50.0)), record(ms, calls(50.0 + dispatches)), record(ms, calls(50.0 + dispatches))]
    }

    #[test]
    fn visits_are_pooled() {
        let mut measured = Measured::default();
        assert_eq!(measured.ms(), None);
        measured.add(&visit(4.0, 10.0, 30.0));
        measured.add(&visit(6.0, 10.0, 20.0));
        assert_eq!(measured.ms(), Some(5.0));
        assert_eq!(measured.calls(|calls| calls.dispatches), Some(10.0));
        assert_eq!(measured.peak_bytes, 30.0);
        assert!(measured.varying().is_empty());
        measured.add(&visit(5.0, 11.0, 0.0));
        assert_eq!(measured.calls(|calls| calls.dispatches), Some(10.0));
        assert_eq!(measured.varying(), ["10 to 11 dispatches"]);
    }
}
