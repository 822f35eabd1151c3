//! Opened checkpoints and weights.

pub mod actions;
pub mod state;
pub mod view;
