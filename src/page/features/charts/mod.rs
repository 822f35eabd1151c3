//! The charts of losses and of netD's outputs.

pub mod axis;
pub mod curves;
pub mod envelope;
pub mod epochs;
pub mod gesture;
pub mod smooth;
pub mod span;
pub mod ticks;

#[cfg(target_arch = "wasm32")]
pub mod chart;
#[cfg(target_arch = "wasm32")]
pub mod chart_state;
#[cfg(target_arch = "wasm32")]
pub mod controls;
#[cfg(target_arch = "wasm32")]
pub mod draw;
#[cfg(target_arch = "wasm32")]
pub mod legend;
#[cfg(target_arch = "wasm32")]
pub mod painter;
#[cfg(target_arch = "wasm32")]
pub mod pointer;
#[cfg(target_arch = "wasm32")]
pub mod readout;
#[cfg(target_arch = "wasm32")]
pub mod scene;
#[cfg(target_arch = "wasm32")]
pub mod spec;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod throttle;
#[cfg(target_arch = "wasm32")]
pub mod view;
