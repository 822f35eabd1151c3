//! facegan trains the PyTorch DCGAN faces tutorial in a browser, on the person's own GPU.
//!
//! Three wasm binaries are made of this library: the page (`bin/page`, `page`), the engine in a dedicated worker
//! (`bin/engine`, `engine`) and the photo workers (`bin/photos`, `photos`), which the engine starts. `facegan_protocol`
//! is the whole boundary between them. What needs no browser lies in crates below `crates/`; ARCHITECTURE.md has a
//! paragraph on each part.

#[cfg(all(any(feature = "engine", feature = "page"), target_arch = "wasm32"))]
mod adapter;
#[cfg(target_arch = "wasm32")]
mod exception;

#[cfg(all(feature = "engine", target_arch = "wasm32"))]
pub mod engine;
#[cfg(feature = "page")]
pub mod page;
#[cfg(all(feature = "photos", target_arch = "wasm32"))]
pub mod photos;
#[cfg(all(any(feature = "engine", feature = "photos"), target_arch = "wasm32"))]
mod worker;
#[cfg(all(any(feature = "engine", feature = "page"), target_arch = "wasm32"))]
mod worker_port;
