//! The page: the features' states, and the few things that several features share.

use leptos::prelude::*;

use super::features::advice::state::AdviceState;
use super::features::alerts::state::AlertsState;
use super::features::beginning::state::BeginningState;
use super::features::branching::state::BranchingState;
use super::features::camera::state::CameraState;
use super::features::charts::state::ChartsState;
use super::features::comparison::state::ComparisonState;
use super::features::engine::link::EngineLink;
use super::features::explanation::state::ExplanationState;
use super::features::exports::state::ExportsState;
use super::features::gpu::state::GpuState;
use super::features::gpu_report::state::GpuReportState;
use super::features::grids::state::GridsState;
use super::features::inversion::state::InversionState;
use super::features::latent::state::LatentState;
use super::features::neighbours::state::NeighboursState;
use super::features::opened::state::OpenedState;
use super::features::photos::state::PhotosState;
use super::features::plan::state::PlanState;
use super::features::projector::state::ProjectorState;
use super::features::quality::state::QualityState;
use super::features::recovery::state::RecoveryState;
use super::features::runs::state::RunsState;
use super::features::settings::state::SettingsState;
use super::features::training::state::TrainingState;
use super::state::{Action, AppState};
use crate::exception::describe;
use facegan_core::address::Launch;
use facegan_core::problem::Problem;
use facegan_core::run_manifest::RunKey;
use facegan_protocol::Command;
use wasm_bindgen::JsValue;

/// What components reach through [`use_page`]. Copies are the same page.
#[derive(Clone, Copy)]
pub struct Page {
    /// The engine, the photos and the run. Shared, because every feature's controls depend on them.
    pub app: RwSignal<AppState>,
    /// The run whose curves and grids are on screen. Shared, because charts, grids, advice and the list of runs have to
    /// show the same one.
    pub shown: RwSignal<Option<RunKey>>,
    /// The iteration that the person chose; [`None`] follows the latest. Shared, because a click in a chart chooses the
    /// grids, the timeline and the slider of compared runs move each other, and both move the charts' cursor.
    pub cursor: RwSignal<Option<usize>>,
    pub engine: EngineLink,
    pub alerts: AlertsState,
    pub beginning: BeginningState,
    pub branching: BranchingState,
    pub camera: CameraState,
    pub settings: SettingsState,
    pub plan: PlanState,
    pub photos: PhotosState,
    pub training: TrainingState,
    pub charts: ChartsState,
    pub comparison: ComparisonState,
    pub quality: QualityState,
    pub grids: GridsState,
    pub neighbours: NeighboursState,
    pub latent: LatentState,
    pub inversion: InversionState,
    pub exports: ExportsState,
    pub runs: RunsState,
    pub recovery: RecoveryState,
    pub opened: OpenedState,
    pub advice: AdviceState,
    pub explanation: ExplanationState,
    pub projector: ProjectorState,
    pub gpu: GpuState,
    pub gpu_report: GpuReportState,
}

impl Page {
    /// A new page with the address's settings.
    pub fn new(launch: &Launch) -> Self {
        let cursor = RwSignal::default();
        Self {
            app: RwSignal::default(),
            shown: RwSignal::default(),
            cursor,
            engine: EngineLink::default(),
            alerts: AlertsState::default(),
            beginning: BeginningState::default(),
            branching: BranchingState::default(),
            camera: CameraState::default(),
            settings: SettingsState::new(launch),
            plan: PlanState::new(launch),
            photos: PhotosState::default(),
            training: TrainingState::default(),
            charts: ChartsState::default(),
            comparison: ComparisonState::default(),
            quality: QualityState::new(launch),
            grids: GridsState::new(cursor),
            neighbours: NeighboursState::default(),
            latent: LatentState::new(launch),
            inversion: InversionState::default(),
            exports: ExportsState::default(),
            runs: RunsState::default(),
            recovery: RecoveryState::default(),
            opened: OpenedState::default(),
            advice: AdviceState::default(),
            explanation: ExplanationState::default(),
            projector: ProjectorState::default(),
            gpu: GpuState::detect(),
            gpu_report: GpuReportState::default(),
        }
    }

    /// Applies an action to the shared state.
    pub fn act(self, action: Action) {
        self.app.update(|app| app.act(action));
    }

    /// Sends the engine a command.
    pub fn send(self, command: Command) {
        self.engine.send(&command);
    }

    /// Shows a problem, unless it is on screen already.
    pub fn alert(self, problem: Problem) {
        self.alerts.show(problem);
    }

    /// Shows the browser's exception as a problem, where there is one.
    pub fn check<T>(self, what: &str, result: Result<T, JsValue>) {
        if let Err(error) = result {
            let what = format!("{what}: {}.", describe(&error).trim_end_matches('.'));
            self.alert(Problem { what, advice: "Try again, or reload the page.".into() });
        }
    }
}

/// The page's state, which the root component provides.
pub fn use_page() -> Page {
    expect_context()
}
