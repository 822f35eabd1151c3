//! “What is happening here?”: the networks, the curves and the grid in plain words, for a class to look at.

pub mod diagnosis;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;
