//! Tensors to bytes and back.

pub mod weights;
