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
    #[error("the loss of iteration {0} is not a finite number")]
    NotFinite(usize),
    #[error("the GPU did not do the work of iteration {0}")]
    Undone(usize),
    #[error("a sample grid could not be kept: {0}")]
    Grid(#[from] ImageError),
}

/// Looks at the five numbers of an iteration before anything is made of them.
///
/// All of them 0 are what was never written to: where D(x) is 0, Loss_D is at least `-ln 0`, held at 100. Under memory
/// pressure browsers drop what was submitted without a word.
///
/// # Errors
/// When they are not what an iteration computes, or not finite.
pub(super) fn check(iteration: usize, numbers: [f32; 5]) -> Result<(), TrainError> {
    if numbers == [0.0; 5] {
        return Err(TrainError::Undone(iteration));
    }
    if !numbers.iter().all(|number| number.is_finite()) {
        return Err(TrainError::NotFinite(iteration));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_what_was_never_computed() {
        assert!(matches!(check(7, [0.0; 5]), Err(TrainError::Undone(7))));
        // netD is right beyond float32's precision; netG's cross entropy is held at 100.
        assert!(check(7, [0.0, 100.0, 1.0, 0.0, 0.0]).is_ok());
        for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert!(matches!(check(7, [1.0, number, 0.5, 0.5, 0.5]), Err(TrainError::NotFinite(7))));
        }
    }
}
