//! What a screen reader speaks by itself: changes of the status, and problems. Both are on screen at once, but spoken
//! with pauses, so that one sentence does not cut off another.

pub mod speech;

#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
pub mod voice;
