//! Photos: collecting, reading and showing them, and deciding what of them is trained on.

pub mod collected;
pub mod filters;
pub mod folders;
pub mod moves;
pub mod parts;
pub mod read_as;
pub mod sources;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod crop_choice;
#[cfg(target_arch = "wasm32")]
pub mod decisions;
#[cfg(target_arch = "wasm32")]
pub mod drop_zone;
#[cfg(target_arch = "wasm32")]
pub mod filter_bar;
#[cfg(target_arch = "wasm32")]
pub mod folder_chart;
#[cfg(target_arch = "wasm32")]
pub mod intro;
#[cfg(target_arch = "wasm32")]
pub mod photo;
#[cfg(target_arch = "wasm32")]
pub mod reading;
#[cfg(target_arch = "wasm32")]
pub mod showing;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod thumbnails;
#[cfg(target_arch = "wasm32")]
pub mod view;
