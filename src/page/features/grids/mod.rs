//! Sample grids: the stage with real and fake images, the timeline, and a chosen face through time.

pub mod decode_order;
pub mod face_latent;
pub mod layout;
pub mod recent;
pub mod timeline;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod chosen_face;
#[cfg(target_arch = "wasm32")]
pub mod face_choice;
#[cfg(target_arch = "wasm32")]
pub mod figure;
#[cfg(target_arch = "wasm32")]
pub mod images;
#[cfg(target_arch = "wasm32")]
pub mod scrubber;
#[cfg(target_arch = "wasm32")]
pub mod stage;
#[cfg(target_arch = "wasm32")]
pub mod state;
