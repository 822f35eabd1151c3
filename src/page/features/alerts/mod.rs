//! Problems on screen.

pub mod state;
pub mod view;
