//! Measuring how fast the GPU trains, for the page's plan.

use super::Trainer;
use crate::engine::port::post;
use facegan_core::plan::{Conditions, Speed};
use facegan_protocol::Event;
use facegan_train::{Mode, measure};

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
}
