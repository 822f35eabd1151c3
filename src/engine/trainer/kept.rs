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
use safetensors::tensor::SafeTensorError;

use super::Trainer;
use super::errors::{DrawError, NoState, NotPinned};
use super::problems::{not_pinned, not_stored};
use crate::engine::library::SharedRun;
use crate::engine::port::post;

/// The netG of a kept state of a run, on the GPU.
pub(super) struct KeptNetG {
    run: RunId,
    state: KeptState,
    /// Iterations that the run had done.
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
        active.run.store().borrow_mut().pin()?;
        // After as many iterations another state may have been pinned before.
        self.kept_net_g = None;
        Ok(())
    }

    /// The netG of the run's best state or of a pinned one. It is uploaded to the GPU once, until that of another state
    /// is.
    pub(super) async fn kept_net_g(&mut self, state: KeptState) -> Result<&Generator, DrawError> {
        let compute = self.compute().await?;
        let active = self.run.as_ref().ok_or(missing(state))?;
        let store = active.run.store();
        let (run, at) = (active.id, store.borrow().kept_at(state).ok_or(missing(state))?);
        let is_it = |kept: &KeptNetG| (kept.run, kept.state, kept.iterations) == (run, state, at);
        let kept = match self.kept_net_g.take().filter(is_it) {
            Some(kept) => kept,
            None => {
                let snapshot = kept_state(store, state)?;
                let net_g = generator(Network::net_g(&snapshot.config), snapshot.better_net_g(), &compute)?;
                KeptNetG { run, state, iterations: at, net_g }
            }
        };
        Ok(&self.kept_net_g.insert(kept).net_g)
    }
}

/// The netG of a state, or its moving average where the last measurement found that better, as .safetensors.
pub fn net_g_file(state: &Snapshot) -> Result<Vec<u8>, SafeTensorError> {
    let tracked = state.net_g.batches_tracked;
    safetensors(state.better_net_g(), tracked, metadata(&state.config, &state.history))
}

/// A state of a stored run.
pub(super) fn kept_state(run: &SharedRun, state: KeptState) -> Result<Snapshot, NoState> {
    let bytes = run.borrow().kept(state).ok_or(missing(state))?;
    Ok(checkpoint::from_bytes(&bytes)?)
}

/// That there is no such state.
fn missing(state: KeptState) -> NoState {
    match state {
        KeptState::Last => NoState::NotSaved,
        KeptState::Best => NoState::NoBest,
        KeptState::Pinned(iterations) => NoState::NotPinned(iterations),
    }
}

/// Where a run begins that begins from a state of this one, which had done so many iterations then.
pub(super) fn origin(run: &RunManifest, state: KeptState, iterations: usize) -> Origin {
    let RunManifest { key, name, started, .. } = run.clone();
    Origin::Run { key, name, started, state, iterations }
}
