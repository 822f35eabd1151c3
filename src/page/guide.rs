//! What the page is about now, which panels there are, and which button is the solid one.

use leptos::prelude::*;

use super::context::Page;
use super::state::{Engine, NextStep, Offers, Phase, Visit};

/// The panels, in the order in which they are needed and made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Settings,
    Photos,
    Training,
    Runs,
    Opened,
    Stage,
    Charts,
    Advice,
    Latent,
    Neighbours,
    Comparison,
    Animations,
    Downloads,
    Log,
}

impl Panel {
    /// Every panel.
    pub const ALL: [Self; 14] = [
        Self::Settings,
        Self::Photos,
        Self::Training,
        Self::Runs,
        Self::Opened,
        Self::Stage,
        Self::Charts,
        Self::Advice,
        Self::Latent,
        Self::Neighbours,
        Self::Comparison,
        Self::Animations,
        Self::Downloads,
        Self::Log,
    ];

    /// The id of its place.
    pub fn place(self) -> &'static str {
        match self {
            Self::Settings => "place-settings",
            Self::Photos => "place-photos",
            Self::Training => "place-training",
            Self::Runs => "place-runs",
            Self::Opened => "place-opened",
            Self::Stage => "place-stage",
            Self::Charts => "place-charts",
            Self::Advice => "place-advice",
            Self::Latent => "place-latent",
            Self::Neighbours => "place-neighbours",
            Self::Comparison => "place-comparison",
            Self::Animations => "place-animations",
            Self::Downloads => "place-downloads",
            Self::Log => "place-log",
        }
    }
}

impl Page {
    /// What the page is about. Reactive.
    pub fn phase(self) -> Phase {
        let shown = self.shown.with(Option::is_some);
        self.app.with(|app| app.phase(shown))
    }

    /// The next thing to do. Reactive.
    pub fn next_step(self) -> NextStep {
        let offers = Offers {
            broken_off: self.offered_run().is_some(),
            opened: self.opened.has_checkpoint(),
            branch: self.branching.is_chosen(),
        };
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

    /// Whether a panel has something to show, as far as that is not its own to say. Reactive.
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
            Panel::Settings | Panel::Opened | Panel::Advice | Panel::Neighbours | Panel::Comparison => true,
            Panel::Runs => phase != Phase::Begin || self.runs.with(|runs| !runs.is_empty()),
            Panel::Latent | Panel::Animations => phase == Phase::Run || self.opened.can_draw(),
        }
    }
}
