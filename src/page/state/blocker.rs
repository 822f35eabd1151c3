//! Why Start is off, in words.

use crate::page::format::{be, grouped};
use facegan_core::config::{Crop, Field, Invalid};
use facegan_core::memory::TooLarge;

/// Why a run cannot be started now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Blocker {
    #[error("Training needs WebGPU, which this browser does not offer.")]
    NoWebGpu,
    #[error("Training needs WebGPU in workers, where this browser does not offer it.")]
    NoWebGpuInWorkers,
    #[error("Training needs a GPU, and the browser found none that it can use.")]
    NoGpu,
    #[error("Training cannot start: {}. {}", .0, .0.remedy)]
    Buffer(TooLarge),
    #[error("The engine is not loaded.")]
    NoEngine,
    #[error("Add photos first, or try the sample faces.")]
    NoPhotos,
    #[error("The photos are still being read.")]
    Reading,
    #[error("This GPU is being measured, which takes a moment.")]
    Measuring,
    #[error("The photos were read at {0} pixels: drop them again for another image_size.")]
    Side(usize),
    #[error("Of these photos only the {} are stored: drop the photos again for another crop.", parts(*.0))]
    Crop(Crop),
    #[error("Correct the marked settings first.")]
    Settings,
    #[error("batch_size {0}.")]
    Batch(Invalid),
    #[error("A run is under way.")]
    Running,
    #[error("Add the photos that this run was made with first: {} of {} {} missing.", grouped(*.missing), grouped(*.of), be(*.missing))]
    PhotosOfRun { missing: usize, of: usize },
    #[error("This run goes on only with its own {}.", names(.0))]
    Changed(Vec<Field>),
    #[error("This run is complete: raise num_epochs, or max_iterations if it is set, to go on.")]
    Complete,
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}

fn parts(crop: Crop) -> &'static str {
    if crop == Crop::Faces { "faces" } else { "centres" }
}
