//! How far measuring the GPU is.

use leptos::prelude::*;

use super::measurement::Measurement;
use facegan_core::gpu_report::{GpuReport, Stage};
use facegan_core::problem::Problem;

/// How far measuring the GPU is.
#[derive(Clone, Copy, Default)]
pub struct GpuReportState {
    pub(super) measurement: RwSignal<Measurement>,
}

impl GpuReportState {
    /// Whether the engine measures now.
    pub fn is_measuring(self) -> bool {
        self.measurement.with(Measurement::is_under_way)
    }

    /// The engine measures this now.
    pub fn advance(self, stage: Stage) {
        self.measurement.update(|measurement| measurement.advance(stage));
    }

    /// The engine has measured, or could not.
    pub fn end(self, measured: Result<GpuReport, Problem>) {
        self.measurement.update(|measurement| measurement.end(measured));
    }

    /// The engine is lost.
    pub fn engine_lost(self, reason: &str) {
        self.measurement.update(|measurement| measurement.engine_lost(reason));
    }
}
