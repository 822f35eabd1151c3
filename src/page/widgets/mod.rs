//! Parts of a view that several features use.

pub mod terms;

#[cfg(target_arch = "wasm32")]
pub mod clipboard;
#[cfg(target_arch = "wasm32")]
pub mod dialog;
#[cfg(target_arch = "wasm32")]
pub mod explained;
#[cfg(target_arch = "wasm32")]
pub mod focus;
#[cfg(target_arch = "wasm32")]
pub mod fold;
#[cfg(target_arch = "wasm32")]
pub mod in_turn;
#[cfg(target_arch = "wasm32")]
pub mod place_slider;
#[cfg(target_arch = "wasm32")]
pub mod run_title;
#[cfg(target_arch = "wasm32")]
pub mod save_canvas;
#[cfg(target_arch = "wasm32")]
pub mod table;
#[cfg(target_arch = "wasm32")]
pub mod theme;
#[cfg(target_arch = "wasm32")]
pub mod twice;
#[cfg(target_arch = "wasm32")]
pub mod visit;
#[cfg(target_arch = "wasm32")]
pub mod width;
