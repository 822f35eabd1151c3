//! Finds faces in photos and cuts them out upright.
//!
//! [`Detector`] finds the faces, [`upright`] cuts one out as CelebA's are. The network is BlazeFace's full-range one, in plain
//! Rust: inference libraries choose other kernels, and so other last bits, on every machine, and here a photo has to give
//! the same pixels in a browser and natively.

mod alignment;
mod detection;
mod detector;
mod feature_map;
mod layers;
mod network;
mod view;
mod weights;

pub use alignment::{is_in_place, side, upright, verdict};
pub use detection::Detection;
pub use detector::Detector;
