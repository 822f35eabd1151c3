//! One update of both networks, a run of many, the sample grids and the numbers.

mod adam;
mod augment;
mod diversity;
mod draw;
mod ema;
mod error;
mod grids;
mod iteration;
mod noise;
pub mod png;
mod sample;
mod scene;
mod self_check;
mod session;
mod snapshot;
mod stats;
mod step;
mod warm_up;

pub use adam::{Adam, AdamState};
pub use augment::{AugmentParams, Augmentation, Augmentations};
pub use draw::{DrawError, GeneratorError, draw, generator};
pub use error::TrainError;
pub use grids::{GridEntry, GridStore, MemoryGrids, SavedGrid, thinned_grids};
pub use iteration::Step;
pub use noise::{RngState, Stream, latents};
pub use sample::{grid, single};
pub use scene::{NoStops, scene_latents};
pub use self_check::{SelfCheckError, Trusted, Wrong, trusted};
pub use session::{Grid, Session, Tracked};
pub use snapshot::{NetworkState, RestoreError, Snapshot, SnapshotError};
pub use stats::{csv, log_line};
pub use step::{Gan, Numbers};
pub use warm_up::warm_up;
