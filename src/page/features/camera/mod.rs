//! The camera: it takes pictures by itself while a face is in view and still, for people without photos at hand.
//!
//! `finder` looks for faces in what the camera shows, `shutter` decides when to take a picture and what to tell the
//! person, and `actions` hands the pictures over like chosen files. Nothing leaves the page.

pub mod hint;
pub mod shutter;
pub mod sight;
pub mod trouble;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod finder;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
pub mod watching;
