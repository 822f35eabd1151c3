//! “Measure this GPU”: what the GPU reaches, to read and to send.

pub mod measurement;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;
