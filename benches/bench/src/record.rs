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
    fn since(&self, earlier: &Self) -> Self {
        Self {
            dispatches: self.dispatches - earlier.dispatches,
            submits: self.submits - earlier.submits,
            writes: self.writes - earlier.writes,
            new_buffers: self.new_buffers - earlier.new_buffers,
            new_bytes: self.new_bytes - earlier.new_bytes,
            bind_groups: self.bind_groups - earlier.bind_groups,
            maps: self.maps - earlier.maps,
            pipelines: self.pipelines - earlier.pipelines,
            shaders: self.shaders - earlier.shaders,
            encode_ms: self.encode_ms - earlier.encode_ms,
        }
    }
}

/// The iterations between a visit's first, whose shaders are compiled as it runs, and its last: the next one is queued
/// before the numbers of the one before arrive, so that nothing is queued before the last record.
pub fn steady(records: &[Record]) -> impl Iterator<Item = Iteration> {
    let but_last = records.split_last().map_or(records, |(_, rest)| rest);
    but_last.windows(2).map(|pair| {
        let [earlier, later] = [&pair[0], &pair[1]];
        Iteration { ms: later.at_ms - earlier.at_ms, calls: later.calls.since(&earlier.calls) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iteration_lies_between_two_records_of_which_none_is_the_last() {
        let record = |at_ms, dispatches| Record {
            at_ms,
            calls: Calls { dispatches, ..Calls::default() },
            live_bytes: 0.0,
            peak_bytes: 0.0,
        };
        let records = [record(1000.0, 70.0), record(1005.0, 90.0), record(1011.0, 110.0), record(1015.0, 110.0)];
        let iterations: Vec<_> = steady(&records).map(|one| (one.ms, one.calls.dispatches)).collect();
        assert_eq!(iterations, [(5.0, 20.0), (6.0, 20.0)]);
        assert_eq!(steady(&records[..2]).count(), 0);
        assert_eq!(steady(&[]).count(), 0);
    }
}
