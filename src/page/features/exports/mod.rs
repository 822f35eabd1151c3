//! Downloads.

pub mod actions;
pub mod progress;
pub mod state;
pub mod view;
