//! Timing convolutions and products of matrices on the GPU at hand, and choosing tiles by it.

mod fastest;
mod passes;
mod tiles;
mod timing;

pub use passes::{layer_tile, pass_seconds, product_seconds};
pub use tiles::measure_tiles;
