//! Advice that the numbers and the settings give rise to.

pub mod adviser;
pub mod collapse;
pub mod diversity;
pub mod losses;
pub mod quality;
pub mod settings;
pub mod topic;

#[cfg(target_arch = "wasm32")]
pub mod actions;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod view;

#[cfg(test)]
mod tests;
