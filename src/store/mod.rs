//! Tensors to bytes and back.

pub mod checkpoint;
pub mod gif;
pub mod onnx;
pub mod opened;
pub mod readme;
pub mod tensor_file;
pub mod weights;
pub mod whole_run;
