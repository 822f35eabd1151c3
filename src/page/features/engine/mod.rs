//! The engine in its worker: starting it, sending it commands and passing on its events.

pub mod actions;
pub mod link;
