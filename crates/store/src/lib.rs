//! File formats of tensors and runs: .safetensors, checkpoints, ONNX, archives, GIF, video, and the files of stored runs.

pub mod checkpoint;
pub mod cluster;
mod entries;
pub mod file_error;
mod foreign;
pub mod gif;
pub mod html_page;
pub mod latent_file;
pub mod onnx;
pub mod opened;
pub mod png_frames;
pub mod readme;
mod run_parts;
pub mod run_store;
pub mod tensor_file;
pub mod video;
pub mod weights;
pub mod whole_run;
