//! One update of both networks, a run of many, the sample grids and the numbers.

mod adam;
mod grids;
mod loss;
mod noise;
mod sample;
mod session;
mod snapshot;
mod stats;
mod step;

pub use adam::{Adam, AdamState};
pub use grids::SavedGrid;
pub use loss::{Label, judge};
pub use noise::{RngState, Stream, latents};
pub use sample::{SampleError, grid, sample};
pub use session::{Session, Step, Tracked, TrainError};
pub use snapshot::{NetworkState, RestoreError, Snapshot};
pub use stats::{csv, log_line};
pub use step::Gan;
