//! The projector view: the faces, the curves and a line of explanation alone, in large type.

pub mod actions;
pub mod state;
pub mod view;
