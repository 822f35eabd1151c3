//! What can go wrong in an iteration.

use image::ImageError;

use facegan_data::records::RecordError;
use facegan_model::ReadError;

/// Why an iteration could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("a photo could not be read: {0}")]
    Data(#[from] RecordError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("the GPU reported: {0}")]
    Fault(String),
    #[error("the GPU returned {0} numbers instead of the ones asked for")]
    Count(usize),
    #[error("a loss or a weight of iteration {0} is not a finite number")]
    NotFinite(usize),
    #[error("a sample grid could not be kept: {0}")]
    Grid(#[from] ImageError),
}
