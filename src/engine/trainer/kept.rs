//! The states of a run that are kept beside the latest: the one at which netG was best, and those that are pinned.

use facegan_core::origin::{KeptState, Origin};
use facegan_core::run::RunId;
use facegan_core::run_manifest::RunManifest;
use facegan_model::{Generator, Network};
use facegan_protocol::Event;
use facegan_store::checkpoint;
use facegan_store::run_store::RunFilesError;
use facegan_store::weights::{metadata, safetensors};
use facegan_train::{Snapshot, generator};

use super::Trainer;
use super::errors::{DrawError, ExportError, NoState, NotPinned};
use super::problems::{not_pinned, not_stored};
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

    /// Pins the run's state as it is now, or the last one of a run that ended.
    pub(super) async fn pin(&mut self) {
        match self.try_pin().await {
            Ok(()) => self.library.announce(),
            Err(error) => post(&Event::Problem(not_pinned(&error))),
        }
    }

    async fn try_pin(&mut self) -> Result<(), NotPinned> {
        let active = self.run.as_mut().ok_or(NotPinned::NoRun)?;
        active.run.save_now().await?;
        Ok(active.run.store().borrow_mut().pin()?)
    }

    /// The best netG of the run, which is uploaded to the GPU once.
    pub(super) async fn best_net_g(&mut self) -> Result<&Generator, DrawError> {
        let compute = self.compute().await?;
        let active = self.run.as_ref().ok_or(NoState::NoBest)?;
        let (run, at) = (active.id, active.run.store().borrow().best_at().ok_or(NoState::NoBest)?);
        let is_it = |best: &BestNetG| (best.run, best.iterations) == (run, at);
        let best = match self.best.take().filter(is_it) {
            Some(best) => best,
            None => {
                let state = kept_state(active.run.store(), KeptState::Best)?;
                let net_g = generator(Network::net_g(&state.config), state.better_net_g(), &compute)?;
                BestNetG { run, iterations: at, net_g }
            }
        };
        Ok(&self.best.insert(best).net_g)
    }
}

/// The best netG of a stored run as .safetensors.
pub(super) fn best_file(run: &SharedRun) -> Result<Vec<u8>, ExportError> {
    let state = kept_state(run, KeptState::Best)?;
    let tracked = state.net_g.batches_tracked;
    Ok(safetensors(state.better_net_g(), tracked, metadata(&state.config, &state.history))?)
}

/// A state of a stored run.
pub(super) fn kept_state(run: &SharedRun, state: KeptState) -> Result<Snapshot, NoState> {
    let missing = match state {
        KeptState::Last => NoState::NotSaved,
        KeptState::Best => NoState::NoBest,
        KeptState::Pinned(iterations) => NoState::NotPinned(iterations),
    };
    let bytes = run.borrow().kept(state).ok_or(missing)?;
    Ok(checkpoint::from_bytes(&bytes)?)
}

/// Where a run begins that begins from a state of this one, which had done so many iterations then.
pub(super) fn origin(run: &RunManifest, state: KeptState, iterations: usize) -> Origin {
    let RunManifest { key, name, started, .. } = run.clone();
    Origin::Run { key, name, started, state, iterations }
}
