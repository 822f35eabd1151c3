//! What can go wrong in an iteration.

use burn::backend::ExecutionError;
use burn::tensor::DataError;
use image::ImageError;

use crate::data::records::StorageError;

/// Why an iteration could not be run.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    #[error("a photo could not be read: {0}")]
    Data(#[from] StorageError),
    #[error("the GPU failed: {0}")]
    Gpu(#[from] ExecutionError),
    #[error("the GPU reported: {0}")]
    Fault(String),
    #[error("the GPU returned numbers of another kind: {0}")]
    Readback(#[from] DataError),
    #[error("the GPU returned {0} numbers instead of the ones asked for")]
    Count(usize),
    #[error("a loss or a weight of iteration {0} is not a finite number")]
    NotFinite(usize),
    #[error("the GPU did not do its work")]
    Undone,
    #[error("a sample grid could not be kept: {0}")]
    Grid(#[from] ImageError),
}
