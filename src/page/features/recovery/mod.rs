//! Continuing runs that broke off, and recovering a run after a lost engine.

pub mod attempts;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;
