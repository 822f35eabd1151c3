//! The state that every feature shares, as a pure reducer: [`AppState`] folds what the person does ([`Action`]) and
//! what the engine says into what the page shows. Tested natively.

mod app_state;
mod blocker;
mod controls;
mod crop;
mod phase;
mod run;
mod status;
#[cfg(test)]
pub mod tests;

pub use app_state::{Action, AppState, Data, Engine};
pub use blocker::Blocker;
pub use controls::SavedRun;
pub use phase::{NextStep, Offers, Phase, Visit};
pub use run::{Activity, Run, Setback, Then};
