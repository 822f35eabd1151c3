//! What count.js notes, and the iterations that lie between two notes.

use serde::Deserialize;

/// What a page or worker has asked of WebGPU so far.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calls {
    pub dispatches: f64,
    pub submits: f64,
    pub writes: f64,
    pub new_buffers: f64,
    pub new_bytes: f64,
    pub bind_groups: f64,
    pub maps: f64,
    pub pipelines: f64,
    pub shaders: f64,
    /// Host time between the first call and the end of each task that dispatched something.
    pub encode_ms: f64,
}

/// Where things stood when an iteration's numbers arrived.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Since 1970.
    pub at_ms: f64,
    pub calls: Calls,
    pub live_bytes: f64,
    /// Most live bytes since the record before.
    pub peak_bytes: f64,
}

/// One iteration on its own.
#[derive(Debug, Clone, Copy)]
pub struct Iteration {
    pub ms: f64,
    pub calls: Calls,
}

impl Calls {
    /// What was asked since an earlier moment, for each of so many iterations.
    fn since(&self, earlier: &Self, iterations: usize) -> Self {
        let each = |number: fn(&Self) -> f64| (number(self) - number(earlier)) / iterations as f64;
        Self {
            dispatches: each(|calls| calls.dispatches),
            submits: each(|calls| calls.submits),
            writes: each(|calls| calls.writes),
            new_buffers: each(|calls| calls.new_buffers),
            new_bytes: each(|calls| calls.new_bytes),
            bind_groups: each(|calls| calls.bind_groups),
            maps: each(|calls| calls.maps),
            pipelines: each(|calls| calls.pipelines),
            shaders: each(|calls| calls.shaders),
            encode_ms: each(|calls| calls.encode_ms),
        }
    }
}

/// The iterations between a visit's first, whose shaders are compiled as it runs, and its last: the next one is queued
/// before the numbers of the one before arrive, so that nothing is queued before the last record.
///
/// Where a run saves its state it waits for all that is queued, and then queues more than one iteration before the next
/// numbers arrive. Iterations whose numbers came without anything having been asked share what was asked next.
pub fn steady(records: &[Record]) -> Vec<Iteration> {
    let but_last = records.split_last().map_or(records, |(_, rest)| rest);
    let (mut iterations, mut times) = (Vec::new(), Vec::new());
    for (at, pair) in but_last.windows(2).enumerate() {
        let later = &pair[1];
        times.push(later.at_ms - pair[0].at_ms);
        let earlier = &but_last[at + 1 - times.len()];
        if later.calls.dispatches > earlier.calls.dispatches {
            let calls = later.calls.since(&earlier.calls, times.len());
            iterations.extend(times.drain(..).map(|ms| Iteration { ms, calls }));
        }
    }
    iterations
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds and dispatches of the iterations between records at these times, after so many dispatches.
    fn between(records: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let record = |&(at_ms, dispatches)| Record {
            at_ms,
            calls: Calls { dispatches, ..Calls::default() },
            live_bytes: 0.0,
            peak_bytes: 0.0,
        };
        let records: Vec<_> = records.iter().map(record).collect();
        steady(&records).iter().map(|one| (one.ms, one.calls.dispatches)).collect()
    }

    #[test]
    fn an_iteration_lies_between_two_records_of_which_none_is_the_last() {
        let records = [(1000.0, 70.0), (1005.0, 90.0), (1011.0, 110.0), (1015.0, 110.0)];
        assert_eq!(between(&records), [(5.0, 20.0), (6.0, 20.0)]);
        assert_eq!(between(&records[..2]), []);
        assert_eq!(between(&[]), []);
    }

    #[test]
    fn iterations_that_were_queued_together_share_their_calls() {
        let saved = [(0.0, 70.0), (5.0, 70.0), (11.0, 120.0), (16.0, 140.0), (21.0, 140.0), (25.0, 140.0)];
        assert_eq!(between(&saved), [(5.0, 25.0), (6.0, 25.0), (5.0, 20.0)]);
    }
}
