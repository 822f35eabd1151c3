//! The page's features, a folder each: its pure logic, its signals (`state`) and its view. A feature's signals are
//! private to its folder; other features use the functions of its state.

pub mod advice;
pub mod animations;
pub mod announcements;
pub mod beginning;
pub mod branching;
pub mod camera;
pub mod charts;
pub mod comparison;
pub mod explanation;
pub mod gpu_report;
pub mod grids;
pub mod inversion;
pub mod latent;
pub mod photos;
pub mod plan;
pub mod quality;
pub mod recovery;
pub mod runs;
pub mod settings;
pub mod shortcuts;
pub mod training;

#[cfg(target_arch = "wasm32")]
pub mod about;
#[cfg(target_arch = "wasm32")]
pub mod alerts;
#[cfg(target_arch = "wasm32")]
pub mod engine;
#[cfg(target_arch = "wasm32")]
pub mod exports;
#[cfg(target_arch = "wasm32")]
pub mod gpu;
#[cfg(target_arch = "wasm32")]
pub mod neighbours;
#[cfg(target_arch = "wasm32")]
pub mod notify;
#[cfg(target_arch = "wasm32")]
pub mod opened;
#[cfg(target_arch = "wasm32")]
pub mod page_effects;
#[cfg(target_arch = "wasm32")]
pub mod projector;
