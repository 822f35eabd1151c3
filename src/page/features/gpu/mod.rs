//! What is known of the GPU before a run.

pub mod actions;
pub mod state;
