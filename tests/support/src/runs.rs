//! What tests do with a run, natively.

use facegan_core::stats::Stats;
use facegan_data::dataset::Dataset;
use facegan_store::checkpoint::to_bytes;
use facegan_train::{Session, Snapshot};
use pollster::block_on;

/// Runs so many iterations.
pub fn train(session: &mut Session, data: &Dataset, iterations: usize) {
    for _ in 0..iterations {
        let batch = session.next_batch(data).unwrap();
        block_on(session.train(batch)).unwrap();
    }
}

/// The checkpoint of a run.
pub fn save(session: &Session) -> Vec<u8> {
    to_bytes(&block_on(session.snapshot()).unwrap()).unwrap()
}

/// A run's whole state, but for how long its iterations took.
pub fn timeless(session: &Session) -> Snapshot {
    let snapshot = block_on(session.snapshot()).unwrap();
    let history = snapshot.history.iter().map(|stats| Stats { seconds: 0.0, ..*stats }).collect();
    Snapshot { history, ..snapshot }
}
