//! facegan trains the PyTorch DCGAN faces tutorial in a browser, on the person's own GPU.
//!
//! Two wasm binaries share this library: the page (`bin/app`, [`web`]) and the engine in a dedicated worker
//! (`bin/worker`, [`worker`]). [`protocol`] is the whole boundary between them. A native command (`bin/facegan`, [`cli`])
//! trains the same runs on larger machines. ARCHITECTURE.md has a paragraph on each part.

#[cfg(target_arch = "wasm32")]
pub mod adapter;
pub mod address;
pub mod animation;
pub mod config;
#[cfg(target_arch = "wasm32")]
pub mod exception;
pub mod memory;
pub mod protocol;
pub mod skipped;

#[cfg(feature = "engine")]
pub mod data;
#[cfg(feature = "engine")]
pub mod kernels;
#[cfg(feature = "engine")]
pub mod model;
#[cfg(feature = "engine")]
pub mod store;
#[cfg(feature = "engine")]
pub mod train;

#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
pub mod cli;
#[cfg(feature = "page")]
pub mod web;
#[cfg(all(feature = "engine", target_arch = "wasm32"))]
pub mod worker;
