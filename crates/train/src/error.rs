//! What can go wrong in an iteration.

use image::ImageError;

use facegan_data::records::RecordError;
use facegan_model::ReadError;

/// Why an iteration could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A photo of the batch could not be read.
    #[error("a photo could not be read: {0}")]
    Data(#[from] RecordError),
    /// The device did not hand over its results.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The device reported an error by itself.
    #[error("the GPU reported: {0}")]
    Fault(String),
    /// The device returned another number of values than a step has.
    #[error("the GPU returned {0} numbers instead of the ones asked for")]
    Count(usize),
    /// A loss or a weight of this iteration is NaN or infinite.
    #[error("a loss or a weight of iteration {0} is not a finite number")]
    NotFinite(usize),
    /// A sample grid could not be encoded as PNG.
    #[error("a sample grid could not be kept: {0}")]
    Grid(#[from] ImageError),
}
