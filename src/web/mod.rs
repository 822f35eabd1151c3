//! The page: what the person sees and does. Never names Burn; the engine is reached through [`protocol`] alone.
//!
//! What can be computed without a browser is pure and tested natively: [`phase`] folds everything that happens into
//! one state, the other modules beside it format, parse and decimate. `page` binds them to the worker, `view` to the
//! DOM.
//!
//! [`protocol`]: crate::protocol

pub mod advice;
pub mod animations;
pub mod attention;
pub mod chart;
pub mod collected;
pub mod curves;
pub mod form;
pub mod format;
pub mod grid;
pub mod latent;
pub mod pace;
pub mod phase;
pub mod recent;
pub mod recovery;
pub mod runs;
pub mod shortcuts;
pub mod sources;
pub mod timeline;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::mount;
