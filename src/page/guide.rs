//! What the page is about now, which panels there are, and which button is the solid one.

use leptos::prelude::*;

use super::context::Page;
use super::state::{Engine, NextStep, Offers, Phase, Visit};

/// A panel that is there only when it has something to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Training,
    Photos,
    Stage,
    Charts,
    Latent,
    Animations,
    Downloads,
    Log,
}

impl Page {
    /// What the page is about. Reactive.
    pub fn phase(self) -> Phase {
        let shown = self.shown.with(Option::is_some);
        self.app.with(|app| app.phase(shown))
    }

    /// The next thing to do. Reactive.
    pub fn next_step(self) -> NextStep {
        let offers = Offers { broken_off: self.offered_run().is_some(), opened: self.opened.has_checkpoint() };
        self.app.with(|app| app.next_step(offers))
    }

    /// Whether the button of this step is the solid one.
    pub fn is_next(self, step: NextStep) -> Memo<bool> {
        Memo::new(move |_| self.next_step() == step)
    }

    /// What this visit begins with. Reactive.
    pub fn visit(self) -> Visit {
        match () {
            () if self.shown.with(Option::is_some) => Visit::Shown,
            () if self.offered_run().is_some() => Visit::BrokenOff,
            () => Visit::New,
        }
    }

    /// Whether a panel has something to show. Reactive.
    pub fn has_panel(self, panel: Panel) -> bool {
        let phase = self.phase();
        match panel {
            // The engine's download and what is wrong with the GPU are told there.
            Panel::Training => {
                phase != Phase::Begin || self.gpu.missing().is_some() || self.app.with(|app| app.engine == Engine::Dead)
            }
            Panel::Photos => phase != Phase::Begin,
            Panel::Stage | Panel::Downloads | Panel::Log => phase == Phase::Run,
            Panel::Charts => phase == Phase::Run || self.charts.has_overlays(),
            Panel::Latent | Panel::Animations => phase == Phase::Run || self.opened.can_draw(),
        }
    }
}
