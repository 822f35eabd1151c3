//! Tensors and runs to bytes and back.

pub mod checkpoint;
pub mod kept;
pub mod onnx;
pub mod opened;
pub mod tensor_file;
pub mod weights;
