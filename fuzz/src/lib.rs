//! What the targets begin with, so that they need no corpus, and how files are changed whose parts depend on one another.

mod begin;
mod files;
mod runs;

pub use begin::mutate;
pub use files::{ADDRESS, archive, images};
pub use runs::{checkpoints, mutate_tensor_file, weights};
