//! Keyboard shortcuts.

pub mod table;

#[cfg(target_arch = "wasm32")]
pub mod view;
