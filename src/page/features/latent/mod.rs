//! Drawing from the latent space.

pub mod choice_grid;
pub mod draw_pace;
pub mod names;
pub mod pad_offset;
pub mod requests;
pub mod round_trip;
pub mod stops;
pub mod truncation;
pub mod weights;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod controls;
#[cfg(target_arch = "wasm32")]
pub mod faces;
#[cfg(target_arch = "wasm32")]
pub mod pad;
#[cfg(target_arch = "wasm32")]
pub mod picture;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod use_in_walks;
#[cfg(target_arch = "wasm32")]
pub mod view;
#[cfg(target_arch = "wasm32")]
pub mod walk;
