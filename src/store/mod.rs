//! Tensors to bytes and back.

pub mod checkpoint;
pub mod onnx;
pub mod opened;
pub mod tensor_file;
pub mod weights;
