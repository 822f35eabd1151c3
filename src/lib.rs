//! facegan trains the PyTorch DCGAN faces tutorial in a browser, on the person's own GPU.
//!
//! Two wasm binaries are made of this library: the page (`bin/page`, `page`) and the engine in a dedicated worker
//! (`bin/engine`, `engine`). `facegan_protocol` is the whole boundary between them. What needs no browser lies in
//! crates below `crates/`; ARCHITECTURE.md has a paragraph on each part.

#[cfg(target_arch = "wasm32")]
mod adapter;
#[cfg(target_arch = "wasm32")]
mod exception;

#[cfg(all(feature = "engine", target_arch = "wasm32"))]
pub mod engine;
#[cfg(feature = "page")]
pub mod page;
