//! From files to batches: decoding, resizing, archives, the data set on its storage, and shuffled batches.

pub mod archive;
pub mod batch;
pub mod dataset;
pub mod decode;
pub mod enlarge;
pub mod flip;
pub mod in_order;
pub mod nearest;
pub mod perceptual;
pub mod photo;
pub mod photo_set;
pub mod records;
pub mod resize;
pub mod storage;
pub mod unopened;
