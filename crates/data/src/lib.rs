//! From bytes to batches: decoding, resizing, the data set on its record store, and shuffled batches in [-1, 1].

pub mod archive;
pub mod batch;
pub mod dataset;
pub mod decode;
pub mod flip;
pub mod nearest;
pub mod records;
pub mod resize;
pub mod unopened;
