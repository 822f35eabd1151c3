//! The engine in its worker: starting it, sending it commands and handing on its events.

pub mod actions;
pub mod link;
