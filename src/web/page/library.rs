//! Earlier runs: listed, laid over the charts, opened again and deleted.

use leptos::prelude::*;

use super::Page;
use crate::protocol::{KeptRun, RecalledRun};

/// The runs that are kept in the browser.
#[derive(Clone, Copy)]
pub struct Library {
    /// Every run that is kept, the latest first.
    pub runs: RwSignal<Vec<KeptRun>>,
}

impl Library {
    pub(super) fn new() -> Self {
        Self { runs: RwSignal::default() }
    }
}

impl Page {
    pub(super) fn on_recalled(self, _recalled: RecalledRun) {}
}
