//! Compiling the kernels of a run while nothing else is to be done.

use facegan_core::config::{KernelChoice, Policy, TrainConfig};
use facegan_train::{Mode, WarmUp};

use super::Trainer;

/// What is compiled for: kernels, side of the images in pixels, augmentation.
type Purpose = (KernelChoice, usize, Policy);

/// What was compiled, and what is being compiled.
#[derive(Default)]
pub(super) struct Warming {
    done: Vec<Purpose>,
    under_way: Option<(Purpose, WarmUp)>,
}

impl Warming {
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }
}

impl Trainer {
    /// Begins to compile the kernels of runs with these settings, unless a run is under way, which has compiled its own.
    pub(super) async fn warm_up(&mut self, config: &TrainConfig) {
        let purpose = (self.kernels, config.image_size, config.diffaugment);
        if self.mode() != Mode::Ended || self.warming.done.contains(&purpose) {
            return;
        }
        // Errors are not reported: they come again when a run starts.
        let Ok(compute) = self.compute().await else { return };
        self.warming.under_way = Some((purpose, WarmUp::new(config, &compute)));
    }

    /// Goes on compiling for a moment. A run that was started meanwhile does not wait for the rest.
    pub(super) async fn go_on_warming_up(&mut self) {
        let Some((purpose, mut warm_up)) = self.warming.under_way.take() else { return };
        if self.mode() != Mode::Ended {
            return;
        }
        let outcome = warm_up.next().await;
        let is_faulty = self.gpu.as_ref().is_some_and(|gpu| gpu.faults().take().is_some());
        match outcome {
            Ok(true) if !is_faulty => self.warming.under_way = Some((purpose, warm_up)),
            Ok(false) if !is_faulty => self.warming.done.push(purpose),
            _ => {}
        }
    }
}
