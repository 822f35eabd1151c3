//! Measuring how fast the GPU trains, for the page's plan, and what it reaches, for people.

use super::Trainer;
use super::problems::{gpu_not_measured, no_gpu_to_measure, not_measured_beside_a_run};
use crate::engine::port::post;
use facegan_core::gpu_report::GpuReport;
use facegan_core::plan::{Conditions, Speed};
use facegan_core::problem::Problem;
use facegan_protocol::Event;
use facegan_train::{Mode, TrainError, measure, measure_gpu};

impl Trainer {
    /// Measures the GPU, unless a run has not ended. Errors are not reported: they come again when a run starts.
    pub(super) async fn measure(&mut self, conditions: Conditions) {
        let speed = if self.mode() == Mode::Ended { self.speed(conditions).await } else { None };
        post(&Event::Measured { conditions, speed });
    }

    async fn speed(&mut self, Conditions { kernels, diffaugment }: Conditions) -> Option<Speed> {
        let compute = self.gpu().await.ok()?.compute(kernels);
        let speed = measure(diffaugment, &compute).await.ok();
        let is_faulty = self.gpu.as_ref().is_some_and(|gpu| gpu.faults().take().is_some());
        speed.filter(|_| !is_faulty)
    }

    /// Measures what the GPU reaches, unless a run has not ended.
    pub(super) async fn measure_gpu(&mut self) {
        let is_free = self.mode() == Mode::Ended;
        let report = if is_free { self.gpu_report().await } else { Err(not_measured_beside_a_run()) };
        post(&Event::GpuMeasured(report));
    }

    async fn gpu_report(&mut self) -> Result<GpuReport, Problem> {
        let gpu = self.gpu().await.map_err(|error| no_gpu_to_measure(&error))?;
        let report = measure_gpu(&gpu, |stage| post(&Event::MeasuringGpu(stage))).await;
        let report = gpu.faults().take().map_or(report, |fault| Err(TrainError::Fault(fault)));
        report.map_err(|error| gpu_not_measured(&error))
    }
}
