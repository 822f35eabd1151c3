//! First inputs, so that the targets need no corpus, and mutations of files whose parts depend on one another.

mod begin;
mod files;
mod runs;

pub use begin::mutate;
pub use files::{ADDRESS, archive, images};
pub use runs::{checkpoints, mutate_tensor_file, weights};
