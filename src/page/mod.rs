//! The page: what the person sees and does. It holds no Burn; the engine is reached through `facegan_protocol` alone.
//!
//! `state` is the reducer that every feature shares, `features` has a folder a feature, `platform` is what the browser
//! offers, `widgets` are parts of views that several features use. `context` is the page that holds the features'
//! states, `guide` says which panels there are and what the next step is, `events` passes them the engine's events, and `app` puts everything together. What needs no browser is
//! tested natively.
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, unused_imports, reason = "natively, only the tests use the page's logic")
)]

mod features;
mod format;
mod state;
mod widgets;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod guide;
#[cfg(target_arch = "wasm32")]
mod platform;

#[cfg(target_arch = "wasm32")]
pub use app::mount;
