//! The plan: asks how long, measures the GPU, chooses the settings and says what will come of them.

pub mod foretold;
pub mod measurements;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;
