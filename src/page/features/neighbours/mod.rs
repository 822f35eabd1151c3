//! The photos nearest to a chosen face.

pub mod actions;
pub mod state;
pub mod verdict;
pub mod view;
