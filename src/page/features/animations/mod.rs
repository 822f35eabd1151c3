//! GIFs and videos of the timeline and of walks.

pub mod schedule;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod pictures;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod video;
#[cfg(target_arch = "wasm32")]
pub mod view;
