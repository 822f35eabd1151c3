//! The netG that was measured best, which is kept beside the run.

use facegan_core::config::TrainConfig;
use facegan_core::run::RunId;
use facegan_model::{Generator, Network};
use facegan_protocol::Event;
use facegan_store::checkpoint;
use facegan_store::run_store::RunFilesError;
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{Snapshot, generator};

use super::Trainer;
use super::errors::{DrawError, ExportError, NoBest};
use super::problems::not_stored;
use crate::engine::library::SharedRun;
use crate::engine::port::post;

/// The best netG of a run, on the GPU.
pub(super) struct BestNetG {
    run: RunId,
    /// Iterations after which it was measured.
    iterations: usize,
    net_g: Generator,
}

impl Trainer {
    /// Keeps a state as the best of the run under way.
    pub(super) fn save_best(&self, state: &Snapshot) {
        let Some(active) = &self.run else { return };
        let save = || -> Result<(), RunFilesError> {
            let bytes = checkpoint::to_bytes(state)?;
            Ok(active.run.store().borrow_mut().save_best(state.history.len(), &bytes)?)
        };
        if let Err(error) = save() {
            post(&Event::Problem(not_stored(&error)));
        }
    }

    /// The best netG of the run, which is uploaded to the GPU once.
    pub(super) async fn best_net_g(&mut self) -> Result<&Generator, DrawError> {
        let compute = self.compute().await?;
        let active = self.run.as_ref().ok_or(NoBest::NotKept)?;
        let (run, at) = (active.id, active.run.store().borrow().best_at().ok_or(NoBest::NotKept)?);
        let is_it = |best: &BestNetG| (best.run, best.iterations) == (run, at);
        let best = match self.best.take().filter(is_it) {
            Some(best) => best,
            None => {
                let state = best_state(active.run.store())?;
                let TrainConfig { image_size, nz, ngf, .. } = state.config;
                let network = Network::Generator { image_size, nz, ngf };
                BestNetG { run, iterations: at, net_g: generator(network, state.better_net_g(), &compute)? }
            }
        };
        Ok(&self.best.insert(best).net_g)
    }
}

/// The best netG of a stored run as .safetensors.
pub(super) fn best_file(run: &SharedRun) -> Result<Vec<u8>, ExportError> {
    let state = best_state(run)?;
    let tracked = state.net_g.batches_tracked;
    Ok(safetensors(state.better_net_g(), tracked, metadata(&state.config, &state.history))?)
}

/// The state at which a stored run's netG was best.
pub(super) fn best_state(run: &SharedRun) -> Result<Snapshot, NoBest> {
    let state = run.borrow().best().ok_or(NoBest::NotKept)?;
    Ok(checkpoint::from_bytes(&state)?)
}
